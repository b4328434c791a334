"""Payees: two persons, a cool-down, sealed accounts, and what is missing before money may go out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from commissions.models import Payee, PayeeDocument, PayoutMethod
from commissions.queries.payees import account_of, method_in_force, missing_documents
from commissions.rules import Missing
from commissions.services.payee_papers import confirm_paper, hand_in, send_back
from commissions.services.payees import confirm_method, propose_method, propose_payee, refuse_method
from partners.models import Partner
from portal.crypto import SealBroken
from portal.jobs.models import OutboxMessage
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.commissions.import_world import actor_of

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 5, 2, 10, tzinfo=UTC)
#: The guide's cool_down_days.
WAIT = timedelta(days=3)
IBAN = "DE89 3704 0044 0532 0130 00"
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def make_payee(cast: VendorCast, *, us_person: bool = False, currency: str = "USD") -> Payee:
    with acting_as(Role.PARTNER, vendor=cast.id, partner=cast.partners[0]):
        return propose_payee(
            partner=Partner.objects.get(pk=cast.partners[0]), legal_name="Birch Ltd", country="DE", us_person=us_person,
            currency=currency, by=actor_of(cast, "partner_admin", 0),
        )  # fmt: skip


def propose(cast: VendorCast, payee: Payee, *, kind: str = "bank", account: str = IBAN) -> PayoutMethod:
    with acting_as(Role.PARTNER, vendor=cast.id, partner=cast.partners[0]):
        return propose_method(payee=payee, kind=kind, account=account, by=actor_of(cast, "partner_finance", 0))


def confirm(cast: VendorCast, method: PayoutMethod, *, now: datetime = NOW) -> PayoutMethod:
    with acting_as(Role.STAFF, vendor=cast.id):
        return confirm_method(method, by=actor_of(cast, "finance"), now=now)


def paper(cast: VendorCast, payee: Payee, kind: str, *, now: datetime = NOW) -> PayeeDocument:
    with acting_as(Role.PARTNER, vendor=cast.id, partner=cast.partners[0]):
        document = hand_in(payee, kind=kind, content=PDF, name="paper.pdf", by=actor_of(cast, "partner_admin", 0))
    with acting_as(Role.STAFF, vendor=cast.id):
        return confirm_paper(document, by=actor_of(cast, "finance"), now=now, signed=True, stamped=True)


def missing(cast: VendorCast, *, at: datetime = NOW) -> tuple[Missing, ...]:
    with acting_as(Role.STAFF, vendor=cast.id):
        (ready,) = missing_documents(partner_ids=[cast.partners[0]], at=at)
    return ready.missing


@pytest.mark.rule("F-PAY-01")
def test_bank_transfer_needs_account_letter_and_w8(acme: VendorCast) -> None:
    payee = make_payee(acme)
    assert missing(acme) == (Missing.PAY_METHOD, Missing.W8)

    confirm(acme, propose(acme, payee))
    assert missing(acme) == (Missing.BANK_LETTER, Missing.W8)
    paper(acme, payee, "bank_letter")
    assert missing(acme) == (Missing.W8,)
    paper(acme, payee, "w8")
    assert missing(acme) == ()


@pytest.mark.rule("F-PAY-01")
def test_paypal_of_a_us_person_needs_w9(acme: VendorCast) -> None:
    payee = make_payee(acme, us_person=True)
    confirm(acme, propose(acme, payee, kind="paypal", account="money@birch.example"))

    assert missing(acme) == (Missing.W9,)
    paper(acme, payee, "w9")
    assert missing(acme) == ()


def test_new_account_needs_a_new_letter(acme: VendorCast) -> None:
    payee = make_payee(acme)
    confirm(acme, propose(acme, payee))
    paper(acme, payee, "bank_letter")
    paper(acme, payee, "w8")
    confirm(acme, propose(acme, payee, account="GB82 WEST 1234 5698 7654 32"))

    assert missing(acme, at=NOW + WAIT - timedelta(seconds=1)) == ()
    assert missing(acme, at=NOW + WAIT) == (Missing.BANK_LETTER,)


def test_paper_sent_back_counts_no_more(acme: VendorCast) -> None:
    payee = make_payee(acme, us_person=True)
    form = paper(acme, payee, "w9")
    with acting_as(Role.STAFF, vendor=acme.id):
        send_back(form, reason="Not signed", by=actor_of(acme, "finance"), now=NOW + timedelta(hours=1))

    assert Missing.W9 not in missing(acme)
    assert Missing.W9 in missing(acme, at=NOW + timedelta(hours=1))


def test_account_is_confirmed_by_another_person(acme: VendorCast) -> None:
    payee = make_payee(acme)
    finance = actor_of(acme, "finance")
    with acting_as(Role.STAFF, vendor=acme.id):
        method = propose_method(payee=payee, kind="bank", account=IBAN, by=finance)
        with pytest.raises(Refusal, match="cannot confirm"):
            confirm_method(method, by=finance, now=NOW)
        with pytest.raises(DatabaseError, match="payout_method_needs_another_person"), transaction.atomic():
            PayoutMethod.objects.filter(pk=method.pk).update(confirmed_at=NOW, confirmed_by_id=finance.membership_id)
        document = hand_in(payee, kind="bank_letter", content=PDF, name="letter.pdf", by=finance)
        with pytest.raises(Refusal, match="cannot confirm"):
            confirm_paper(document, by=finance, now=NOW, signed=True, stamped=True)


def test_changed_account_waits_and_the_people_are_told_twice(acme: VendorCast) -> None:
    payee = make_payee(acme)
    first = confirm(acme, propose(acme, payee))
    with acting_as(Role.STAFF, vendor=acme.id):
        assert OutboxMessage.objects.count() == 0
    second = confirm(acme, propose(acme, payee, account="GB82 WEST 1234 5698 7654 32"), now=NOW + timedelta(days=9))

    starts = NOW + timedelta(days=9) + WAIT
    with acting_as(Role.STAFF, vendor=acme.id):
        assert method_in_force(payee, at=starts - timedelta(seconds=1)) == first
        assert method_in_force(payee, at=starts) == second
        told = list(OutboxMessage.objects.order_by("pk").values_list("template", "recipient"))
    people = ["partner_admin1@acme.example", "partner_finance1@acme.example"]
    proposed = [("commissions/account_proposed", person) for person in people]
    assert sorted(told) == sorted(proposed + [("commissions/account_confirmed", person) for person in people])


def test_one_account_waits_at_a_time_and_a_refused_one_makes_room(acme: VendorCast) -> None:
    payee = make_payee(acme)
    method = propose(acme, payee)
    with pytest.raises(Conflict):
        propose(acme, payee, account="GB82 WEST 1234 5698 7654 32")
    with acting_as(Role.STAFF, vendor=acme.id):
        refuse_method(method, reason="The letter says another", by=actor_of(acme, "finance"), now=NOW)
        with pytest.raises(Conflict):
            confirm_method(method, by=actor_of(acme, "finance"), now=NOW)

    assert propose(acme, payee, account="GB82 WEST 1234 5698 7654 32").hint == "…5432"


@pytest.mark.parametrize(
    ("kind", "account", "field"),
    [
        ("bank", "DE89 3704 0044 0532 0130 01", "account"),
        ("bank", "12345678", "bank_code"),
        ("paypal", "nobody", "account"),
        ("cash", "x", "kind"),
    ],
)
def test_account_that_cannot_be_one_is_refused_where_it_was_typed(
    acme: VendorCast, kind: str, account: str, field: str
) -> None:
    payee = make_payee(acme)
    with pytest.raises(Refusal) as refused:
        propose(acme, payee, kind=kind, account=account)
    assert refused.value.field == field


def test_account_is_sealed_to_its_row(acme: VendorCast) -> None:
    payee, other = make_payee(acme), make_payee(acme, currency="EUR")
    mine, theirs = propose(acme, payee), propose(acme, other, account="GB82 WEST 1234 5698 7654 32")

    assert "3704" not in mine.account
    with acting_as(Role.STAFF, vendor=acme.id):
        assert account_of(mine) == "DE89370400440532013000"
        theirs.account, mine.account = mine.account, theirs.account
        with pytest.raises(SealBroken):
            account_of(mine)
        with pytest.raises(SealBroken):
            account_of(theirs)
        with pytest.raises(DatabaseError, match="proposed account does not change"), transaction.atomic():
            PayoutMethod.objects.filter(pk=mine.pk).update(account=mine.account)


def test_partner_sees_only_its_own_payees(acme: VendorCast) -> None:
    make_payee(acme)
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[1]):
        assert (Payee.objects.count(), missing_documents()) == (0, [])
