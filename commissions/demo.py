"""Demo sales: two years of monthly imports through the real pipeline's statements, and payees of whom some lack a paper."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commissions.models import ImportBatch, Payee, PayeeDocument, PayoutMethod
from commissions.services.imports import receive_rows
from commissions.services.payee_papers import confirm_paper, hand_in
from commissions.services.payees import confirm_method, propose_method, propose_payee
from leads.models import Deal
from partners.models import Agreement, CompanyFact, Partner
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.accounts.rights import rights_of
from portal.clock import Period, day_start
from portal.demo.parts import World, demo_part
from portal.guides.models import Program
from portal.jobs.runner import run_job
from portal.money import Money, format_plain

SYSTEM = "erp"
PROGRAM = "partner-program"
PRODUCTS = (
    ("Freshdesk", 4900),
    ("Freshsales", 3900),
    ("Freshservice", 9500),
    ("Freshchat", 2300),
    ("Freshmarketer", 1900),
)
Line = dict[str, str]


@demo_part("sales", order=60, vendors=("freshworks",))
def build_sales(world: World) -> None:
    """A file for each month that has ended, as finance brought it in early in the next month; one of them has bad rows."""
    program = Program.objects.get(pk=world.programs[PROGRAM])
    sellers = list(_sellers(world, program))
    deals = _deals(program)
    finance = _actor(world, "finance", "finance")
    months = _months(world)
    zone = ZoneInfo(program.legal_time_zone)
    for month in months:
        lines = list(_month_lines(world, month, sellers, deals))
        if month == months[-2]:
            lines += _bad_lines(month, sellers[0])
        if lines:
            received = day_start(month.next().first, zone=zone) + timedelta(days=1, hours=9)
            _import(world, program, month, lines, finance, received=received)


def _months(world: World) -> list[Period]:
    months, month = [], Period.of(world.began)
    while month.last < world.today:
        months.append(month)
        month = month.next()
    return months


def _sellers(world: World, program: Program) -> Iterator[tuple[int, str, str, date]]:
    """(partner id, id in the source, currency, since) in the order of the partners."""
    from partners.models import PartnerExternalId

    ids = dict(PartnerExternalId.objects.filter(system=SYSTEM).values_list("partner_id", "value"))
    for agreement in Agreement.objects.filter(program=program).order_by("partner_id"):
        yield agreement.partner_id, ids[agreement.partner_id], agreement.currency, agreement.period.lower


def _deals(program: Program) -> dict[tuple[int, Period], list[Deal]]:
    """Won deals by partner and the month they closed in."""
    found: dict[tuple[int, Period], list[Deal]] = {}
    for deal in Deal.objects.filter(program=program).order_by("pk"):
        found.setdefault((deal.partner_id, Period.of(deal.closed_on)), []).append(deal)
    return found


def _month_lines(
    world: World, month: Period, sellers: list[tuple[int, str, str, date]], deals: dict[tuple[int, Period], list[Deal]]
) -> Iterator[Line]:
    number = 0
    for partner_id, source_id, currency, since in sellers:
        first = max(month.first, since)
        if first > month.last:
            continue
        days = (month.last - first).days + 1
        for deal in deals.get((partner_id, month), []):
            number += 1
            yield _line(world, month, number, source_id, currency, deal.closed_on, deal=deal.reference)
        for _count in range(world.random.randrange(2, 9)):
            number += 1
            line = _line(
                world, month, number, source_id, currency, first + timedelta(days=world.random.randrange(days))
            )
            yield line
            if world.random.randrange(20) == 0:
                number += 1
                yield line | {"external_id": _id(month, number), "kind": "refund", "amount": f"-{line['amount']}"}


def _line(
    world: World, month: Period, number: int, source_id: str, currency: str, sold_on: date, *, deal: str = ""
) -> Line:
    product, price = world.random.choice(PRODUCTS)
    seats = world.random.randrange(3, 60)
    return {
        "external_id": _id(month, number),
        "invoice": f"INV-{month.year}{month.month:02}-{source_id[-4:]}-{number // 3}",
        "partner": source_id,
        "product": product,
        "sold_on": sold_on.isoformat(),
        "amount": format_plain(Money(price * seats, currency)),
        "currency": currency,
        "kind": world.random.choice(("new", "new", "renewal")),
        "deal": deal,
        "billed_by": "vendor",
    }


def _id(month: Period, number: int) -> str:
    return f"F{month.year}{month.month:02}-{number:05}"


def _bad_lines(month: Period, seller: tuple[int, str, str, date]) -> list[Line]:
    """What goes wrong in real files: each comes back with its reason."""
    good = {
        "invoice": "INV-BAD", "partner": seller[1], "product": "Freshdesk", "sold_on": month.first.isoformat(), "amount": "490.00",
        "currency": seller[2], "kind": "new", "deal": "", "billed_by": "vendor",
    }  # fmt: skip
    changes: list[Line] = [
        {"partner": "ERP-9999"},
        {"sold_on": f"{month.last:%d/%m/%Y}"},
        {"amount": "1.490,00"},
        {"amount": "-490.00"},
        {"currency": "GBP"},
        {"kind": "gift"},
        {"deal": "D-0000"},
        {"external_id": _id(month, 1)},
    ]
    return [
        good | {"external_id": f"F{month.year}{month.month:02}-9{index:04}"} | change
        for index, change in enumerate(changes)
    ]


def _import(
    world: World, program: Program, month: Period, lines: list[Line], finance: Actor, *, received: datetime
) -> None:
    rows, sums = _totals(lines)
    batch = receive_rows(
        program=program, system=SYSTEM, lines=lines, name=f"sales-{month}.csv", rows=rows, sums=sums, by=finance
    )
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=received)
    run_job(batch.job_id or 0, seconds=600)


def _totals(lines: list[Line]) -> tuple[int, dict[str, int]]:
    from portal.money import AmountUnreadable, parse

    sums: dict[str, int] = {}
    for line in lines:
        try:
            amount = parse(line["amount"], currency=line["currency"])
        except AmountUnreadable:
            continue
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return len(lines), sums


def _actor(world: World, member: str, role: str, partner_id: int | None = None) -> Actor:
    membership = Membership.objects.get(pk=world.members[member])
    return Actor(world.vendor_id, membership.pk, membership.user_id, membership.name, role, partner_id, rights_of(role))


@demo_part("payees", order=55, vendors=("freshworks",))
def build_payees(world: World) -> None:
    """A payee for each partner. Of ten, seven are complete; one lacks its tax form, one its letter, one waits for finance."""
    finance = _actor(world, "finance", "finance")
    facts = {(fact.partner_id, fact.kind): fact.value for fact in CompanyFact.objects.all()}
    since = datetime.combine(world.began, time(9), world.now.tzinfo)
    for index, partner_id in enumerate(world.partners):
        country = facts[partner_id, "country"]
        payee = propose_payee(
            partner=Partner.objects.get(pk=partner_id),
            legal_name=facts[partner_id, "legal_name"],
            country=country,
            us_person=country == "US",
            currency=facts[partner_id, "payout_currency"],
            by=None,
        )
        _equip(payee, index, finance, since)


def _equip(payee: Payee, index: int, finance: Actor, since: datetime) -> None:
    if index % 2:
        method = propose_method(payee=payee, kind="bank", account=demo_iban(index), by=None)
    else:
        method = propose_method(payee=payee, kind="paypal", account=f"payments{index}@partner.example", by=None)
    if index % 10 == 9:
        return
    _confirm_method(method, finance, since)
    if index % 10 != 4:
        _hand_in(payee, "w9" if payee.us_person else "w8", finance, since)
    if index % 2 and index % 10 != 7:
        _hand_in(payee, "bank_letter", finance, since)


def _confirm_method(method: PayoutMethod, finance: Actor, since: datetime) -> None:
    confirm_method(method, by=finance, now=since)


def _hand_in(payee: Payee, kind: str, finance: Actor, since: datetime) -> None:
    name = f"{kind}-{payee.pk}.pdf"
    paper = hand_in(payee, kind=kind, content=_PDF % name.encode(), name=name, by=None)
    PayeeDocument.objects.filter(pk=paper.pk).update(received_at=since)
    confirm_paper(paper, by=finance, now=since, signed=True, stamped=True)


def demo_iban(number: int) -> str:
    """A German IBAN with right check digits, of a bank that does not exist."""
    account = f"99999999{number:010}"
    check = 98 - int(f"{account}131400") % 97
    return f"DE{check:02}{account}"


_PDF = b"%%PDF-1.4\n%% demo paper %s\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%%%EOF\n"
