from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.accounts.rights import RIGHTS, STAFF, declare_right
from portal.approvals.kinds import KINDS, Summary, approval_kind
from portal.approvals.models import Approval
from portal.approvals.queries import waiting_for
from portal.approvals.services import ask, decide, withdraw
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, look_up
from tests.ground import FreshDatabase
from tests.portal.jobs.kinds_for_tests import actor_of
from tests.portal.jobs.test_races import at_once
from tests.sign_in import sign_in

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def decisions() -> Iterator[list[tuple[str, int]]]:
    """Two kinds, with and without four eyes; what follows a decision is noted here."""
    taken: list[tuple[str, int]] = []

    def note(approval: Approval, *, by: Actor) -> None:
        taken.append((approval.state, by.membership_id))

    with KINDS.opened(), RIGHTS.opened():
        declare_right("test.decide", "Decide", STAFF - {"compliance"})
        approval_kind("test.two", label="Payout run", right="test.decide", four_eyes=True, decided=note)
        approval_kind(
            "test.one",
            label="Outbound lead",
            right="test.decide",
            decided=note,
            describe=lambda a: Summary(f"Lead {a.subject_id}"),
        )
        yield taken


@pytest.mark.django_db
def test_decision_is_taken_once_with_its_reason(acme: VendorCast, decisions: list[tuple[str, int]]) -> None:
    manager = actor_of(acme, "channel_manager")
    with acting_as(Role.STAFF, vendor=acme.id):
        asked = ask("test.one", subject_id=42, by=actor_of(acme, "finance"), decide_by=NOW)
        decided = decide(asked, approve=False, by=manager, reason=" Too late. ", at=NOW)
        with pytest.raises(Conflict, match="Refused"):
            decide(asked, approve=True, by=manager, reason="", at=NOW)
    assert (decided.state, decided.reason, decided.decided_by_id) == ("refused", "Too late.", manager.membership_id)
    assert decisions == [("refused", manager.membership_id)]


@pytest.mark.django_db
def test_one_question_waits_at_a_time(acme: VendorCast) -> None:
    finance = actor_of(acme, "finance")
    with acting_as(Role.STAFF, vendor=acme.id):
        first = ask("test.one", subject_id=42, by=finance)
        with pytest.raises(Conflict):
            ask("test.one", subject_id=42, by=finance)
        withdraw(first, by=finance, at=NOW)
        assert ask("test.one", subject_id=42, by=finance).pk != first.pk


@pytest.mark.django_db
def test_refusal_needs_a_reason_and_a_decision_the_right(acme: VendorCast, decisions: list[tuple[str, int]]) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        asked = ask("test.one", subject_id=42, by=None)
        with pytest.raises(Refusal) as refusal:
            decide(asked, approve=False, by=actor_of(acme, "finance"), reason=" ", at=NOW)
        with pytest.raises(PermissionDenied):
            decide(asked, approve=True, by=actor_of(acme, "compliance"), reason="x", at=NOW)
        asked.refresh_from_db()
    assert (refusal.value.field, asked.state, decisions) == ("reason", "open", [])


