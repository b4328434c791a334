"""Reviews that wait for a decision."""

from datetime import date

import pytest

from partners.models import Enrolment
from tests.cast import VendorCast
from tests.tiering.staff import actor
from tests.tiering.test_decisions import card, noon
from tiering.queries.standing import undecided_reviews
from tiering.services.decisions import give_entry_tier
from tiering.services.reviews import decide_review

pytestmark = pytest.mark.django_db
YEAR_END = date(2014, 12, 31)


@pytest.mark.rule("G-TIER-04")
def test_recommendation_waits_until_a_person_decides(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze", missed=("trained_sales",))

    waiting = undecided_reviews(enrolment.program_id, reviewed=YEAR_END)
    decide_review(review, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 9)))
    after = undecided_reviews(enrolment.program_id, reviewed=YEAR_END)

    assert (waiting, after) == ([review], [])
