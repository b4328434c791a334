"""The points of a stored line, category by category, made again from its facts and guide."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.guides.rules import FigureKind, Value
from portal.guides.services.figures import Entered, enter_figures
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.tiering.cards import enrol, shipped_program
from tests.tiering.staff import actor
from tests.tiering.test_scorecard_pages import page_of, signed_in
from tests.tiering.test_scoring import read
from tiering.models import ScorecardLine
from tiering.models.scorecards import Occasion
from tiering.services.breakdown import points_of_line
from tiering.services.collection import collect
from tiering.services.scoring import score_chunk

pytestmark = pytest.mark.django_db
GOALS = {
    "minimum_arr": 100, "arr_growth": 10, "deal_registration_arr": 50, "influence_arr": 40, "customer_satisfaction": 4,
    "sales_proficiency": 4, "product_proficiency": 4, "solution_proficiency": 4,
}  # fmt: skip


def score_line(acme: VendorCast) -> ScorecardLine:
    """The line of the score at Silver: half of the revenue, all sales badges, half of the product badges, two new badges."""
    program = shipped_program("aligned-si", began=date(2013, 1, 1))
    enrolment = enrol(program, acme.partners[0], category="SI", began=date(2013, 1, 1))
    entered = [
        Entered(name=f"targets.{name}", value=Value(FigureKind.NUMBER, number=Decimal(goal)), tier="Silver")
        for name, goal in GOALS.items()
    ]
    enter_figures(
        program,
        year=2014,
        entered=entered,
        by=actor(acme, "program_admin"),
        reason="Letter",
        at=datetime(2014, 1, 5, tzinfo=UTC),
    )
    for metric, number in (
        ("arr", 50),
        ("arr_prior", 50),
        ("sales_badges", 6),
        ("product_badges", 2),
        ("new_badges", 2),
    ):
        read(enrolment, metric, number)
    at = datetime(2015, 1, 5, tzinfo=UTC)
    collection = collect(
        program, as_of=date(2014, 12, 31), flow_from=date(2014, 1, 1), report_by=date(2014, 12, 31), at=at
    )
    score_chunk(collection, Occasion.ANNUAL)
    found: ScorecardLine = ScorecardLine.objects.select_related("scorecard__collection").get(
        requirement="score", tier="Silver"
    )
    return found


@pytest.mark.rule("S-SCR-01", "S-SCR-02", "X-05")
def test_points_of_a_stored_line_are_told_by_category(acme: VendorCast) -> None:
    """Performance 60: revenue half, growth nothing, three not measured; competency 40: all, half, none; two badges on top."""
    with acting_as(Role.STAFF, vendor=acme.id):
        line = score_line(acme)
        points = points_of_line(line)
        read(line.scorecard.enrolment, "sales_badges", 0, taken=date(2014, 12, 1))
        again = points_of_line(line)

    assert points is not None
    assert [(one.category, str(one.points)) for one in points.categories] == [
        ("performance", "6"),
        ("competency", "20"),
    ]
    assert (points.bonus, points.total, line.actual) == (Fraction(2), Fraction(28), Decimal(28))
    assert again == points
    page = page_of(signed_in(acme, "partner_sales1"), f"/acme/scorecard-lines/{line.pk}/")
    assert "6 points" in page
    assert "weight 60\N{NO-BREAK SPACE}%" in page
    assert "Sales proficiency: badges" in page


def test_points_that_do_not_add_up_to_the_line_are_not_shown(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        line = score_line(acme)
        line.actual = Decimal(99)

        assert points_of_line(line) is None
