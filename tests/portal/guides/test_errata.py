from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.guides.errata import EFFECTS, Effect, NoSuchFigure, corrected_text, erratum_effects, read_corrections
from portal.guides.models import GuideProposal, GuideVersion, TrueUp
from portal.guides.queries import guide_on
from portal.guides.services.errata import propose_erratum
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.guides.people import NOW, admin_of, second_admin_of
from tests.sign_in import sign_in

TEXT = """[guide]
name = "x" # keep

[a]
fee = { value = 90, rule = "R" }
"b.c" = 1.50 # half
words = "old"
list = [1, 2]
yes = true
"""
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("a.fee", "120", "fee = { value = 120, rule"),
        ("a.fee.value", "120", "fee = { value = 120, rule"),
        ("a.b.c", "2", '"b.c" = 2 # half'),
        ("a.words", "new", 'words = "new"'),
        ("a.list.1", "3", "list = [1, 3]"),
        ("a.yes", "false", "yes = false"),
    ],
)
def test_corrected_text_changes_one_value_and_nothing_else(name: str, value: str, line: str) -> None:
    after = corrected_text(TEXT, {name: value})

    assert line in after
    assert [a == b for a, b in zip(TEXT.split("\n"), after.split("\n"), strict=True)].count(False) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a.nothing", "1"),
        ("a", "1"),
        ("a.list", "1"),
        ("a.fee", "soon"),
        ("a.fee", "1e400"),
        ("a.fee", "NaN"),
        ("a.words", 'x"\n[evil]'),
        ("a.words", 'x" # '),
        ("a.yes", "perhaps"),
        ("guide.name", "y"),
        ("", "1"),
    ],
)
def test_corrected_text_refuses_what_is_no_figure(name: str, value: str) -> None:
    with pytest.raises(NoSuchFigure):
        corrected_text(TEXT, {name: value})


def test_read_corrections_names_the_line_that_is_wrong() -> None:
    assert read_corrections("a.fee = 1\n\n b.c=2") == {"a.fee": "1", "b.c": "2"}
    for text in ("a.fee", "= 2", "a.fee = 1\na.fee = 2"):
        with pytest.raises(NoSuchFigure, match="Line"):
            read_corrections(text)


def version(acme: VendorCast) -> GuideVersion:
    found: GuideVersion = GuideVersion.objects.select_related("program").get(program_id=acme.program, layer=0)
    return found


def propose(acme: VendorCast, effective_from: date = MARCH, **more: object) -> GuideProposal:
    wanted = {"reason": "Misprint", "by": admin_of(acme), "at": NOW} | more
    corrections = {"leads.protection_days": "100"}
    return propose_erratum(version(acme), corrections, effective_from=effective_from, **wanted)  # type: ignore[arg-type]


def question(acme: VendorCast) -> Approval:
    found: Approval = Approval.objects.get(kind="guides.erratum", subject_id=acme.program, state="open")
    return found


def protection(acme: VendorCast, day: date) -> int:
    section: object = guide_on(acme.program, day).section("leads")
    days: int = section.protection_days.value  # type: ignore[attr-defined]
    return days


