"""Parts of a partner in the database: several categories, countries and specializations with tiers of their own."""

import json
from datetime import date
from typing import Any

import pytest

from partners.models import CountryPresence, Enrolment
from portal.guides.queries.figures import HeldFigure, targets_of
from portal.problems import Conflict, Refusal
from tests.cast import VendorCast
from tests.tiering.scoring import ENGINE
from tests.tiering.staff import actor, since
from tests.tiering.test_decisions import card, held_on, noon
from tests.tiering.test_scoring import YEAR_END, measured, read
from tiering.metrics.registry import METRICS
from tiering.models import Recognition, Scorecard, ScorecardLine, TierDecision
from tiering.models.scorecards import Occasion
from tiering.queries.primary import primary_enrolment, recognised_tier
from tiering.queries.tiers import decisions_of, recognised_on
from tiering.rules.facts.assembly import Assembler
from tiering.services.categories import choose_primary
from tiering.services.decisions import give_entry_tier
from tiering.services.reviews import decide_review
from tiering.services.scoring import score_chunk

db = pytest.mark.django_db
PLACES = {key: metric.place for key, metric in METRICS.all().items()}


def assembled(*rows: tuple[int | None, str, str, str, Any]) -> dict[int, dict[str, Any]]:
    shared = [(None, "countries", "US", "", True), (None, "mlb", "US", "", 100), (None, "trained_sales", "US", "", 4)]
    base = [(1, "category", "", "", "VAR"), (2, "category", "", "", "CLD")]
    targets = {
        "": {"mlb": {"*": {"Gold": "1"}}}, "VAR": {"mlb": {"*": {"Gold": "1"}}}, "CLD": {"mlb": {"*": {"Gold": "2"}}},
    }  # fmt: skip
    assembler = Assembler(
        date(2014, 12, 31), PLACES, frozenset(ENGINE.vocabulary.values), frozenset(ENGINE.vocabulary.countries),
        frozenset({"category", "specializations"}), targets, category_named=ENGINE.tiering.category_named, apart=ENGINE.apart,
    )  # fmt: skip
    return assembler.assemble(json.dumps([*shared, *base, *rows]))


@pytest.mark.rule("G-MCAT-02", "G-MCAT-03")
def test_each_category_counts_its_own_and_the_primary_what_is_tagged_to_none() -> None:
    found = assembled((2, "mlb", "US", "", 30))
    primary, other = found[1], found[2]

    assert (primary["countries"]["US"]["mlb"], other["countries"]["US"]["mlb"]) == (100, 30)
    assert primary["countries"]["US"]["trained_sales"] == other["countries"]["US"]["trained_sales"] == 4
    assert primary["categories"] == {"CLD": {"mlb": {"US": 30}, "targets": {"mlb": {"US": {"Gold": "2"}}}}}
    assert "categories" not in other
    assert (primary["targets"], other["targets"]) == ({"mlb": {"US": {"Gold": "1"}}}, {"mlb": {"US": {"Gold": "2"}}})


@pytest.mark.rule("G-MCAT-01", "G-MCAT-03")
def test_chosen_primary_takes_what_is_tagged_to_none() -> None:
    found = assembled((1, "mlb", "US", "", 70), (2, "flags", "", "primary", True))

    assert (found[1]["countries"]["US"]["mlb"], found[2]["countries"]["US"]["mlb"]) == (70, 100)
    assert list(found[2]["categories"]) == ["VAR"]


def test_one_category_is_told_of_no_other() -> None:
    rows = [(None, "countries", "US", "", True), (7, "category", "", "", "VAR")]
    assembler = Assembler(date(2014, 12, 31), PLACES, frozenset(), frozenset(), frozenset({"category"}))

    assert "categories" not in assembler.assemble(json.dumps(rows))[7]


def figure(value: str, category: str = "") -> HeldFigure:
    return HeldFigure(1, "targets.mlb", "US", "Gold", category, "number", value, "", True, date(2014, 1, 1))


@pytest.mark.rule("G-MCAT-03")
@pytest.mark.parametrize(("category", "value"), [("", "5"), ("VAR", "5"), ("CLD", "9")])
def test_figure_of_one_category_holds_for_no_other(category: str, value: str) -> None:
    for figures in ([figure("5"), figure("9", "CLD")], [figure("9", "CLD"), figure("5")]):
        assert targets_of(figures, with_proposals=False, category=category) == {"mlb": {"US": {"Gold": value}}}


