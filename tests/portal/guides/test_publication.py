from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.guides.models import GuideDraft, GuideProposal, GuideVersion, Program
from portal.guides.parsing import MAX_BYTES
from portal.guides.queries import guide_on
from portal.guides.services.drafts import DraftRefused, begin_draft, save_draft
from portal.guides.services.publication import propose_draft
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, guide_source, look_up
from tests.ground import FreshDatabase
from tests.portal.guides.people import NOW, admin_of, second_admin_of
from tests.portal.jobs.test_races import at_once
from tests.sign_in import sign_in

CHANGES = """
[changes]
rule = "G-GEN-04"
material = ["leads"]
letters = ["leads.reminder_days"]
takes_effect = { value = "01-01", rule = "G-GEN-04" }
"""
SOURCE = guide_source("Acme") + CHANGES
LONGER = SOURCE.replace("protection_days = { value = 90", "protection_days = { value = 120")
NEW_YEAR = date(2027, 1, 1)
FORM = "application/x-www-form-urlencoded"


def draft(acme: VendorCast, source: str) -> GuideDraft:
    program = Program.objects.get(pk=acme.program)
    based_on = GuideVersion.objects.filter(program=program).order_by("-number").first()
    return begin_draft(program, source=source, based_on=based_on, by=admin_of(acme))


def question(acme: VendorCast) -> Approval:
    found: Approval = Approval.objects.get(kind="guides.publication", subject_id=acme.program, state="open")
    return found


