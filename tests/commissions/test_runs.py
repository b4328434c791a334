"""A payout run over the cast: what is earned, stated, held and paid."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db.models import Sum

from commissions.models import Account, Earning, Entry, Leg, Payout, PayoutRun, Release, RunException, Statement
from commissions.queries.run_terms import terms_of_run
from commissions.services.runs import calculate_again, calculate_now, open_run
from portal.accounts.actor import Actor
from portal.guides.models import GuideVersion, Program
from portal.guides.services import publish_guide
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor
from tests.cast import look_up
from tests.commissions.sales_world import NOW, TODAY, Sales, begin_sales

pytestmark = pytest.mark.django_db


@pytest.fixture
def sales(db: None) -> Iterator[Sales]:
    with acting_as(Role.STAFF, vendor=look_up("acme").id):
        yield begin_sales()


@pytest.fixture
def birch(sales: Sales) -> int:
    return sales.cast.partners[0]


def balance(kind: str, partner: int | None) -> int:
    accounts = Account.objects.filter(kind=kind, partner_id=partner).values_list("pk", flat=True)
    return Leg.objects.filter(account__in=list(accounts)).aggregate(sum=Sum("amount_minor"))["sum"] or 0


@pytest.mark.rule("F-COM-01", "X-02")
def test_sale_earns_at_the_agreements_rate(sales: Sales, birch: int) -> None:
    sales.rate(birch, "0.15")
    sales.sale(birch, 10_010)

    run = sales.run()

    earning = Earning.objects.get()
    assert (earning.amount_minor, earning.rule, str(earning.percent)) == (1502, "F-COM-01", "0.150000")
    statement = Statement.objects.get()
    assert (statement.total_minor, statement.lines, statement.period) == (1502, 1, "2026-10")
    assert (statement.closes_on, statement.pay_from, statement.pay_by) == (
        date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 15),
    )  # fmt: skip
    assert statement.pay_on == date(2026, 11, 30)
    assert run.state == PayoutRun.State.CALCULATED
    assert (balance("expense", None), balance("payable", birch)) == (1502, -1502)


@pytest.mark.rule("F-COM-01")
def test_rate_is_the_one_of_the_day_of_the_sale(sales: Sales, birch: int) -> None:
    sales.rate(birch, "0.1", until=date(2026, 10, 10))
    sales.rate(birch, "0.2", since=date(2026, 10, 10))
    sales.sale(birch, 1000, date(2026, 10, 9))
    sales.sale(birch, 1000, date(2026, 10, 10))

    sales.run()

    assert list(Earning.objects.order_by("sale_id").values_list("amount_minor", flat=True)) == [100, 200]


@pytest.mark.rule("F-COM-02", "X-04")
def test_missing_rate_stops_the_line_with_its_reason(sales: Sales, birch: int) -> None:
    sales.sale(birch, 1000)

    sales.run()

    assert Earning.objects.count() == 0
    assert RunException.objects.get().reason == "missing_rate"


def test_missing_agreement_stops_the_line_with_its_reason(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2023, 12, 31))

    sales.run()

    assert RunException.objects.get().reason == "no_agreement"


@pytest.mark.rule("X-07")
def test_run_is_idempotent(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000)
    first = sales.run()

    second = open_run(program_id=sales.cast.program, period="2026-10", today=TODAY)

    assert second.pk == first.pk
    assert (Earning.objects.count(), Entry.objects.count(), Payout.objects.count()) == (1, 1, 1)


def test_calculating_again_adds_what_was_stopped(sales: Sales, birch: int, finance: Actor) -> None:
    cedar = sales.cast.partners[1]
    sales.rate(birch)
    sales.sale(birch, 1000)
    sales.sale(cedar, 500)
    run = sales.run()
    sales.rate(cedar, "0.1")
    sales.sale(birch, 50)

    run = calculate_again(run, by=finance)
    calculate_now(run, now=NOW)

    assert RunException.objects.count() == 0
    assert list(Statement.objects.order_by("partner_id").values_list("total_minor", "lines")) == [(210, 2), (50, 1)]
    assert list(Payout.objects.order_by("partner_id").values_list("amount_minor", flat=True)) == [210, 50]


def test_refund_earns_a_negative_amount_rounded_away_from_zero(sales: Sales, birch: int) -> None:
    sales.rate(birch, "0.15")
    sales.sale(birch, 10_000)
    sales.sale(birch, -110)

    sales.run()

    assert sorted(Earning.objects.values_list("amount_minor", flat=True)) == [-17, 1500]
    assert Statement.objects.get().total_minor == 1483


def test_amount_that_rounds_to_nothing_is_a_line_without_an_entry(sales: Sales, birch: int) -> None:
    sales.rate(birch, "0.1")
    sales.sale(birch, 4)

    sales.run()

    earning = Earning.objects.get()
    assert (earning.amount_minor, earning.entry_id) == (0, None)
    assert (Entry.objects.count(), Statement.objects.get().lines, Payout.objects.count()) == (0, 1, 0)


@pytest.mark.rule("F-CXL-01", "F-CXL-02")
def test_outbound_is_held_until_the_quarter_after_maturity(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2026, 7, 3), deal=sales.deal(birch, date(2026, 7, 2)))

    sales.run("2026-07")
    earning = Earning.objects.get()

    assert (earning.matures_on, earning.payable_on, earning.statement_id) == (
        date(2026, 9, 30),
        date(2026, 10, 1),
        None,
    )
    assert earning.rule == "F-CXL-01"
    assert (Statement.objects.count(), Payout.objects.count()) == (0, 0)
    assert (balance("held", birch), balance("payable", birch)) == (-200, 0)


@pytest.mark.rule("F-CXL-01")
def test_matured_outbound_is_paid_at_quarter_start(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2026, 7, 3), deal=sales.deal(birch, date(2026, 7, 2)))
    sales.run("2026-07")
    sales.run("2026-08")
    assert Release.objects.count() == 0

    sales.run("2026-09")

    statement = Statement.objects.get()
    payout = Payout.objects.get()
    assert Release.objects.get().statement_id == statement.pk
    assert (statement.period, statement.total_minor) == ("2026-09", 200)
    assert (payout.pay_on, payout.pay_by, payout.amount_minor) == (date(2026, 10, 1), None, 200)
    assert (balance("held", birch), balance("payable", birch)) == (0, -200)


@pytest.mark.rule("F-CXL-01")
@pytest.mark.parametrize(
    ("cancelled_on", "outcome"),
    [(date(2026, 9, 30), "void"), (date(2026, 10, 1), "matured"), (date(2026, 7, 2), "void")],
)
def test_cancellation_on_day_ninety_is_still_inside(sales: Sales, birch: int, cancelled_on: date, outcome: str) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2026, 7, 3), deal=sales.deal(birch, date(2026, 7, 2), cancelled_on=cancelled_on))
    sales.run("2026-07")

    sales.run("2026-09")

    assert Release.objects.get().outcome == outcome
    owed = {"void": 0, "matured": 200}[outcome]
    assert (balance("held", birch), -balance("payable", birch), balance("expense", None)) == (0, owed, owed)
    assert Entry.objects.filter(reverses__isnull=False).count() == (outcome == "void")


def test_late_outbound_sale_is_released_at_once(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2026, 10, 3), deal=sales.deal(birch, date(2026, 1, 2)))

    sales.run()

    assert Release.objects.get().outcome == "matured"
    assert Payout.objects.get().pay_on == date(2026, 11, 1)


@pytest.mark.rule("F-PAY-01")
def test_payment_without_papers_is_on_hold_with_the_reasons(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000)

    sales.run()

    payout = Payout.objects.get()
    assert (payout.state, payout.reasons) == ("held", ["pay_method", "tax_residence"])


@pytest.mark.rule("F-PAY-01")
def test_payment_with_papers_is_payable(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000)
    payee = sales.payable(birch)

    sales.run()

    payout = Payout.objects.get()
    assert (payout.state, payout.reasons, payout.payee_id) == ("payable", [], payee.pk)


@pytest.mark.rule("F-PAY-01")
def test_held_payment_goes_out_with_the_run_after_its_papers_came(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2026, 9, 1))
    first = sales.run("2026-09")
    approve(first)
    sales.payable(birch)

    second = sales.run("2026-10")

    payout = Payout.objects.get(run=first)
    assert (payout.state, payout.sent_with_id, payout.send_on) == ("payable", second.pk, date(2026, 11, 30))
    assert payout.pay_on == date(2026, 10, 30)


def test_held_payment_of_a_run_that_waits_stays_with_it(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2026, 9, 1))
    first = sales.run("2026-09")
    sales.payable(birch)

    sales.run("2026-10")

    assert Payout.objects.get().sent_with_id == first.pk


def test_negative_statement_is_carried_and_not_paid(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, -1000, date(2026, 8, 1))
    sales.sale(birch, 400, date(2026, 9, 1))
    sales.sale(birch, 2000, date(2026, 10, 1))

    for month in ("2026-08", "2026-09", "2026-10"):
        sales.run(month)

    rows = Statement.objects.order_by("period").values_list("total_minor", "brought_minor")
    assert list(rows) == [(-200, 0), (80, -200), (400, -120)]
    assert list(Payout.objects.values_list("amount_minor", flat=True)) == [280]


def test_negative_inbound_is_taken_from_matured_outbound(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2026, 9, 3), deal=sales.deal(birch, date(2026, 6, 2)))
    sales.sale(birch, -300, date(2026, 9, 3))

    sales.run("2026-09")

    payout = Payout.objects.get()
    assert (payout.amount_minor, payout.pay_on) == (140, date(2026, 10, 1))


def test_each_currency_has_its_own_statement(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000)
    sales.sale(birch, 700, currency="EUR")

    sales.run()

    assert dict(Statement.objects.values_list("currency", "total_minor")) == {"USD": 200, "EUR": 140}


def test_sale_that_earns_nothing_by_flag_is_left_out(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    earns = sales.sale(birch, 1000).pk
    sales.sale(birch, 500, earns=False)

    sales.run()

    assert list(Earning.objects.values_list("sale_id", flat=True)) == [earns]


@pytest.mark.rule("X-04")
def test_unconfirmed_figure_stops_a_live_vendor_and_not_a_demo(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000)
    run = open_run(program_id=sales.cast.program, period="2026-10", today=TODAY)
    terms = terms_of_run(run)
    assert terms.unconfirmed_inbound == ()
    Vendor.objects.filter(pk=sales.cast.id).update(mode="live")
    unconfirm(sales)
    calculate_now(run, now=NOW)

    assert RunException.objects.get().reason == "unconfirmed_figure"
    assert Earning.objects.count() == 0


@pytest.mark.parametrize("text", ["2026-13", "october", "2026-11", "2027-01", ""])
def test_month_that_is_none_or_has_not_ended_is_refused(sales: Sales, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_run(program_id=sales.cast.program, period=text, today=TODAY)

    assert refused.value.field == "period"


def test_earlier_month_behind_a_later_run_is_a_conflict(sales: Sales) -> None:
    sales.run("2026-10")

    with pytest.raises(Conflict):
        open_run(program_id=sales.cast.program, period="2026-09", today=TODAY)


def test_late_import_is_earned_by_the_next_run(sales: Sales, birch: int) -> None:
    sales.rate(birch)
    sales.sale(birch, 1000, date(2026, 9, 1))
    sales.run("2026-09")
    sales.sale(birch, 300, date(2026, 9, 2))

    sales.run("2026-10")

    assert list(Statement.objects.order_by("period").values_list("period", "total_minor")) == [
        ("2026-09", 200), ("2026-10", 60),
    ]  # fmt: skip


def approve(run: PayoutRun) -> None:
    """Past the two persons: what only the state matters for."""
    for state in ("submitted", "approved"):
        PayoutRun.objects.filter(pk=run.pk).update(state=state)


def unconfirm(sales: Sales) -> None:
    version = GuideVersion.objects.get()
    source = version.source.replace('value = 30, rule = "F-COM-01"', 'value = 30, rule = "F-COM-01", confirmed = false')
    published = publish_guide(
        Program.objects.get(pk=sales.cast.program), source=source, effective_from=date(2026, 10, 31)
    )
    PayoutRun.objects.update(guide_version=published)


@pytest.fixture
def finance(sales: Sales) -> Actor:
    member = sales.cast.member("finance")
    return Actor(sales.cast.id, member, sales.cast.user("finance"), "Finance", "finance", None)
