"""A year of calendar: leads released, months run, windows, deadlines and quarters, each on its day and once."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Sum

from commissions.models import Earning, Entry, Leg, Payout, PayoutRun, Release, Statement
from leads.models import Lead
from portal.clock import Period
from portal.deadlines.models import Deadline
from portal.jobs.models import Job
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor
from tests.cast import VendorCast, look_up
from tests.commissions.sales_world import begin_sales
from tests.drill.year import OPEN, RATES, Year

FIRST = date(2025, 1, 1)
#: The lower ends of two protections of one customer, where both hold at one instant; and what holds for nobody.
_TWICE = """
SELECT a.lead_id, b.lead_id FROM leads_protection a JOIN leads_protection b
    ON a.program_id = b.program_id AND a.claim_key = b.claim_key AND a.id < b.id AND a.period && b.period
"""
_UNBALANCED = "SELECT entry_id FROM commissions_leg GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0"
_OWED = """
SELECT a.kind, a.partner_id, sum(l.amount_minor)::bigint FROM commissions_leg l
JOIN commissions_account a ON a.id = l.account_id WHERE a.partner_id IS NOT NULL GROUP BY 1, 2
"""


def drill_calendar(seed: int) -> dict[str, object]:
    """365 days, and three months more so that the year's last quarter matures."""
    return year_of_calendar(seed, days=365 + 92)


def year_of_calendar(seed: int, *, days: int) -> dict[str, object]:
    """The drill itself, for any number of days."""
    acme = look_up("acme")
    with acting_as(Role.PLATFORM):
        # A turn from before a vendor exists is not made up.
        Vendor.objects.update(created_at=datetime.combine(FIRST - timedelta(days=1), time(), UTC))
    with acting_as(Role.STAFF, vendor=acme.id):
        sales = begin_sales()
        for partner, rate in zip(acme.partners, RATES, strict=True):
            sales.rate(partner, str(rate))
    year = Year(acme, sales, seed)
    for number in range(days):
        day = FIRST + timedelta(days=number)
        year.live(day)
        check_day(acme, datetime.combine(day, time(17), UTC))
        if day.day == 1:
            check_month(acme, year, Period.of(day).previous())
    check_year(acme, year, last=Period.of(FIRST + timedelta(days=days - 1)).previous())
    return {"days": days, "sales": len(year.book.lines), **year.book.done}


def check_day(acme: VendorCast, now: datetime) -> None:
    """Nothing is left undone, and no customer belongs to two partners."""
    with acting_as(Role.PLATFORM):
        assert not Job.objects.filter(state=Job.State.QUARANTINED).exists()
        assert not Job.objects.filter(state__in=OPEN, due_at__lte=now).exists()
    with acting_as(Role.STAFF, vendor=acme.id):
        overdue = Deadline.objects.filter(closed_at=None, due_at__lte=now).count()
        unsaid = Deadline.objects.filter(closed_at=None, reminded_at=None, remind_at__lte=now).count()
        assert (overdue, unsaid) == (0, 0), now
        assigned = Lead.objects.filter(assignment="assigned").exclude(status__in=["won", "lost", "invalid"])
        assert not assigned.filter(protected_until__lte=now).exists(), f"not released on {now}"
        assert not Lead.objects.filter(assignment="released", protected_until__gt=now).exists(), (
            f"released early on {now}"
        )
        assert rows(_TWICE) == []


def check_month(acme: VendorCast, year: Year, month: Period) -> None:
    """The month that ended was run on the first, once, for what the book says."""
    with acting_as(Role.STAFF, vendor=acme.id):
        expected = [str(each) for each in months(until=month)]
        runs = PayoutRun.objects.order_by("period").values_list("period", "state")
        assert list(runs) == [(each, "calculated") for each in expected]
        found = {(t.period, t.partner_id): t.total_minor for t in Statement.objects.all()}
        assert found == year.book.statements(until=month)
        assert rows(_UNBALANCED) == []
        check_balances(year, month)


