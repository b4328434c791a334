from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.guides.models import FigureBatch, FigureDecision, Program, YearlyFigure
from portal.guides.queries import figures_of, guide_on, targets_of
from portal.guides.rules import FigureKind, Value, ValueUnreadable, read_value
from portal.guides.services.figures import Entered, enter_figures
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.guides.people import NOW, admin_of, second_admin_of
from tests.portal.jobs.kinds_for_tests import actor_of

JANUARY, NOVEMBER = date(2026, 1, 1), date(2026, 11, 20)


def mlb(amount: str, *, country: str = "US", tier: str = "Gold") -> Entered:
    return Entered("targets.mlb", read_value(FigureKind.MONEY, amount, currency="USD"), country=country, tier=tier)


def enter(acme: VendorCast, *entered: Entered, **rest: object) -> FigureBatch:
    wanted = {"year": 2026, "reason": "Letters of January", "at": NOW, "by": admin_of(acme)} | rest
    return enter_figures(Program.objects.get(pk=acme.program), entered=entered, **wanted)  # type: ignore[arg-type]


def answer(batch: FigureBatch, by: Actor, *, yes: bool = True, at: datetime = NOW) -> None:
    question = Approval.objects.get(kind="guides.figures", subject_id=batch.pk)
    decide(question, approve=yes, by=by, reason="Checked against the letter", at=at)


