"""The points of a stored line, category by category: scored again from the facts and the guide that it was made of (S-SCR-01)."""

from decimal import Decimal

from tiering.models import ScorecardLine
from tiering.models.scorecards import Occasion
from tiering.queries.facts import stream_facts
from tiering.rules.facts.refusals import FactsRefused
from tiering.rules.scoring.demands import ForPoints
from tiering.rules.scoring.measures import shown
from tiering.rules.scoring.points import Points, score_points
from tiering.services.engines import scoring_of


def points_of_line(line: ScorecardLine) -> Points | None:
    """None where the line asks for no points, and where its figures were corrected since: what is shown has to add up to it."""
    card = line.scorecard
    scoring = scoring_of(card.collection, Occasion(card.occasion))
    section = scoring.engine.points
    if section is None or scoring.guide_id != card.guide_id:
        return None
    after = card.partner_id - 1
    text = next((rows for _partner, rows in stream_facts(card.collection_id, after=after, last=card.partner_id)), None)
    told = scoring.assembler.assemble(text).get(card.enrolment_id) if text else None
    if told is None:
        return None
    try:
        facts = scoring.engine.reader.read({key: value for key, value in told.items() if key != "categories"})
    except FactsRefused:
        return None
    targets = ForPoints((), section).targets_at(line.tier, facts)
    points = score_points(section, tier=line.tier, values=facts.values, targets=targets)
    same = points.total is None or line.actual is None or Decimal(shown(points.total)) == line.actual
    return points if same else None
