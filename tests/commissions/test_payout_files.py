"""From approval to the bank and back: two persons, files with the same bytes, results in the ledger."""

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest

from commissions.jobs.payout_files import make_files
from commissions.models import Payout, PayoutFile, PayoutMove, PayoutRun
from commissions.payment_files.pain001 import NAMESPACE
from commissions.services.paying_accounts import set_paying_account
from commissions.services.results import apply_results
from commissions.services.run_approval import decide_run, submit_run
from compliance.models import PartnerHold
from portal.accounts.actor import Actor
from portal.accounts.rights import rights_of
from portal.approvals.models import Approval
from portal.approvals.services import withdraw_own
from portal.files.services import open_file
from portal.jobs.kinds import Done, More, Step
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import look_up
from tests.commissions.payment_files.test_pain001 import SCHEMA
from tests.commissions.sales_world import NOW, Sales, begin_sales
from tests.commissions.test_runs import balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def sales(db: None) -> Iterator[Sales]:
    with acting_as(Role.STAFF, vendor=look_up("acme").id):
        yield begin_sales()


def actor(sales: Sales, role: str) -> Actor:
    return Actor(
        sales.cast.id, sales.cast.member(role), sales.cast.user(role), role, "finance", None, rights_of("finance")
    )


@pytest.fixture
def run(sales: Sales) -> PayoutRun:
    """Birch is paid by PayPal, Cedar by bank; a third line is on hold."""
    birch, cedar = sales.cast.partners
    for partner in (birch, cedar):
        sales.rate(partner)
    sales.sale(birch, 1000)
    sales.sale(cedar, 2000)
    sales.sale(cedar, 500, currency="EUR")
    sales.payable(birch)
    sales.payable(cedar, kind="bank", account="DE89370400440532013000")
    return sales.run()


def approved(sales: Sales, run: PayoutRun) -> PayoutRun:
    set_paying_account(currency="USD", name="Acme", number="GB29NWBK60161331926819")
    run = submit_run(run, by=actor(sales, "finance"))
    return decide_run(run, approve=True, by=actor(sales, "program_admin"), reason="", at=NOW)


def exported(sales: Sales, run: PayoutRun) -> PayoutRun:
    run = approved(sales, run)
    return written(sales, run, step_from(sales, run, {}))


def step_from(sales: Sales, run: PayoutRun, cursor: object) -> More | Done:
    """One step of the job that makes the files."""
    step = Step(1, "k", "k", sales.cast.id, None, None, {"run": run.pk}, cursor, 0, None, 0, 1, NOW)  # type: ignore[arg-type]
    return make_files(step)


def written(sales: Sales, run: PayoutRun, done: More | Done) -> PayoutRun:
    """All the steps after one."""
    while isinstance(done, More):
        done = step_from(sales, run, done.cursor)
    run.refresh_from_db()
    return run


@pytest.mark.rule("G-ETH-02", "X-02")
def test_partner_held_between_planning_and_writing_is_not_paid(sales: Sales, run: PayoutRun) -> None:
    birch, cedar = sales.cast.partners
    planned = step_from(sales, approved(sales, run), {})
    assert isinstance(planned, More)
    assert len(planned.cursor["groups"]) == 2
    PartnerHold.objects.create(partner_id=cedar, placed_at=NOW)

    run = written(sales, run, planned)

    kept = Payout.objects.get(partner_id=cedar, currency="USD")
    assert (kept.state, kept.reasons, kept.file_id) == ("held", ["under_review"], None)
    assert [(move.after, move.reason) for move in PayoutMove.objects.filter(payout=kept)][-1] == (
        "held",
        "under_review",
    )
    assert list(PayoutFile.objects.values_list("format", "payouts")) == [("paypal", 1)]
    assert Payout.objects.get(partner_id=birch).state == "sent"


def test_submitted_run_that_is_taken_back_is_calculated_and_can_be_submitted_again(
    sales: Sales, run: PayoutRun
) -> None:
    set_paying_account(currency="USD", name="Acme", number="GB29NWBK60161331926819")
    finance = actor(sales, "finance")
    submit_run(run, by=finance)

    withdraw_own(Approval.objects.get(kind="commissions.payout_run", subject_id=run.pk), by=finance, at=NOW)
    run.refresh_from_db()

    assert (run.state, run.submitted_by_id) == ("calculated", None)
    assert submit_run(run, by=finance).state == "submitted"


def test_one_person_cannot_approve_what_they_submitted(sales: Sales, run: PayoutRun) -> None:
    set_paying_account(currency="USD", name="Acme", number="GB29NWBK60161331926819")
    finance = actor(sales, "finance")
    submit_run(run, by=finance)

    with pytest.raises(Refusal):
        decide_run(run, approve=True, by=finance, reason="", at=NOW)

    assert PayoutRun.objects.get().state == "submitted"


def test_run_without_an_account_to_pay_from_is_not_submitted(sales: Sales, run: PayoutRun) -> None:
    with pytest.raises(Refusal) as refused:
        submit_run(run, by=actor(sales, "finance"))

    assert refused.value.code == "paying-account"


