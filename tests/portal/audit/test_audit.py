import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from portal.audit.models import AuditRecord
from portal.audit.services import record
from portal.registry import UnknownKey
from portal.tenancy import Role, TenantNotSet, acting_as
from tests.cast import VendorCast, key_of
from tests.ground import FreshDatabase
from tests.portal.jobs.kinds_for_tests import actor_of
from tests.sign_in import sign_in


def denials(vendor: int) -> list[tuple[int | None, dict[str, object]]]:
    with acting_as(Role.STAFF, vendor=vendor):
        return list(AuditRecord.objects.filter(kind="access.denied").values_list("membership_id", "detail"))


@pytest.mark.django_db
def test_record_keeps_who_what_and_which_thing(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        record("job.cancelled", by=actor_of(acme, "finance"), partner_id=acme.partners[0], number=7)
        row = AuditRecord.objects.latest("id")
    assert (row.membership_id, row.partner_id, row.kind, row.detail) == (
        acme.member("finance"), acme.partners[0], "job.cancelled", {"number": 7},
    )  # fmt: skip


@pytest.mark.django_db
def test_record_needs_a_registered_kind_and_a_vendor(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id), pytest.raises(UnknownKey):
        record("nobody.knows")
    with pytest.raises(TenantNotSet):
        record("job.cancelled")


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_auditrecord SET kind = 'x'", "DELETE FROM audit_auditrecord"])
def test_trail_is_neither_changed_nor_removed(acme: VendorCast, statement: str) -> None:
    from django.db import connection

    with acting_as(Role.STAFF, vendor=acme.id):
        record("job.cancelled")
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.django_db
def test_each_denial_leaves_one_row_with_the_route_and_no_more(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "channel_manager")
    assert client.get("/acme/audit/?person=Someone").status_code == 403
    assert denials(acme.id) == [(acme.member("channel_manager"), {"method": "GET", "route": "<slug:vendor>/audit/"})]
    assert client.get("/acme/jobs/").status_code == 200
    assert len(denials(acme.id)) == 1


@pytest.mark.django_db
def test_denial_of_a_key_names_the_key(client: Client, acme: VendorCast) -> None:
    headers = {"Authorization": f"Bearer {key_of('acme', 'partner_sales1')}"}
    assert client.get("/api/v1/acme/jobs/1/", headers=headers).status_code == 403
    ((member, detail),) = denials(acme.id)
    assert member == acme.member("partner_sales")
    assert isinstance(detail["key"], int)


@pytest.mark.django_db
def test_denial_of_a_suspended_person_is_written_too(client: Client, acme: VendorCast) -> None:
    from portal.accounts.models import User
    from tests.cast import mail_of

    client.force_login(User.objects.get(email=mail_of("acme", "suspended")))
    assert client.get("/acme/home/").status_code == 403
    assert [member for member, _ in denials(acme.id)] == [None]


def test_denial_outlives_the_request_it_refused(fresh_database: FreshDatabase, client: Client) -> None:
    from tests.cast import look_up

    acme = look_up("acme")
    sign_in(client, acme, "partner_sales")
    assert client.get("/acme/jobs/").status_code == 403
    with psycopg.connect(fresh_database.owner_url) as owner:
        owner.execute("SET ROLE portal_platform")
        row = owner.execute(
            "SELECT membership_id, partner_id FROM audit_auditrecord WHERE kind = 'access.denied'"
        ).fetchone()
    assert row == (acme.member("partner_sales"), acme.partners[0])


@pytest.mark.django_db
def test_audit_page_tells_in_sentences(client: Client, acme: VendorCast, globex: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        record("job.cancelled", by=actor_of(acme, "finance"), job_kind="payout")
    with acting_as(Role.STAFF, vendor=globex.id):
        record("job.cancelled", by=actor_of(globex, "finance"))
    sign_in(client, acme, "program_admin")
    text = client.get("/acme/audit/").content.decode()
    assert "cancelled background work" in text
    assert "job_kind: payout" in text
    assert "OUTSIDER" not in text
    filtered = client.get(f"/acme/audit/?kind=job.cancelled&member={acme.member('compliance')}").content.decode()
    assert "job_kind: payout" not in filtered


@pytest.mark.django_db
def test_settings_lead_to_the_trail_and_to_background_work(client: Client, acme: VendorCast) -> None:
    text = sign_in(client, acme, "program_admin").get("/acme/settings/").content.decode()
    assert 'href="/acme/audit/"' in text
    assert 'href="/acme/jobs/"' in text
