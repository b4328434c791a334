"""Tiers of an enrolment over time: drawn, and as a table of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tiering.models import TierAssignment, TierDecision
from tiering.presentation.guide_words import GuideWords
from tiering.queries.tiers import calendar_of, decisions_of

WIDTH = 480
#: How far the drawing goes back and forward of today at most.
BACK, AHEAD = timedelta(days=3 * 366), timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Block:
    """One tier of some days in the drawing; `step` is its height, 0 for the lowest tier."""

    x: int
    width: int
    y: int
    height: int
    label: str
    first: date
    last: date | None
    override: bool
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The drawing: blocks, the place of today, the years."""

    blocks: tuple[Block, ...]
    today: int
    asked: int | None
    height: int
    years: tuple[tuple[int, int], ...]

    @property
    def today_is_late(self) -> bool:
        """Whether the word beside today's line would run out of the drawing on the right."""
        return self.today > WIDTH - 40


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision in words."""

    at: date
    who: str
    source: str
    before: str
    after: str
    first: date
    last: date | None
    reason: str
    guide: int | None
    scorecard: int | None
    place: str


def calendar(
    enrolment_id: int, *, words: GuideWords, tiers: Sequence[str], today: date, asked: date | None
) -> Calendar:
    """Assignments of the enrolment as a whole; better tiers stand higher."""
    rows = [row for row in calendar_of(enrolment_id) if not row.specialization and not row.country]
    first = max(min((row.period.lower for row in rows), default=today), today - BACK)
    last = min(max((row.period.upper or today + AHEAD for row in rows), default=today), today + AHEAD)
    last = max(last, today + timedelta(days=30))
    days = max((last - first).days, 1)
    rows = [row for row in rows if row.period.lower < last and (row.period.upper or last) > first]
    blocks = tuple(_block(row, words, tiers, first, last, days) for row in rows)
    newest = max(rows, key=lambda row: row.period.lower, default=None)
    if newest is not None and newest.period.upper is not None and newest.period.upper <= today:
        blocks += (_run_on(blocks[rows.index(newest)], newest.period.upper, today, first, days),)
    years = tuple(
        (year, _x(date(year, 1, 1), first, days))
        for year in range(first.year + 1, last.year + 1)
        if date(year, 1, 1) < last
    )
    seen = asked if asked and first <= asked < last else None
    return Calendar(
        blocks,
        _x(today, first, days),
        _x(seen, first, days) if seen else None,
        30 + 26 * max(len(tiers), 1),
        years,
    )


def _block(row: TierAssignment, words: GuideWords, tiers: Sequence[str], first: date, last: date, days: int) -> Block:
    upper = row.period.upper
    start, end = max(row.period.lower, first), min(upper or last, last)
    x = _x(start, first, days)
    place = tiers.index(row.tier) if row.tier in tiers else max(len(tiers) - 1, 0)
    return Block(
        x=x,
        width=max(_x(end, first, days) - x - 1, 2),
        y=4 + 26 * place,
        height=22,
        label=words.tier(row.tier),
        first=row.period.lower,
        last=upper - timedelta(days=1) if upper else None,
        override=row.source == "override",
    )


def _run_on(block: Block, begins: date, today: date, first: date, days: int) -> Block:
    """The year is over and nothing was decided: the tier goes on up to today (G-REV-05)."""
    x = _x(begins, first, days)
    return replace(
        block, x=x, width=max(_x(today, first, days) - x, 2), first=begins, last=None, override=False, runs_on=True
    )


def _x(day: date, first: date, days: int) -> int:
    return WIDTH * (day - first).days // days


def decision_rows(
    enrolment_id: int, *, words: GuideWords, guides: dict[int, int], vendor_name: str, staff: bool
) -> list[DecisionRow]:
    """Everything that was decided, newest first. A partner sees the vendor's name in place of its people's."""
    return [_decision(one, words, guides, vendor_name, staff) for one in decisions_of(enrolment_id)]


def _decision(
    one: TierDecision, words: GuideWords, guides: dict[int, int], vendor_name: str, staff: bool
) -> DecisionRow:
    who = ""
    if one.author_id:
        who = one.author.name if staff and one.author else vendor_name
    return DecisionRow(
        at=one.decided_on,
        who=who,
        source=str(one.get_source_display()),
        before=words.tier(one.before) if one.before else "",
        after=words.tier(one.tier),
        first=one.starts_on,
        last=one.ends_on,
        reason=one.reason,
        guide=guides.get(one.guide_id),
        scorecard=one.scorecard_id,
        place=words.scope(one.country or one.specialization) if one.country or one.specialization else "",
    )