@pytest.mark.django_db
def test_whoever_asked_cannot_decide_and_the_database_says_so_too(acme: VendorCast) -> None:
    finance = actor_of(acme, "finance")
    with acting_as(Role.STAFF, vendor=acme.id):
        asked = ask("test.two", subject_id=1, by=finance)
        with pytest.raises(Refusal) as refusal:
            decide(asked, approve=True, by=finance, reason="mine", at=NOW)
        assert refusal.value.code == "four-eyes"
        with (
            pytest.raises(IntegrityError, match="approval_needs_another_person"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE approvals_approval SET state = 'approved', decided_by_id = asked_by_id WHERE id = %s",
                [asked.pk],
            )
        assert decide(asked, approve=True, by=actor_of(acme, "program_admin"), reason="", at=NOW).state == "approved"


@pytest.mark.django_db
def test_same_person_under_an_older_membership_is_no_second_person(acme: VendorCast) -> None:
    finance = actor_of(acme, "finance")
    with acting_as(Role.STAFF, vendor=acme.id):
        asked = ask("test.two", subject_id=1, by=finance)
        again = Actor(
            acme.id, acme.member("program_admin"), finance.user_id, "x", "finance", None, frozenset({"test.decide"})
        )
        with pytest.raises(Refusal):
            decide(asked, approve=True, by=again, reason="", at=NOW)


def test_two_who_decide_at_once_one_wins_and_the_other_is_told(
    fresh_database: FreshDatabase, decisions: list[tuple[str, int]]
) -> None:
    acme = look_up("acme")
    people = [actor_of(acme, "channel_manager"), actor_of(acme, "program_admin")]
    with acting_as(Role.STAFF, vendor=acme.id):
        asked = [ask("test.two", subject_id=number, by=actor_of(acme, "finance")) for number in range(8)]

    def decide_all(number: int) -> list[str]:
        told = []
        for approval in asked:
            try:
                with acting_as(Role.STAFF, vendor=acme.id):
                    told.append(decide(approval, approve=number == 0, by=people[number], reason="x", at=NOW).state)
            except Conflict:
                told.append("told")
        return told

    for first, second in zip(*at_once(decide_all, times=2), strict=True):
        assert {first, second} & {"told"} == {"told"}
        assert {first, second} & {"approved", "refused"}
    assert len(decisions) == 8


@pytest.mark.django_db
def test_partner_asks_for_itself_and_decides_nothing(acme: VendorCast) -> None:
    seller = actor_of(acme, "partner_sales")
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0]):
        asked = ask("test.one", subject_id=42, by=seller)
        with pytest.raises(PermissionDenied):
            decide(asked, approve=True, by=seller, reason="x", at=NOW)
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[1]):
        assert not Approval.objects.filter(pk=asked.pk).exists()
    assert asked.partner_id == acme.partners[0]


@pytest.mark.django_db
def test_inbox_and_page_show_what_waits_for_the_reader(client: Client, acme: VendorCast, globex: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        mine = ask("test.two", subject_id=1, by=actor_of(acme, "finance"))
        due = ask("test.one", subject_id=77, by=None, decide_by=timezone.now() + timedelta(hours=1))
        assert list(waiting_for(actor_of(acme, "finance"))) == [due]
        assert list(waiting_for(actor_of(acme, "program_admin"))) == [due, mine]
        assert list(waiting_for(actor_of(acme, "compliance"))) == []
    sign_in(client, acme, "finance")
    inbox, listed = client.get("/acme/inbox/").content.decode(), client.get("/acme/approvals/").content.decode()
    assert "Lead 77" in inbox
    assert "Payout run" not in inbox
    assert f"/acme/approvals/{due.pk}/" in listed
    assert f"/acme/approvals/{mine.pk}/" not in listed


@pytest.mark.django_db
def test_decision_by_form_says_what_is_wrong_where_it_was_typed(client: Client, acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        asked = ask("test.one", subject_id=77, by=None)
    path = f"/acme/approvals/{asked.pk}/decision/"
    sign_in(client, acme, "finance")
    assert client.post(path, {}).status_code == 422
    missing = client.post(path, {"decision": "refuse", "reason": ""})
    assert missing.status_code == 422
    assert "Say why" in missing.content.decode()
    assert client.post(path, {"decision": "approve", "reason": "fits"}).status_code == 302
    late = client.post(path, {"decision": "refuse", "reason": "no"})
    assert late.status_code == 409
    assert "decided this already" in late.content.decode()
    assert sign_in(client, acme, "compliance").post(path, {"decision": "approve"}).status_code == 403
    assert "decision-choice" not in client.get(f"/acme/approvals/{asked.pk}/").content.decode()