@pytest.mark.django_db
@pytest.mark.rule("X-05")
def test_guide_is_published_by_two_persons(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        propose_draft(
            draft(acme, LONGER), effective_from=NEW_YEAR, reason="Longer protection", by=admin_of(acme), at=NOW
        )
        with pytest.raises(Refusal, match="second person"):
            decide(question(acme), approve=True, by=admin_of(acme), reason="", at=NOW)
        assert GuideVersion.objects.count() == 1

        decide(question(acme), approve=True, by=second, reason="", at=NOW)
        version = GuideVersion.objects.get(number=2)

        assert (version.published_by_id, version.confirmed_by_id) == (
            admin_of(acme).membership_id,
            second.membership_id,
        )
        assert (version.source, version.reason, version.effective.lower) == (LONGER, "Longer protection", NEW_YEAR)
        assert guide_on(acme.program, date(2026, 12, 31)).number == 1
        assert guide_on(acme.program, NEW_YEAR).number == 2
        assert GuideDraft.objects.count() == 0


@pytest.mark.django_db
def test_guide_never_moves_the_place_whose_days_count(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        zone = Program.objects.get(pk=acme.program).legal_time_zone
        moved = SOURCE.replace(f'legal_time_zone = "{zone}"', 'legal_time_zone = "Pacific/Kiritimati"')
        assert moved != SOURCE
        with pytest.raises(Refusal, match=f"legal time zone of this program is {zone}") as refused:
            propose_draft(draft(acme, moved), effective_from=NEW_YEAR, reason="x", by=admin_of(acme), at=NOW)

        assert refused.value.field == "source"
        assert not GuideProposal.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("G-GEN-04", "G-GEN-01")
def test_material_changes_take_effect_on_new_year_only(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        wanted = draft(acme, LONGER)
        with pytest.raises(Refusal, match=r"2027-01-01 .*leads\.protection_days") as refused:
            propose_draft(wanted, effective_from=date(2026, 12, 1), reason="x", by=admin_of(acme), at=NOW)
        assert refused.value.code == "material"
        new_year = datetime(2027, 1, 1, 12, tzinfo=UTC)
        with pytest.raises(Refusal, match="after today"):
            propose_draft(wanted, effective_from=NEW_YEAR, reason="x", by=admin_of(acme), at=new_year)
        assert GuideProposal.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.rule("G-GEN-04")
def test_confirming_after_new_year_is_too_late_for_that_year(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        propose_draft(draft(acme, LONGER), effective_from=NEW_YEAR, reason="x", by=admin_of(acme), at=NOW)
        with pytest.raises(Refusal, match="after today"):
            decide(question(acme), approve=True, by=second, reason="", at=datetime(2027, 1, 1, 12, tzinfo=UTC))
        assert GuideVersion.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.rule("G-GEN-04")
def test_what_is_left_to_letters_and_words_may_change_any_day(acme: VendorCast) -> None:
    source = SOURCE.replace("reminder_days = { value = 14", "reminder_days = { value = 10")
    with acting_as(Role.STAFF, vendor=acme.id):
        propose_draft(draft(acme, source), effective_from=date(2026, 12, 1), reason="x", by=admin_of(acme), at=NOW)

        assert question(acme).detail["from"] == "2026-12-01"


@pytest.mark.django_db
@pytest.mark.rule("G-GEN-04")
def test_draft_cannot_take_itself_off_the_list_of_material_changes(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        propose_draft(draft(acme, SOURCE), effective_from=date(2026, 12, 1), reason="x", by=admin_of(acme), at=NOW)
        decide(question(acme), approve=True, by=second, reason="", at=NOW)
        bare = LONGER.replace(CHANGES, "")
        with pytest.raises(Refusal, match="Material changes"):
            propose_draft(draft(acme, bare), effective_from=date(2026, 12, 15), reason="x", by=admin_of(acme), at=NOW)


@pytest.mark.django_db
def test_draft_that_fails_the_check_is_refused_with_each_finding(acme: VendorCast) -> None:
    broken = LONGER.replace("value = 120", 'value = "soon"').replace("[commissions]", "[commission]")
    with acting_as(Role.STAFF, vendor=acme.id):
        with pytest.raises(Refusal) as refused:
            propose_draft(draft(acme, broken), effective_from=NEW_YEAR, reason="x", by=admin_of(acme), at=NOW)

        assert "leads.protection_days" in str(refused.value)
        assert "commission" in str(refused.value)
        assert Approval.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["x" * (MAX_BYTES + 1), "a = ", "a = \0", "[a\n", "a = 1\na = 2"])
def test_text_that_is_no_toml_is_refused_and_nothing_stored(acme: VendorCast, source: str) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        one = draft(acme, SOURCE)
        with pytest.raises(DraftRefused) as refused:
            save_draft(one, source=source, revision=1, by=admin_of(acme))

        assert refused.value.findings[0].line >= 1
        assert GuideDraft.objects.values_list("source", "revision").get() == (SOURCE, 1)


@pytest.mark.django_db
def test_two_admins_do_not_overwrite_each_other(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        one = draft(acme, SOURCE)
        save_draft(one, source=LONGER, revision=1, by=second)
        with pytest.raises(Conflict, match="while you were writing"):
            save_draft(one, source=SOURCE, revision=1, by=admin_of(acme))
        with pytest.raises(Conflict, match="a draft of this guide already"):
            draft(acme, SOURCE)

        assert GuideDraft.objects.get().source == LONGER


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["guides_guidedraft", "guides_guideproposal"])
@pytest.mark.parametrize("role", [Role.PARTNER, Role.VISITOR])
def test_partner_and_visitor_can_read_no_draft_in_sql(acme: VendorCast, role: Role, table: str) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        draft(acme, SOURCE)
    with (
        acting_as(role, vendor=acme.id, partner=acme.partners[0] if role == Role.PARTNER else None),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(f"SELECT source FROM {table}")


def test_two_at_once_publish_one_version(fresh_database: FreshDatabase) -> None:
    acme = look_up("acme")
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        propose_draft(draft(acme, LONGER), effective_from=NEW_YEAR, reason="x", by=admin_of(acme), at=NOW)

    def confirm(_: int) -> str:
        try:
            with acting_as(Role.STAFF, vendor=acme.id):
                decide(question(acme), approve=True, by=second, reason="", at=NOW)
        except (Conflict, Approval.DoesNotExist):
            return "late"
        return "published"

    answers = at_once(confirm, times=4)

    with acting_as(Role.STAFF, vendor=acme.id):
        assert sorted(answers) == ["late", "late", "late", "published"]
        assert GuideVersion.objects.filter(program_id=acme.program).count() == 2


def test_two_at_once_ask_one_question(fresh_database: FreshDatabase) -> None:
    acme = look_up("acme")
    with acting_as(Role.STAFF, vendor=acme.id):
        one = draft(acme, LONGER)

    def ask(_: int) -> str:
        try:
            with acting_as(Role.STAFF, vendor=acme.id):
                propose_draft(one, effective_from=NEW_YEAR, reason="x", by=admin_of(acme), at=NOW)
        except Conflict:
            return "late"
        return "asked"

    answers = at_once(ask, times=4)

    with acting_as(Role.STAFF, vendor=acme.id):
        assert sorted(answers) == ["asked", "late", "late", "late"]
        assert (GuideProposal.objects.count(), Approval.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "status"),
    [("a = ", 422), ("a = \0b", 422), ("[" * 100_000, 422), ("x = 1\n" * 400_000, 422), ("x" * 5_000_000, 413)],
)
def test_hostile_text_is_a_4xx_and_nothing_stored(acme: VendorCast, client: Client, source: str, status: int) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        draft(acme, SOURCE)
    sign_in(client, acme, "program_admin")

    answer = client.post(f"/acme/guides/{acme.program}/draft/", urlencode({"source": source, "revision": "1"}), FORM)

    with acting_as(Role.STAFF, vendor=acme.id):
        assert answer.status_code in (status, 400, 413, 422)
        assert GuideDraft.objects.values_list("source", "revision").get() == (SOURCE, 1)


@pytest.mark.django_db
def test_draft_goes_from_copy_to_question_on_the_pages(acme: VendorCast, client: Client) -> None:
    sign_in(client, acme, "program_admin")
    home = f"/acme/guides/{acme.program}/"
    with acting_as(Role.STAFF, vendor=acme.id):
        version = GuideVersion.objects.get(program_id=acme.program)

    assert client.get("/acme/guides/").status_code == 200
    assert client.get(home + "draft/").status_code == 200
    assert client.post(home + "draft/beginning/", {"start": f"version:{version.pk}"}).status_code == 302
    assert client.post(home + "draft/", {"source": LONGER, "revision": "1", "check": "yes"}).status_code == 302
    refused = client.post(home + "draft/", {"source": "= broken", "revision": "2"})
    assert (refused.status_code, b"= broken" in refused.content, b"Line 1" in refused.content) == (422, True, True)
    assert client.post(home + "draft/", {"source": SOURCE, "revision": "1"}).status_code == 409
    assert b"Nothing keeps it" in client.get(home + "draft/check/").content
    assert b"90 to 120" in client.get(home + "draft/comparison/").content
    wrong = client.post(home + "draft/publication/", {"effective_from": "2027-03-01", "reason": "Longer"})
    assert (wrong.status_code, b"leads.protection_days" in wrong.content) == (422, True)
    asked = client.post(home + "draft/publication/", {"effective_from": "2200-01-01", "reason": "Longer"})
    assert asked.status_code == 302
    assert b"90 to 120" in client.get(asked["Location"]).content
    assert b"waits for a second person" in client.get(home).content
    assert client.get(f"/acme/guides/versions/{version.pk}/").status_code == 200
    assert client.get(f"/acme/guides/versions/{version.pk}/source/").content.decode() == version.source
    assert b"Version 1" in client.get(home + "?day=2025-06-01").content


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["channel_manager", "finance", "compliance", "partner_admin", "partner_sales"])
def test_only_program_admins_write_guides(acme: VendorCast, client: Client, role: str) -> None:
    sign_in(client, acme, role)
    home = f"/acme/guides/{acme.program}/"

    assert client.get(home + "draft/").status_code == 403
    assert client.post(home + "draft/beginning/", {"start": "library:partner-program"}).status_code == 403
    assert client.post(home + "figures/entry/", {}).status_code == 403
    assert client.get(home).status_code == (403 if role.startswith("partner") else 200)
