"""Kinds `review`, `grace`, `revenue` and `story`."""

from datetime import date
from typing import Any, cast

from portal.clock import Period
from portal.guides.documents import Document
from portal.guides.examples import example_kind
from portal.money import format_plain, parse
from tiering.guide.points import PointsSection
from tiering.guide.revenue import RevenueSection
from tiering.guide.reviews import ReviewsSection
from tiering.guide.tiers import TieringSection
from tiering.rules.moves import grace_end
from tiering.rules.revenue import RevenueLine, counted_lines, revenue
from tiering.rules.reviews import judge, month_round, review_round
from tiering.rules.scoring.points import missing_blocks


def run_review(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """The days of a round of `review` in `year` or `month`, and what `reached` ("" for none) does to the tier `held`."""
    review = cast(ReviewsSection, document.sections["reviews"]).all()[facts["review"]]
    found: dict[str, Any] = {}
    if "year" in facts:
        found |= review_round(review, year=facts["year"])._asdict()
    if "month" in facts:
        found |= month_round(Period.parse(facts["month"]))._asdict()
    if "held" in facts:
        order = cast(TieringSection, document.sections["tiering"]).tiers_of(facts["category"])
        found |= judge(review, order=order, held=facts["held"], reached=facts["reached"] or None)._asdict()
    return found


def run_grace(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """A recovery period `granted_on` a day to its last day."""
    grace = cast(TieringSection, document.sections["tiering"]).grace
    if grace is None:
        raise ValueError("the guide grants no recovery period")
    return {"ends_on": grace_end(granted_on=date.fromisoformat(facts["granted_on"]), days=grace.days.value)}


def run_revenue(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """`lines` of streams to a `sum` of the guide, and how many of them counted."""
    section, currency = cast(RevenueSection, document.sections["revenue"]), facts["currency"]
    lines = [
        RevenueLine(raw["stream"], raw["sale"], parse(raw["amount"], currency=currency), raw["recurring"])
        for raw in facts["lines"]
    ]
    return {
        "amount": format_plain(revenue(section, facts["sum"], lines, currency=currency)),
        "counted": len(counted_lines(section, facts["sum"], lines)),
    }


def run_story(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """A customer story to the blocks that it lacks."""
    return {"missing": missing_blocks(cast(PointsSection, document.sections["points"]), facts)}


example_kind("review", run_review)
example_kind("grace", run_grace)
example_kind("revenue", run_revenue)
example_kind("story", run_story)
