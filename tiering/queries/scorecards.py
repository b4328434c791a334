"""Stored scorecards: one partner's with its lines, a program's side by side, and what waits for a person's decision."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from portal.tenancy.context import current_vendor_id
from tiering.models import Recognition, ReviewOutcome, Scorecard, ScorecardLine, TierRequest
from tiering.models.scorecards import Occasion
from tiering.rules.cards.lines import Line
from tiering.rules.cards.stored_lines import line_from

#: The newest scorecard of each enrolment on or before a day, with the tier it holds and what keeps it from the next one.
_PORTFOLIO = """
SELECT DISTINCT ON (s.enrolment_id) s.id, s.enrolment_id, s.partner_id, p.name, e.category, s.tier, s.held, s.missed, s.as_of,
       s.occasion
FROM tiering_scorecard s
JOIN partners_partner p ON p.vendor_id = %(vendor)s AND p.id = s.partner_id
JOIN partners_enrolment e ON e.vendor_id = %(vendor)s AND e.id = s.enrolment_id
WHERE s.vendor_id = %(vendor)s AND s.program_id = %(program)s AND s.as_of <= %(day)s AND s.occasion = %(occasion)s
ORDER BY s.enrolment_id, s.as_of DESC, s.number DESC
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One enrolment in the manager's portfolio. `missed`: lines missing to the tier above the one reached."""

    scorecard_id: int
    enrolment_id: int
    partner_id: int
    partner: str
    category: str
    tier: str
    held: str
    missed: int
    as_of: date
    occasion: str

    @property
    def differs(self) -> bool:
        """Whether the scorecard recommends another tier than the one held (G-TIER-04)."""
        return self.tier != self.held


def scorecard_visible(scorecard_id: int) -> Scorecard | None:
    """One scorecard, where the scope may see it."""
    card: Scorecard | None = (
        Scorecard.objects.select_related("partner", "program", "enrolment").filter(pk=scorecard_id).first()
    )
    return card


def latest_scorecard(enrolment_id: int, *, day: date, occasion: Occasion | None = None) -> Scorecard | None:
    """The newest scorecard on or before `day`."""
    rows = Scorecard.objects.select_related("partner", "program", "enrolment").filter(
        enrolment_id=enrolment_id, as_of__lte=day
    )
    if occasion is not None:
        rows = rows.filter(occasion=occasion)
    newest: Scorecard | None = rows.order_by("-as_of", "-known_at", "-number").first()
    return newest


def lines_of(scorecard_id: int) -> list[Line]:
    """Its lines as they were evaluated, best tier first."""
    rows = ScorecardLine.objects.filter(scorecard_id=scorecard_id).order_by("position")
    return [
        line_from(
            (row.tier, row.requirement, row.scope, row.result, row.reason, row.rule),
            row.kinds,
            (row.required, row.actual, row.counted),
            (row.required_word, row.actual_word),
            row.args,
        )
        for row in rows
    ]


def recognised_by(scorecard_id: int) -> dict[tuple[str, str], str]:
    """(kind, key) to the tier reached there: per country, specialization, further category."""
    rows = Recognition.objects.filter(scorecard_id=scorecard_id).order_by("kind", "key")
    return {(row.kind, row.key): row.tier for row in rows}


def portfolio(program_id: int, *, day: date, occasion: Occasion = Occasion.ANNUAL, missing: str = "") -> list[Standing]:
    """Every enrolment's newest scorecard, those nearest to the next tier first. `missing` keeps those that miss a requirement."""
    values: dict[str, int | date | str] = {
        "vendor": current_vendor_id(),
        "program": program_id,
        "day": day,
        "occasion": occasion.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PORTFOLIO, values)
        found = [Standing(*row) for row in cursor.fetchall()]
    if missing:
        cards = [one.scorecard_id for one in found]
        bad = (ScorecardLine.Result.MISSED, ScorecardLine.Result.MISSING_TARGET)
        lines = ScorecardLine.objects.filter(scorecard_id__in=cards, requirement=missing, result__in=bad)
        keep = set(lines.values_list("scorecard_id", flat=True))
        found = [one for one in found if one.scorecard_id in keep]
    return sorted(found, key=lambda one: (one.missed == 0, one.missed, one.partner, one.enrolment_id))


def recommendations(program_id: int, *, reviewed: date) -> list[Standing]:
    """Annual reviews of `reviewed` that nobody decided yet, as the newest scorecards recommend (G-TIER-04)."""
    outcomes = ReviewOutcome.objects.filter(scorecard__program_id=program_id, scorecard__as_of=reviewed)
    decided = set(outcomes.values_list("enrolment_id", flat=True))
    cards = portfolio(program_id, day=reviewed, occasion=Occasion.ANNUAL)
    return [one for one in cards if one.as_of == reviewed and one.enrolment_id not in decided]


def open_requests(program_id: int) -> list[TierRequest]:
    """Requests of a tier that wait for a decision, oldest first (G-TIER-06)."""
    rows = TierRequest.objects.filter(program_id=program_id, decision__isnull=True, refused_on__isnull=True)
    return list(rows.select_related("partner", "enrolment").order_by("asked_on", "id"))