def check_balances(year: Year, month: Period) -> None:
    """What is payable is what statements say; what is held is what neither matured nor is void."""
    payable, held = dict[int, int](), dict[int, int]()
    for (_, partner), total in year.book.statements(until=month).items():
        payable[partner] = payable.get(partner, 0) - total
    booked = [line for line in year.book.lines.values() if line.closed_on and str(line.run) <= str(month)]
    released = set(Release.objects.values_list("earning_id", flat=True))
    open_sales = dict(
        Earning.objects.filter(payable_on__isnull=False).exclude(pk__in=released).values_list("sale_id", "amount_minor")
    )
    for sale, cents in open_sales.items():
        assert year.book.lines[sale].cents == cents
        partner = year.book.lines[sale].partner
        held[partner] = held.get(partner, 0) - cents
    found: dict[str, dict[int, int]] = {"payable": {}, "held": {}}
    for kind, partner, total in rows(_OWED):
        if total:
            found[kind][partner] = total
    assert found == {
        "payable": {partner: total for partner, total in payable.items() if total},
        "held": {partner: total for partner, total in held.items() if total},
    }
    assert len(booked) == Earning.objects.filter(payable_on__isnull=False).count()


def check_year(acme: VendorCast, year: Year, *, last: Period) -> None:
    """Each sale earned once, each outbound line released once and in its quarter, each window and payment as the guide says."""
    book = year.book
    with acting_as(Role.STAFF, vendor=acme.id):
        due = {pk: line for pk, line in book.lines.items() if str(line.run) <= str(last)}
        earned = dict(Earning.objects.values_list("sale_id", "amount_minor"))
        assert earned == {pk: line.cents for pk, line in due.items()}
        outcomes = dict(Release.objects.values_list("earning_id", "outcome"))
        for earning in Earning.objects.filter(payable_on__isnull=False):
            check_release(year, earning, outcomes.get(earning.pk), last)
        for statement in Statement.objects.all():
            check_statement(statement)
        assert Entry.objects.filter(kind="earning").count() == sum(1 for line in due.values() if line.cents)
        assert Leg.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 0
        turns = Job.objects.filter(kind="commissions.open_runs", key__startswith="slot:")
        assert turns.count() == len(months(until=last))
        assert not turns.exclude(state="done").exists()
        book.done["statements"], book.done["releases"] = Statement.objects.count(), len(outcomes)
        book.done["void"] = sum(1 for outcome in outcomes.values() if outcome == "void")


def check_release(year: Year, earning: Earning, outcome: str | None, last: Period) -> None:
    line = year.book.lines[earning.sale_id]
    assert line.closed_on is not None
    assert earning.matures_on == line.closed_on + timedelta(days=90)
    payable_on = earning.payable_on
    assert payable_on is not None
    assert (payable_on.day, payable_on.month % 3, payable_on > earning.matures_on) == (1, 1, True)
    assert (payable_on - earning.matures_on).days <= 92
    is_due = str(max(line.run, Period.of(payable_on).previous(), key=str)) <= str(last)
    assert outcome == (None if not is_due else "void" if year.book.is_void(line) else "matured"), earning.sale_id


def check_statement(statement: Statement) -> None:
    month = Period.parse(statement.period)
    assert statement.closes_on == month.last
    assert (statement.pay_from - month.last).days == 30
    assert (statement.pay_by - month.last).days == 45
    assert statement.pay_from <= statement.pay_on <= statement.pay_by
    assert statement.pay_on.weekday() < 5
    paid = Payout.objects.filter(statement_id=statement.pk).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    assert paid == max(statement.total_minor + statement.brought_minor, 0)


def months(*, until: Period) -> list[Period]:
    """From the month before the year began: its first day runs that one too."""
    month, found = Period.of(FIRST).previous(), []
    while str(month) <= str(until):
        found.append(month)
        month = month.next()
    return found


def rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
