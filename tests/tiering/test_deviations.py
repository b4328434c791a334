"""What a partner's own agreement asks, what its category may do, and that nothing is there before activation."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from partners.models import CountryPresence, Enrolment
from portal.problems import Conflict, Refusal
from tests.cast import VendorCast
from tests.tiering.library import shipped
from tests.tiering.scoring import facts
from tests.tiering.staff import actor, since
from tests.tiering.test_scoring import card_of, measured, read
from tiering.models import RequirementDeviation, ScorecardLine
from tiering.models.scorecards import Occasion
from tiering.queries.activities import may_do
from tiering.queries.benefits import benefits_on
from tiering.rules.deviations import AgreedEngine, Deviation, NoSuchRequirement
from tiering.services.decisions import give_entry_tier
from tiering.services.deviations import deviate_requirement
from tiering.services.scoring import score_chunk

GUIDE = shipped("gpn-2014").sections
db = pytest.mark.django_db


@pytest.mark.rule("G-GEN-05")
@pytest.mark.parametrize(
    ("requirement", "required", "tier", "line"),
    [
        ("trained_sales", "9", "Silver", ("missed", 9)),
        ("trained_sales", "2", "Gold", ("met", 2)),
        ("trained_sales", None, "Gold", ("not_applicable", None)),
        ("mlb", "2000000", "Silver", ("missed", Decimal(2000000))),
        ("mlb", None, "Gold", ("not_applicable", None)),
        ("gcp", "20", "Silver", ("missed", 20)),
        ("nps_avg_min", "9", "Silver", ("missed", 9)),
        ("kpi1", "90", "Silver", ("missed", 90)),
        ("business_plan", None, "Gold", ("not_applicable", None)),
    ],
)
def test_agreement_asks_another_figure_of_one_tier(
    requirement: str, required: str | None, tier: str, line: Any
) -> None:
    deviation = Deviation(requirement, "Gold", None if required is None else Decimal(required))
    card = AgreedEngine(GUIDE, [deviation]).evaluate(facts())

    names = {requirement, f"{requirement}_min_pct"}
    changed = next(one for one in card.lines if one.tier == "Gold" and one.requirement in names)
    others = [one for one in card.lines if one.requirement not in names]
    plain = AgreedEngine(GUIDE, []).evaluate(facts())
    assert (card.tier, (changed.result, changed.required)) == (tier, line)
    assert others == [one for one in plain.lines if one.requirement not in names]


@pytest.mark.rule("G-GEN-05")
@pytest.mark.parametrize(
    "deviation",
    [
        Deviation("unknown", "Gold", None),
        Deviation("gcp", "Authorized", None),
        Deviation("business_plan", "Gold", Decimal(1)),
    ],
)
def test_agreement_cannot_change_what_is_not_asked(deviation: Deviation) -> None:
    with pytest.raises(NoSuchRequirement):
        AgreedEngine(GUIDE, [deviation])


@db
@pytest.mark.rule("G-GEN-05", "X-05")
def test_deviation_has_reason_author_and_time_and_judges_this_partner_alone(
    acme: VendorCast, enrolment: Enrolment
) -> None:
    other = Enrolment.objects.create(
        partner_id=acme.partners[1], program=enrolment.program, category="VAR", period=since(date(2014, 2, 10))
    )
    for one in (enrolment, other):
        CountryPresence.objects.create(
            partner_id=one.partner_id, program=one.program, country="US", period=since(date(2014, 2, 10))
        )
        read(one, "customers", 3, scope="US")
    told = {"requirement": "customers", "tier": "Gold", "starts_on": date(2014, 6, 1), "ends_on": date(2014, 12, 31)}
    for change, words in (
        ({"reason": " "}, "Say why"),
        ({"ends_on": date(2014, 5, 1)}, "before it begins"),
        ({"requirement": "luck"}, "asks nothing there"),
        ({"tier": "Authorized"}, "may hold"),
        ({"required": Decimal(-1)}, "below nothing"),
    ):
        with pytest.raises(Refusal, match=words):
            deviate_requirement(
                enrolment,
                by=actor(acme),
                **{"required": Decimal(3), "reason": "Clause 4", **told, **change},  # type: ignore[arg-type]
            )
    deviate_requirement(enrolment, required=Decimal(3), reason="Clause 4", by=actor(acme), **told)  # type: ignore[arg-type]
    with pytest.raises(Conflict), transaction.atomic():
        deviate_requirement(enrolment, required=None, reason="Clause 5", by=actor(acme), **told)  # type: ignore[arg-type]
    score_chunk(measured(enrolment), Occasion.ANNUAL)

    found = {
        one.pk: ScorecardLine.objects.get(scorecard=card_of(one), requirement="customers", tier="Gold")
        for one in (enrolment, other)
    }
    assert [(found[one.pk].required, found[one.pk].rule) for one in (enrolment, other)] == [
        (3, "G-GEN-05"),
        (8, "G-REQ-12"),
    ]
    kept = RequirementDeviation.objects.get()
    assert (kept.reason, kept.author_id) == ("Clause 4", actor(acme).membership_id)


@db
@pytest.mark.rule("G-CAT-06")
@pytest.mark.parametrize(
    ("category", "closed"),
    [
        ("CR", {"service_delivery", "opportunity_registration"}),
        ("CON", {"orders", "deployment", "opportunity_registration"}),
        ("GSA", {"opportunity_registration"}),
        ("OEM", set()),
        ("VAR", set()),
    ],
)
def test_categories_may_not_do_what_the_guide_closes_to_them(
    enrolment: Enrolment, category: str, closed: set[str]
) -> None:
    """The referral type of the same form stays open to all; nothing is open outside the enrolment."""
    enrolment.category = category
    asked = ("service_delivery", "orders", "deployment", "opportunity_registration", "referral", "anything else")

    assert {name for name in asked if not may_do(enrolment, name, date(2014, 6, 1))} == closed
    assert not may_do(enrolment, "referral", date(2014, 2, 9))


@db
@pytest.mark.rule("G-GEN-02")
def test_benefits_start_with_the_activation(acme: VendorCast, enrolment: Enrolment) -> None:
    day = date(2014, 6, 1)
    before = benefits_on(enrolment, day)
    give_entry_tier(enrolment)

    assert before == ()
    assert {one.code for one in benefits_on(enrolment, day) if one.grants} >= {"welcome_kit", "partner_portal"}