@db
@pytest.mark.rule("G-MCAT-01", "G-MCAT-02", "G-MCAT-03")
def test_categories_are_scored_apart_in_the_database(acme: VendorCast, enrolment: Enrolment) -> None:
    """Customers tagged to the cloud category are those of its enrolment alone; the primary scorecard says what each reaches."""
    hosted = Enrolment.objects.create(
        partner_id=enrolment.partner_id, program=enrolment.program, category="CLD", period=since(date(2014, 2, 10))
    )
    CountryPresence.objects.create(
        partner_id=enrolment.partner_id, program=enrolment.program, country="US", period=since(date(2014, 2, 10))
    )
    read(enrolment, "customers", 9, scope="US")
    read(enrolment, "customers", 3, scope="US", category="CLD")
    read(enrolment, "customers", 5, scope="US", category="MSP")
    score_chunk(measured(enrolment), Occasion.ANNUAL)

    cards = {one.enrolment_id: one for one in Scorecard.objects.all()}
    counted = {
        key: ScorecardLine.objects.get(scorecard=one, requirement="customers", tier="Gold").actual
        for key, one in cards.items()
    }
    assert counted == {enrolment.pk: 9, hosted.pk: 3}
    parts = Recognition.objects.filter(kind="category").order_by("key")
    assert [(one.scorecard_id, one.key) for one in parts] == [
        (cards[enrolment.pk].pk, "CLD"), (cards[enrolment.pk].pk, "VAR"),
    ]  # fmt: skip


@db
@pytest.mark.rule("G-MCAT-01")
def test_primary_category_is_chosen_by_a_person_and_changed_once_a_year(acme: VendorCast, enrolment: Enrolment) -> None:
    other = Enrolment.objects.create(
        partner_id=enrolment.partner_id, program=enrolment.program, category="TECH", period=since(date(2014, 2, 10))
    )
    for one in (enrolment, other):
        give_entry_tier(one)
    key = (enrolment.partner_id, enrolment.program_id)
    manager = actor(acme)
    with pytest.raises(Refusal, match="Say why"):
        choose_primary(other, reason="", by=manager, at=noon(date(2014, 3, 1)))
    choose_primary(enrolment, reason="At onboarding", by=manager, at=noon(date(2014, 3, 1)))
    with pytest.raises(Conflict):
        choose_primary(enrolment, reason="Again", by=manager, at=noon(date(2014, 3, 2)))
    choose_primary(other, reason="Sells no more", by=manager, at=noon(date(2014, 6, 1)))
    with pytest.raises(Refusal, match="once a year"):
        choose_primary(enrolment, reason="And back", by=manager, at=noon(date(2014, 12, 31)))
    choose_primary(enrolment, reason="And back", by=manager, at=noon(date(2015, 1, 2)))

    days = (date(2014, 3, 1), date(2014, 6, 1), date(2014, 12, 31), date(2015, 1, 2))
    found = [primary_enrolment(*key, day) for day in days]
    assert [one.category if one else "" for one in found] == ["VAR", "TECH", "TECH", "VAR"]
    known = recognised_tier(*key, date(2014, 7, 1))
    assert known is not None
    assert (known.enrolment_id, known.tier) == (other.pk, "Bronze")


@db
@pytest.mark.rule("G-MC-06", "G-MIX-11")
def test_review_writes_the_tier_of_each_country_and_specialization(acme: VendorCast, enrolment: Enrolment) -> None:
    """A country stands at most at the tier that was decided, a specialization where its own lines put it; alike is not written."""
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze")
    for kind, key, tier in (
        ("country", "US", "Silver"), ("country", "MX", "Bronze"), ("country", "BR", ""), ("specialization", "GVP", "Gold"),
    ):  # fmt: skip
        Recognition.objects.create(scorecard=review, partner_id=review.partner_id, kind=kind, key=key, tier=tier)
    decide_review(review, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 20)))

    assert recognised_on(date(2015, 6, 1), enrolment_id=enrolment.pk) == {
        ("", "MX"): "Bronze", ("", "BR"): "", ("GVP", ""): "Gold",
    }  # fmt: skip
    assert held_on(enrolment, date(2015, 6, 1)) == ["Silver"]
    assert len(decisions_of(enrolment.pk)) == 5
    again = card(enrolment, tier="Gold", held="Silver", as_of=YEAR_END.replace(year=2015))
    Recognition.objects.create(scorecard=again, partner_id=again.partner_id, kind="country", key="MX", tier="Gold")
    decide_review(again, tier="Silver", reason="Audit pending", by=actor(acme), at=noon(date(2016, 1, 20)))

    assert recognised_on(date(2016, 6, 1), enrolment_id=enrolment.pk) == {}
    assert TierDecision.objects.filter(enrolment=enrolment, source="review", country="", specialization="").count() == 2
