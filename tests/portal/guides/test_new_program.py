"""A program of a vendor's own: made on a page, its guide published by two persons, open to applicants; no code."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import Membership, User
from portal.accounts.services.vendors import found_vendor
from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.audit.models import AuditRecord
from portal.clock import day_start
from portal.guides.documents import read_guide
from portal.guides.heads import with_head_of
from portal.guides.models import GuideDraft, GuideVersion, Program
from portal.guides.services.programs import open_program
from portal.guides.services.publication import propose_draft
from portal.guides.shipped import shipped_guides
from portal.jobs.kinds import KINDS, Step
from portal.jobs.models import Job
from portal.problems import Conflict
from portal.tenancy import Role, acting_as, bare
from tests.cast import TOTP_SECRET, VendorCast, guide_source, key_of, look_up
from tests.ground import FreshDatabase
from tests.portal.guides.people import NOW, admin_of, second_admin_of
from tests.portal.jobs.test_races import at_once
from tests.sign_in import sign_in, sign_in_user

PAGE = "/acme/guides/new/"
FIFTH: dict[str, Any] = {
    "name": "Fifth program", "slug": "fifth", "legal_time_zone": "Europe/Madrid", "start": "library:partner-program",
}  # fmt: skip


def admin_at(vendor_id: int, name: str) -> Client:
    """A new program admin, signed in."""
    with bare():
        user = User.objects.create_user(f"{name}@initech.example", name=name)
        TOTP.activate(user, TOTP_SECRET)
    with acting_as(Role.STAFF, vendor=vendor_id):
        Membership.objects.create(user=user, role="program_admin", name=name, email=user.email)
    return sign_in_user(Client(), user)


@pytest.mark.django_db
@pytest.mark.usefixtures("redis_url")
@pytest.mark.rule("X-05")
def test_fresh_vendor_gets_a_program_in_force_without_code(acme: VendorCast) -> None:
    vendor = found_vendor(
        name="Initech", slug="initech", currency="USD", admin="bill@initech.example", at=datetime.now(UTC)
    ).vendor_id
    first, second = admin_at(vendor, "first"), admin_at(vendor, "second")
    assert b'href="/initech/guides/new/"' in first.get("/initech/guides/").content

    made = first.post("/initech/guides/new/", FIFTH)

    home = made["Location"].removesuffix("draft/")
    assert (made.status_code, Client().get(home).status_code) == (302, 302)
    assert b"Fifth program" not in Client().get("/initech/").content
    assert b"Nothing keeps it" in first.get(home + "draft/check/").content
    assert {first.get(home + f"draft/{page}/").status_code for page in ("comparison", "tables", "succession")} == {200}
    asked = first.post(home + "draft/publication/", {"effective_from": "2024-01-01", "reason": "The first"})
    assert asked.status_code == 302
    with acting_as(Role.STAFF, vendor=vendor):
        approval = Approval.objects.get(kind="guides.publication")
    assert first.post(f"/initech/approvals/{approval.pk}/decision/", {"decision": "approve"}).status_code != 302
    assert b"Fifth program" not in Client().get("/initech/apply/").content
    second.post(f"/initech/approvals/{approval.pk}/decision/", {"decision": "approve"})

    applying = Client().get("/initech/apply/")
    assert (applying.status_code, b"Fifth program" in applying.content) == (200, True)
    assert b"/initech/apply/new/?program=fifth" in applying.content
    assert b"Fifth program" in Client().get("/initech/").content
    with acting_as(Role.STAFF, vendor=vendor):
        head = read_guide(GuideVersion.objects.get().source).head
        assert (head.program, head.name, head.legal_time_zone) == ("fifth", "Fifth program", "Europe/Madrid")
        assert AuditRecord.objects.filter(kind="program.created").count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("redis_url")
def test_program_is_shown_from_the_first_day_of_its_guide_on(acme: VendorCast, client: Client) -> None:
    sign_in(client, acme, "program_admin").post(PAGE, FIFTH)
    tomorrow = datetime.now(ZoneInfo("Europe/Madrid")).date() + timedelta(days=1)
    with acting_as(Role.STAFF, vendor=acme.id):
        draft, at = GuideDraft.objects.get(), datetime.now(UTC)
        propose_draft(draft, effective_from=tomorrow, reason="The first", by=admin_of(acme), at=at)
        decide(Approval.objects.get(), approve=True, by=second_admin_of(acme), reason="", at=at)
        job = Job.objects.get(kind="guides.opening")
    before = Client().get("/acme/").content
    with acting_as(Role.STAFF, vendor=acme.id):
        step = Step(job.pk, job.kind, job.key, acme.id, None, None, job.payload, {}, 0, None, 0, 1, job.due_at)
        KINDS.get(job.kind).run(step)

    assert b"Fifth program" not in before
    assert b"Fifth program" in Client().get("/acme/").content
    assert job.due_at == day_start(tomorrow, zone=ZoneInfo("Europe/Madrid"))


@pytest.mark.parametrize("path", shipped_guides(), ids=lambda path: path.stem)
def test_copy_changes_no_more_than_three_lines(path: Any) -> None:
    before = path.read_text(encoding="utf-8")
    after = with_head_of(before, program="fifth", name='The "5th" \\ \n', legal_time_zone="Asia/Tokyo")

    pairs = list(zip(before.split("\n"), after.split("\n"), strict=True))
    assert [new.partition(" ")[0] for old, new in pairs if old != new] == ["program", "name", "legal_time_zone"]
    assert read_guide(after).head.name == 'The "5th" \\ \n'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words", "status"),
    [
        ({"slug": "flow"}, "choose another one", 409),
        ({"slug": "new"}, "Choose 2 to 40 small letters", 422),
        ({"slug": "Fifth"}, "Choose 2 to 40 small letters", 422),
        ({"slug": "../x"}, "Choose 2 to 40 small letters", 422),
        ({"name": " "}, "required", 422),
        ({"legal_time_zone": "Mars/Olympus"}, "Mars/Olympus", 422),
        ({"start": "library:../../settings"}, "Select a valid choice", 422),
        ({"start": "version:1000000"}, "Select a valid choice", 422),
        ({"start": "file"}, "Choose a file", 422),
        ({"start": "file", "file": SimpleUploadedFile("x.toml", b"= broken")}, "This is no TOML", 422),
        ({"start": "file", "file": SimpleUploadedFile("x.toml", b"[guide]\nprogram = 1")}, "legal_time_zone", 422),
    ],
)
def test_wrong_program_is_refused_where_it_was_typed(
    acme: VendorCast, client: Client, wrong: dict[str, Any], words: str, status: int
) -> None:
    answer = sign_in(client, acme, "program_admin").post(PAGE, FIFTH | wrong)

    assert words in answer.content.decode()
    assert answer.status_code == status
    with acting_as(Role.STAFF, vendor=acme.id):
        assert list(Program.objects.values_list("pk", flat=True)) == [acme.program]
        assert not GuideDraft.objects.exists()


@pytest.mark.django_db
def test_guide_begins_empty_as_an_upload_or_as_a_copy(acme: VendorCast, globex: VendorCast, client: Client) -> None:
    sign_in(client, acme, "program_admin")
    with acting_as(Role.STAFF, vendor=globex.id):
        foreign = GuideVersion.objects.get().pk
    with acting_as(Role.STAFF, vendor=acme.id):
        own = GuideVersion.objects.get().pk
    upload = SimpleUploadedFile("x.toml", guide_source("Acme").encode())
    starts: dict[str, dict[str, Any]] = {
        "empty": {"start": "empty"}, "copied": {"start": f"version:{own}"}, "sent": {"start": "file", "file": upload},
    }  # fmt: skip

    for slug, start in starts.items():
        assert client.post(PAGE, FIFTH | {"slug": slug} | start).status_code == 302
    assert client.post(PAGE, FIFTH | {"start": f"version:{foreign}"}).status_code == 422

    with acting_as(Role.STAFF, vendor=acme.id):
        drafts = {draft.program.slug: read_guide(draft.source) for draft in GuideDraft.objects.all()}
        assert {slug: one.head.program for slug, one in drafts.items()} == {slug: slug for slug in starts}
        assert (drafts["empty"].sections, "leads" in drafts["copied"].sections) == ({}, True)
        assert not Program.objects.filter(slug__in=starts, published=True).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["channel_manager", "finance", "partner_admin"])
def test_only_program_admins_make_programs(acme: VendorCast, client: Client, role: str) -> None:
    assert sign_in(client, acme, role).post(PAGE, FIFTH).status_code == 403
    assert b"guides/new" not in client.get("/acme/guides/").content


@pytest.mark.django_db
@pytest.mark.usefixtures("redis_url")
def test_machine_makes_a_program_once(acme: VendorCast, client: Client) -> None:
    def ask(key: str, **body: str) -> Any:
        return client.post(
            "/api/v1/acme/guides/", body, "application/json",
            HTTP_AUTHORIZATION=f"Bearer {key_of('acme', 'program_admin')}", HTTP_IDEMPOTENCY_KEY=key,
        )  # fmt: skip

    fifth = {"slug": "fifth", "name": "Fifth", "legal_time_zone": "UTC"}
    made, again, twin = ask("a", **fifth), ask("a", **fifth), ask("b", **fifth)

    assert (made.status_code, again.json(), twin.status_code) == (201, made.json(), 409)
    assert twin.json()["errors"].keys() == {"slug"}
    assert ask("c", **fifth | {"slug": "sixth"}, source=guide_source("Acme")).status_code == 201
    refused: list[dict[str, str]] = [
        {"start": "version:x"}, {"start": "library:x"}, {"start": "file"}, {"source": "="}, {"slug": "api"},
    ]  # fmt: skip
    for number, wrong in enumerate(refused):
        assert ask(f"wrong-{number}", **fifth | {"slug": "seventh"} | wrong).status_code == 422


def test_of_two_programs_at_one_address_one_is_made(fresh_database: FreshDatabase) -> None:
    acme = look_up("acme")

    def make(_: int) -> str:
        try:
            with acting_as(Role.STAFF, vendor=acme.id):
                open_program(
                    slug="fifth", name="Fifth", legal_time_zone="UTC", start="empty",
                    versions=GuideVersion.objects.all(), by=admin_of(acme), at=NOW,
                )  # fmt: skip
        except Conflict:
            return "late"
        return "made"

    assert sorted(at_once(make, times=3)) == ["late", "late", "made"]
    with acting_as(Role.STAFF, vendor=acme.id):
        assert GuideDraft.objects.count() == 1
