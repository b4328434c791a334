"""What pages read: scorecards with their lines, the portfolio, open decisions; and what nobody measures."""

from datetime import date

import pytest

from partners.models import Enrolment
from tests.cast import VendorCast
from tests.tiering.staff import actor
from tests.tiering.test_decisions import card, noon
from tiering.models.scorecards import Occasion
from tiering.queries.scorecards import latest_scorecard, lines_of, open_requests, portfolio, recommendations
from tiering.services.decisions import give_entry_tier
from tiering.services.requests import ask_for_tier
from tiering.services.reviews import decide_review

pytestmark = pytest.mark.django_db
YEAR_END = date(2014, 12, 31)


@pytest.mark.rule("G-TIER-04")
def test_recommendation_waits_until_a_person_decides(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze", missed=("trained_sales",))

    waiting = recommendations(enrolment.program_id, reviewed=YEAR_END)
    decide_review(review, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 9)))
    after = recommendations(enrolment.program_id, reviewed=YEAR_END)

    assert [(one.scorecard_id, one.tier, one.held, one.differs) for one in waiting] == [
        (review.pk, "Silver", "Bronze", True)
    ]
    assert after == []


def test_portfolio_finds_who_misses_a_requirement(enrolment: Enrolment) -> None:
    made = card(enrolment, tier="Silver", held="Bronze", missed=("trained_sales",))

    by_line = {
        key: [one.scorecard_id for one in portfolio(enrolment.program_id, day=YEAR_END, missing=key)]
        for key in ("trained_sales", "ps_methodology_assessment")
    }
    latest = latest_scorecard(enrolment.pk, day=YEAR_END, occasion=Occasion.ANNUAL)

    assert by_line == {"trained_sales": [made.pk], "ps_methodology_assessment": []}
    assert latest == made
    assert [(line.tier, line.requirement, line.result) for line in lines_of(made.pk)] == [
        ("Gold", "trained_sales", "missed"),
        ("Gold", "ps_methodology_assessment", "met"),
    ]


@pytest.mark.rule("G-TIER-06")
def test_requests_wait_in_the_order_they_came(acme: VendorCast, enrolment: Enrolment) -> None:
    asked = ask_for_tier(enrolment, tier="Gold", by=actor(acme), at=noon(date(2014, 3, 1)))

    assert open_requests(enrolment.program_id) == [asked]
