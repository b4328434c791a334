from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portal.accounts.actor import Actor
from portal.accounts.rights import RIGHTS, STAFF, declare_right
from portal.approvals.kinds import KINDS, approval_kind, nothing_follows
from portal.approvals.models import Approval
from portal.approvals.services import ask, decide, withdraw_own
from portal.audit.models import AuditRecord
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, key_of, look_up
from tests.ground import FreshDatabase
from tests.portal.jobs.kinds_for_tests import actor_of
from tests.portal.jobs.test_races import at_once
from tests.sign_in import sign_in

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """One kind that is taken back, and one whose subject has acts of its own."""

    def decided(approval: Approval, *, by: Actor) -> None: ...

    with KINDS.opened(), RIGHTS.opened():
        declare_right("test.decide", "Decide", STAFF)
        approval_kind("test.free", label="Rate", right="test.decide", decided=decided, withdrawn=nothing_follows)
        approval_kind("test.bound", label="Lead", right="test.decide", decided=decided)
        yield


def _ask(vendor: VendorCast, person: str, kind: str = "test.free", partner: int | None = None) -> Approval:
    by = actor_of(vendor, person)
    if partner is None:
        with acting_as(Role.STAFF, vendor=vendor.id):
            return ask(kind, subject_id=42, by=by)
    with acting_as(Role.PARTNER, vendor=vendor.id, partner=vendor.partners[partner]):
        return ask(kind, subject_id=42, by=by)


def _by_key(path: str, person: str, key: str = "one", vendor: str = "acme") -> tuple[int, object]:
    headers = {"authorization": f"Bearer {key_of(vendor, person)}", "idempotency-key": key}
    response = Client().post(path, content_type="application/json", headers=headers)
    return response.status_code, response.json()


@pytest.mark.django_db
def test_whoever_asked_takes_it_back_on_its_page_and_nobody_else(client: Client, acme: VendorCast) -> None:
    asked = _ask(acme, "finance")
    page = f"/acme/approvals/{asked.pk}/"
    other = sign_in(Client(), acme, "program_admin")
    assert "Take back" not in other.get(page).content.decode()
    assert other.post(f"{page}withdrawal/").status_code == 404
    sign_in(client, acme, "finance")
    assert "Take back" in client.get(page).content.decode()
    assert page in client.get("/acme/approvals/?state=own").content.decode()
    assert client.post(f"{page}withdrawal/").status_code == 302
    shown = client.get(page).content.decode()
    late = client.post(f"{page}withdrawal/")
    with acting_as(Role.STAFF, vendor=acme.id):
        asked.refresh_from_db()
        events = AuditRecord.objects.filter(kind="approval.withdrawn", subject_id=asked.pk)
        assert list(events.values_list("membership_id", flat=True)) == [acme.member("finance")]
    assert asked.state == "withdrawn"
    assert "Taken back" in shown
    assert "decision-choice" not in shown
    empty = client.get("/acme/approvals/?state=own").content.decode()
    assert "You asked nothing that still waits" in empty
    assert (late.status_code, "took this back" in late.content.decode()) == (409, True)


@pytest.mark.django_db
def test_what_has_acts_of_its_own_is_not_taken_back_here(client: Client, acme: VendorCast) -> None:
    asked = _ask(acme, "finance", "test.bound")
    sign_in(client, acme, "finance")
    assert "Take back" not in client.get(f"/acme/approvals/{asked.pk}/").content.decode()
    assert client.post(f"/acme/approvals/{asked.pk}/withdrawal/").status_code == 422
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Approval.objects.get(pk=asked.pk).state == "open"
        with pytest.raises(Refusal) as refusal:
            withdraw_own(asked, by=actor_of(acme, "finance"), at=NOW)
    assert refusal.value.code == "not-withdrawable"


@pytest.mark.django_db
def test_admin_of_a_partner_takes_back_what_its_own_company_asked(client: Client, acme: VendorCast) -> None:
    of_seller = _ask(acme, "partner_sales", partner=0)
    of_vendor = _ask(acme, "finance", "test.bound")
    with acting_as(Role.STAFF, vendor=acme.id):
        about_partner = ask("test.free", subject_id=7, by=actor_of(acme, "finance"), partner_id=acme.partners[0])
    sign_in(client, acme, "partner_admin")
    for hidden in (of_vendor, about_partner):
        assert client.get(f"/acme/approvals/{hidden.pk}/").status_code == 404
        assert client.post(f"/acme/approvals/{hidden.pk}/withdrawal/").status_code == 404
    assert (
        sign_in(Client(), acme, "partner_sales").post(f"/acme/approvals/{of_seller.pk}/withdrawal/").status_code == 403
    )
    assert "Take back" in client.get(f"/acme/approvals/{of_seller.pk}/").content.decode()
    assert client.post(f"/acme/approvals/{of_seller.pk}/withdrawal/").status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        of_seller.refresh_from_db()
    assert of_seller.state == "withdrawn"


@pytest.mark.django_db
def test_other_partners_find_no_such_question(acme: VendorCast) -> None:
    asked = _ask(acme, "partner_sales", partner=0)
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[1]), pytest.raises(PermissionDenied):
        withdraw_own(asked, by=actor_of(acme, "partner_admin", 1), at=NOW)


@pytest.mark.django_db
def test_keys_list_and_take_back_what_their_person_asked(acme: VendorCast) -> None:
    asked = _ask(acme, "finance")
    path = f"/api/v1/acme/approvals/{asked.pk}/withdrawal/"
    assert _by_key(path, "program_admin")[0] == 404
    key = {"authorization": f"Bearer {key_of('acme', 'finance')}"}
    listed = Client().get("/api/v1/acme/approvals/", headers=key).json()
    assert [one["id"] for one in listed["results"]] == [asked.pk]
    status, body = _by_key(path, "finance")
    assert (status, body["state"]) == (200, "withdrawn")  # type: ignore[index]
    assert _by_key(path, "finance") == (status, body)
    again = _by_key(path, "finance", key="two")
    assert (again[0], again[1]["code"]) == (409, "withdrawn")  # type: ignore[index]


def test_taking_back_and_deciding_at_once_one_wins_and_the_other_is_told(fresh_database: FreshDatabase) -> None:
    acme = look_up("acme")
    finance, admin = actor_of(acme, "finance"), actor_of(acme, "program_admin")
    with acting_as(Role.STAFF, vendor=acme.id):
        asked = [ask("test.free", subject_id=number, by=finance) for number in range(8)]

    def work(number: int) -> list[str]:
        told = []
        for approval in asked:
            try:
                with acting_as(Role.STAFF, vendor=acme.id):
                    if number:
                        told.append(decide(approval, approve=True, by=admin, reason="", at=NOW).state)
                    else:
                        told.append(withdraw_own(approval, by=finance, at=NOW).state)
            except Conflict:
                told.append("told")
        return told

    for pair in zip(*at_once(work, times=2), strict=True):
        assert sorted(pair) in (["approved", "told"], ["told", "withdrawn"])