@pytest.mark.django_db
@pytest.mark.rule("X-05")
def test_erratum_holds_from_its_day_and_names_true_ups(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    found = [Effect("test.statement", 7, acme.partners[0], "Statement 7", before="10.00 USD")]
    with EFFECTS.opened(), acting_as(Role.STAFF, vendor=acme.id):
        erratum_effects("test.statement", "Statements", lambda *_: list(found))
        before = version(acme).source
        propose(acme)
        with pytest.raises(Refusal, match="second person"):
            decide(question(acme), approve=True, by=admin_of(acme), reason="", at=NOW)
        decide(question(acme), approve=True, by=second, reason="", at=NOW)
        erratum = GuideVersion.objects.get(layer=1)

        assert (protection(acme, date(2026, 2, 28)), protection(acme, MARCH)) == (90, 100)
        assert version(acme).source == before
        assert (erratum.corrects_id, erratum.confirmed_by_id) == (version(acme).pk, second.membership_id)
        assert list(TrueUp.objects.values_list("version_id", "kind", "subject_id", "label", "before")) == [
            (erratum.pk, "test.statement", 7, "Statement 7", "10.00 USD")
        ]


@pytest.mark.django_db
def test_erratum_may_begin_with_the_version_it_corrects(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        propose(acme, date(2024, 1, 1))
        decide(question(acme), approve=True, by=second, reason="", at=NOW)

        assert protection(acme, date(2024, 1, 1)) == 100


@pytest.mark.django_db
@pytest.mark.rule("X-05")
def test_erratum_is_refused_where_its_list_is_another_now(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    found: list[Effect] = []
    with EFFECTS.opened(), acting_as(Role.STAFF, vendor=acme.id):
        erratum_effects("test.statement", "Statements", lambda *_: list(found))
        propose(acme)
        found.append(Effect("test.statement", 8, None, "Statement 8"))
        with pytest.raises(Conflict, match="not what was listed"):
            decide(question(acme), approve=True, by=second, reason="", at=NOW)

        assert (GuideVersion.objects.filter(layer=1).count(), TrueUp.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_erratum_is_refused_outside_its_time_or_without_effect(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        for refused in (
            {"effective_from": date(2023, 12, 31)},
            {"effective_from": date(2027, 6, 1)},
            {"reason": " "},
        ):
            with pytest.raises(Refusal):
                propose(acme, **refused)
        with pytest.raises(Refusal, match="says already"):
            propose_erratum(
                version(acme),
                {"leads.protection_days": "90"},
                effective_from=MARCH,
                reason="x",
                by=admin_of(acme),
                at=NOW,
            )
        with pytest.raises(Refusal, match="leads"):
            propose_erratum(
                version(acme),
                {"leads.protection_days": "-1.5"},
                effective_from=MARCH,
                reason="x",
                by=admin_of(acme),
                at=NOW,
            )
        assert GuideProposal.objects.count() == 0


@pytest.mark.django_db
def test_second_erratum_corrects_the_first(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        propose(acme)
        decide(question(acme), approve=True, by=second, reason="", at=NOW)
        with pytest.raises(Conflict, match="correct that one"):
            propose(acme, MAY)
        first = GuideVersion.objects.select_related("program").get(layer=1)
        fix = {"leads.protection_days": "95"}
        propose_erratum(first, fix, effective_from=MAY, reason="x", by=admin_of(acme), at=NOW)
        decide(question(acme), approve=True, by=second, reason="", at=NOW)

        days = [protection(acme, day) for day in (date(2026, 1, 1), MARCH, MAY)]
    assert days == [90, 100, 95]


@pytest.mark.django_db
@pytest.mark.rule("X-05")
@pytest.mark.parametrize("role", [Role.STAFF, Role.PLATFORM])
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE guides_guideversion SET layer = 1",
        "UPDATE guides_guideversion SET corrects_id = id, layer = 1",
        "UPDATE guides_guideversion SET confirmed_by_id = NULL, reason = 'x'",
        "DELETE FROM guides_guideversion",
    ],
)
def test_versions_never_change_in_sql(acme: VendorCast, role: Role, attack: str) -> None:
    with (
        acting_as(role, vendor=acme.id),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"immutable|permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(attack)


@pytest.mark.django_db
def test_erratum_goes_from_list_to_question_on_the_pages(acme: VendorCast, client: Client) -> None:
    sign_in(client, acme, "program_admin")
    with acting_as(Role.STAFF, vendor=acme.id):
        page = f"/acme/guides/versions/{version(acme).pk}/erratum/"
    typed = {"figures": "leads.protection_days = 100", "effective_from": "2026-03-01", "reason": "Misprint"}

    assert client.get(f"/acme/guides/{acme.program}/errata/").status_code == 200
    assert client.post(page, typed | {"figures": "leads.nothing = 1"}).status_code == 422
    listed = client.post(page, typed)
    assert (listed.status_code, b"90 to 100" in listed.content) == (200, True)
    with acting_as(Role.STAFF, vendor=acme.id):
        assert GuideProposal.objects.count() == 0
    asked = client.post(page, typed | {"ask": "yes"})
    assert asked.status_code == 302
    assert b"90 to 100" in client.get(asked["Location"]).content