def test_run_sent_back_can_be_submitted_again(sales: Sales, run: PayoutRun) -> None:
    set_paying_account(currency="USD", name="Acme", number="GB29NWBK60161331926819")
    submit_run(run, by=actor(sales, "finance"))
    decide_run(run, approve=False, by=actor(sales, "program_admin"), reason="Cedar's rate is old", at=NOW)
    assert PayoutRun.objects.get().state == "calculated"

    assert submit_run(run, by=actor(sales, "finance")).state == "submitted"


def test_submitting_twice_is_a_conflict(sales: Sales, run: PayoutRun) -> None:
    set_paying_account(currency="USD", name="Acme", number="GB29NWBK60161331926819")
    submit_run(run, by=actor(sales, "finance"))

    with pytest.raises(Conflict):
        submit_run(run, by=actor(sales, "finance"))


def test_files_carry_the_payable_payments_only(sales: Sales, run: PayoutRun) -> None:
    run = exported(sales, run)

    files = PayoutFile.objects.order_by("format").values_list("format", "currency", "pay_on", "payouts", "total_minor")
    assert list(files) == [
        ("pain001", "USD", date(2026, 11, 30), 1, 400),
        ("paypal", "USD", date(2026, 11, 30), 1, 200),
    ]
    assert sorted(Payout.objects.values_list("state", flat=True)) == ["held", "sent", "sent"]
    assert run.state == "exported"
    birch, cedar = sales.cast.partners
    assert (balance("payable", birch), balance("payable", cedar)) == (0, -100)
    assert balance("clearing", None) == -600


def test_file_names_account_and_reference(sales: Sales, run: PayoutRun) -> None:
    exported(sales, run)

    paypal = PayoutFile.objects.get(format="paypal")
    with open_file(paypal.file) as file:
        content = file.read().decode()

    reference = Payout.objects.get(file=paypal).reference
    assert content.splitlines()[1].startswith(f"birch@payee.example,2.00,USD,{reference},")


def test_bank_file_of_a_run_is_valid_and_orders_what_the_run_owes(sales: Sales, run: PayoutRun) -> None:
    """The published schema's structure, on the bytes that a real run stored; each order is a payment of the run."""
    exported(sales, run)
    pain = PayoutFile.objects.get(format="pain001")
    with open_file(pain.file) as file:
        content = file.read()

    SCHEMA.validate(content.decode())
    orders = ElementTree.fromstring(content).findall(".//p:CdtTrfTxInf", {"p": NAMESPACE})
    assert [(text(each, "EndToEndId"), text(each, "InstdAmt"), text(each, "Nm")) for each in orders] == [
        (payout.reference, f"{payout.amount_minor / 100:.2f}", f"Payee {payout.partner_id}")
        for payout in Payout.objects.filter(file=pain).order_by("reference")
    ]
    assert len(orders) == pain.payouts == 1


def text(order: ElementTree.Element, name: str) -> str:
    found = order.find(f".//p:{name}", {"p": NAMESPACE})
    assert found is not None
    return found.text or ""


def test_results_mark_payments_and_book_them(sales: Sales, run: PayoutRun) -> None:
    run = exported(sales, run)
    paid, back = Payout.objects.filter(state="sent").order_by("partner_id")
    rows = f"reference,status,date,reason\n{paid.reference},paid,2026-12-01,\n{back.reference},returned,2026-12-02,closed\n"

    outcome = apply_results(run, rows.encode())

    assert (outcome.paid, outcome.returned, outcome.bad) == (1, 1, [])
    back.refresh_from_db()
    assert (back.state, back.result_on, back.result_reason) == ("returned", date(2026, 12, 2), "closed")
    birch, cedar = sales.cast.partners
    assert (balance("clearing", None), balance("cash", None)) == (0, -200)
    assert (balance("payable", birch), balance("payable", cedar)) == (0, -500)
    run.refresh_from_db()
    assert run.state == "settled"


def test_results_twice_change_nothing_more(sales: Sales, run: PayoutRun) -> None:
    run = exported(sales, run)
    paid = Payout.objects.filter(state="sent").order_by("partner_id").first()
    assert paid is not None
    rows = f"reference,status,date\n{paid.reference},paid,2026-12-01\n".encode()
    apply_results(run, rows)
    moves = PayoutMove.objects.count()

    again = apply_results(run, rows)

    assert (again.paid, again.known, PayoutMove.objects.count()) == (0, 1, moves)


def test_result_for_an_unknown_or_held_payment_is_named(sales: Sales, run: PayoutRun) -> None:
    run = exported(sales, run)
    held = Payout.objects.get(state="held")

    outcome = apply_results(
        run, f"reference,status,date\nX-1,paid,2026-12-01\n{held.reference},paid,2026-12-01\n".encode()
    )

    assert [(bad["row"], bad["raw"]) for bad in outcome.bad] == [(2, "X-1"), (3, held.reference)]
    assert outcome.paid == 0


def test_paid_money_that_comes_back_is_owed_again(sales: Sales, run: PayoutRun) -> None:
    run = exported(sales, run)
    paid = Payout.objects.filter(state="sent").order_by("partner_id").first()
    assert paid is not None
    apply_results(run, f"reference,status,date\n{paid.reference},paid,2026-12-01\n".encode())

    apply_results(run, f"reference,status,date,reason\n{paid.reference},returned,2026-12-05,no account\n".encode())

    assert (balance("payable", paid.partner_id), balance("cash", None)) == (-200, 0)