@pytest.mark.django_db
def test_guide_is_laid_over_only_in_a_year_with_figures(
    acme: VendorCast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        enter(acme, mlb("1000000"))
        guide = guide_on(acme.program, NOVEMBER)
        with django_assert_num_queries(1):
            assert guide_on(acme.program, NOVEMBER.replace(year=2025)) == guide
        with django_assert_num_queries(2):
            assert guide_on(acme.program, NOVEMBER) == guide


@pytest.mark.django_db
@pytest.mark.rule("X-04", "G-REQ-02")
def test_figure_holds_once_a_second_person_confirmed_it(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        batch = enter(acme, mlb("1000000"), mlb("400000", tier="Silver"))
        before = figures_of(acme.program, 2026, NOVEMBER)
        answer(batch, second)
        after = figures_of(acme.program, 2026, NOVEMBER)

    assert [(figure.tier, figure.value, figure.confirmed) for figure in before] == [
        ("Gold", "1000000.00", False),
        ("Silver", "400000.00", False),
    ]
    assert [figure.confirmed for figure in after] == [True, True]
    assert targets_of(before, with_proposals=False) == {}
    assert targets_of(after, with_proposals=False) == {"mlb": {"US": {"Gold": "1000000.00", "Silver": "400000.00"}}}


@pytest.mark.django_db
@pytest.mark.rule("X-04")
def test_whoever_entered_a_figure_cannot_confirm_it(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        batch = enter(acme, mlb("1000000"))
        with pytest.raises(Refusal, match="second person"):
            answer(batch, admin_of(acme))
        for role in ("finance", "channel_manager", "compliance"):
            with pytest.raises(PermissionDenied):
                answer(batch, actor_of(acme, role))
        with pytest.raises(DatabaseError, match="cannot confirm"), transaction.atomic():
            FigureDecision.objects.create(
                batch=batch, accepted=True, decided_by_id=admin_of(acme).membership_id, decided_at=NOW
            )
        assert [figure.confirmed for figure in figures_of(acme.program, 2026, NOVEMBER)] == [False]


@pytest.mark.django_db
@pytest.mark.rule("G-GEN-04")
def test_second_value_needs_a_letter_and_takes_nothing_back(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        answer(enter(acme, mlb("1000000")), second)
        with pytest.raises(Refusal, match="new letter"):
            enter(acme, mlb("1200000"))
        with pytest.raises(Refusal, match="takes nothing back"):
            enter(acme, mlb("1200000"), letter="L-2")
        with pytest.raises(Refusal, match="what was earned"):
            enter(acme, mlb("1200000"), letter="L-2", effective_on=NOVEMBER - timedelta(days=1))
        answer(enter(acme, mlb("1200000"), letter="L-2", effective_on=NOVEMBER), second)

        [earlier] = figures_of(acme.program, 2026, NOVEMBER - timedelta(days=1))
        [later] = figures_of(acme.program, 2026, NOVEMBER)

    assert (earlier.value, earlier.earlier) == ("1000000.00", ())
    assert (later.value, later.earlier) == ("1200000.00", ("1000000.00",))


@pytest.mark.django_db
@pytest.mark.rule("G-GEN-04", "G-REQ-02")
def test_first_value_may_come_at_any_moment_of_its_year(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        batch = enter(acme, mlb("1000000"))
        answer(batch, second)
        [figure] = figures_of(acme.program, 2026, JANUARY)

    assert (figure.value, figure.confirmed, figure.effective_on) == ("1000000.00", True, JANUARY)


@pytest.mark.django_db
@pytest.mark.rule("X-05")
def test_figures_are_known_as_they_were_known_then(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        batch = enter(acme, mlb("1000000"))
        entered_at = FigureBatch.objects.get(pk=batch.pk).entered_at
        answer(batch, second, at=entered_at + timedelta(hours=1))

        def confirmed(when: datetime) -> list[bool]:
            return [figure.confirmed for figure in figures_of(acme.program, 2026, NOVEMBER, known_at=when)]

        assert confirmed(entered_at - timedelta(seconds=1)) == []
        assert confirmed(entered_at) == [False]
        assert confirmed(entered_at + timedelta(hours=1)) == [True]


@pytest.mark.django_db
def test_refused_figure_never_counts_and_may_be_entered_again(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        answer(enter(acme, mlb("10")), second, yes=False)
        assert figures_of(acme.program, 2026, NOVEMBER) == []

        answer(enter(acme, mlb("10")), second)
        assert [figure.value for figure in figures_of(acme.program, 2026, NOVEMBER)] == ["10.00"]


@pytest.mark.django_db
def test_entering_the_same_again_is_refused(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        enter(acme, mlb("10"))
        with pytest.raises(Refusal, match="Nothing is different"):
            enter(acme, mlb("10.00"))
        with pytest.raises(Refusal, match="stands twice"):
            enter(acme, mlb("11"), mlb("12"))
        with pytest.raises(Refusal, match="Say why"):
            enter(acme, mlb("11"), reason=" ")
        assert YearlyFigure.objects.count() == 1


ATTACKS = [
    "UPDATE guides_yearlyfigure SET minor = 1",
    "DELETE FROM guides_yearlyfigure",
    "TRUNCATE guides_yearlyfigure",
    "UPDATE guides_figurebatch SET effective_on = '2020-01-01'",
    "UPDATE guides_figuredecision SET accepted = true",
    "DELETE FROM guides_figuredecision",
    "UPDATE guides_guideproposal SET source = ''",
    "DELETE FROM guides_trueup",
]


@pytest.mark.django_db
@pytest.mark.rule("X-05")
@pytest.mark.parametrize("role", [Role.STAFF, Role.PARTNER, Role.PLATFORM, Role.VISITOR])
@pytest.mark.parametrize("attack", ATTACKS)
def test_figures_are_never_changed_by_any_role(acme: VendorCast, role: Role, attack: str) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        answer(enter(acme, mlb("10")), second)
    partner = acme.partners[0] if role == Role.PARTNER else None
    with (
        acting_as(role, vendor=acme.id, partner=partner),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"append-only|permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(attack)


@pytest.mark.django_db
@pytest.mark.rule("X-05")
@pytest.mark.parametrize(
    ("values", "law"),
    [
        ({"name": "targets.other"}, "own key"),
        ({"year": 2027}, "batch's program and year"),
        ({"kind": "number"}, "figure_value_fits_its_kind"),
        ({"minor": None}, "figure_value_fits_its_kind"),
        ({"replaces_id": None}, "figure_has_one_first_value"),
    ],
)
def test_database_keeps_chains_of_figures(acme: VendorCast, values: dict[str, object], law: str) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        batch = enter(acme, mlb("10"))
        first = YearlyFigure.objects.get()
        same = {
            "batch": batch, "program_id": acme.program, "year": 2026, "name": "targets.mlb", "country": "US", "tier": "Gold",
            "kind": "money", "minor": 5, "currency": "USD", "replaces_id": first.pk,
        }  # fmt: skip
        with pytest.raises(DatabaseError, match=law), transaction.atomic():
            YearlyFigure.objects.create(**(same | values))
        YearlyFigure.objects.create(**same)
        with pytest.raises(DatabaseError, match="figure_is_replaced_once"), transaction.atomic():
            YearlyFigure.objects.create(**same)


@pytest.mark.django_db
def test_partner_can_enter_no_figure_in_sql(acme: VendorCast) -> None:
    with (
        acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0]),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        FigureBatch.objects.create(program_id=acme.program, year=2026, effective_on=JANUARY, reason="x")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FigureKind.MONEY, "1234.5", Value(FigureKind.MONEY, minor=123450, currency="USD")),
        (FigureKind.NUMBER, " 12 ", Value(FigureKind.NUMBER, number=Decimal(12))),
        (FigureKind.PERCENT, "12.5 %", Value(FigureKind.PERCENT, number=Decimal("12.5"))),
        (FigureKind.DAYS, "2027-02-01,2027-01-01", Value(FigureKind.DAYS, words="2027-01-01, 2027-02-01")),
        (FigureKind.YES, "Yes", Value(FigureKind.YES, words="yes")),
        (FigureKind.WORDS, "MAJ", Value(FigureKind.WORDS, words="MAJ")),
    ],
)
def test_read_value_keeps_what_was_typed(kind: FigureKind, text: str, value: Value) -> None:
    assert read_value(kind, text, currency="USD") == value


@pytest.mark.parametrize(
    ("kind", "text", "currency"),
    [
        (FigureKind.MONEY, "1,000", "USD"),
        (FigureKind.MONEY, "10", ""),
        (FigureKind.MONEY, "10", "XXQ"),
        (FigureKind.MONEY, "1" * 30, "USD"),
        (FigureKind.NUMBER, "١٢", ""),
        (FigureKind.NUMBER, "1e9", ""),
        (FigureKind.NUMBER, "NaN", ""),
        (FigureKind.NUMBER, "9" * 16, ""),
        (FigureKind.PERCENT, "-1", ""),
        (FigureKind.DAYS, "soon", ""),
        (FigureKind.YES, "perhaps", ""),
        (FigureKind.WORDS, "  ", ""),
    ],
)
def test_read_value_refuses_what_is_no_value(kind: FigureKind, text: str, currency: str) -> None:
    with pytest.raises(ValueUnreadable):
        read_value(kind, text, currency=currency)


def test_now_is_in_the_year_of_these_tests() -> None:
    assert datetime(2026, 11, 20, 15, tzinfo=UTC) == NOW
