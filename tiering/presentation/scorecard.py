"""A scorecard as one page: where somebody stands, what to do next, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from partners.models import Enrolment
from tiering.models import Recognition, Scorecard
from tiering.models.tiers import Source
from tiering.presentation.benefits import Benefits, benefits_of
from tiering.presentation.guide_words import GuideWords
from tiering.presentation.lines import GroupView, LineView, grouped, line_view, of_tier
from tiering.queries.extras import suspension_on
from tiering.queries.standing import (
    Aim,
    aim_of,
    guide_in_force,
    guide_of,
    lines_of,
    period_of,
    recognitions_of,
    today_of,
)
from tiering.queries.tiers import tier_on

THIS, NEXT, ALL = "this", "next", "all"


@dataclass(frozen=True, slots=True)
class Held:
    """The tier of a day in words, and its first and last day."""

    code: str
    words: str
    since: date | None = None
    until: date | None = None
    source: str = ""
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class ScorecardPage:
    """Everything that the page of a scorecard says. `card` is None before the first one."""

    enrolment: Enrolment
    category: str
    held: Held
    card: Scorecard | None
    reached: str
    aim: Aim | None
    aim_words: str
    missing: tuple[LineView, ...]
    asked_by_aim: int
    blocked: tuple[LineView, ...]
    show: str
    groups: tuple[GroupView, ...]
    guide_number: int | None
    benefits: Benefits | None
    recognised: tuple[tuple[str, str], ...]
    differs: bool
    rises: bool

    @property
    def shown(self) -> bool:
        """Whether there is any line under the chosen tiers."""
        return any(group.lines for group in self.groups)


def held_of(enrolment: Enrolment, day: date, words: GuideWords | None) -> Held:
    """The tier that the calendar says for a day."""
    held = tier_on(day, enrolment_id=enrolment.pk)
    if held is None or not held.tier:
        return Held("", words.tier("") if words else _("No tier"))
    since, until = period_of(enrolment.pk, held, day)
    source = str(dict(Source.choices).get(held.source, held.source))
    return Held(held.tier, words.tier(held.tier) if words else held.tier, since, until, source, held.runs_on)


def scorecard_page(enrolment: Enrolment, card: Scorecard | None, *, show: str, now: datetime) -> ScorecardPage:
    """The page of one enrolment and one of its scorecards; `show` names the tiers whose lines are listed."""
    today = today_of(enrolment.program, now)
    guide = guide_of(card) if card else guide_in_force(enrolment.program_id, today)
    words = GuideWords(guide) if guide else None
    held = held_of(enrolment, today, words)
    category = words.category_code(enrolment.category) if words else enrolment.category
    tiers = words.tiers_of(category) if words else ()
    reached = card.tier if card else ""
    aim = aim_of(tiers, held=held.code, reached=reached) if card else None
    lines = [line_view(line, words=words, category=category) for line in lines_of(card)] if card and words else []
    missing = [line for line in of_tier(lines, aim.tier) if line.stops] if aim else []
    show = show if show in (THIS, NEXT, ALL) else NEXT if aim else THIS
    standing = held.code if held.code in tiers else reached
    chosen = {THIS: of_tier(lines, standing), NEXT: of_tier(lines, aim.tier) if aim else [], ALL: lines}[show]
    benefits = None
    if guide:
        target = _above(tiers, held.code) if not aim or aim.keeps else aim.tier
        suspended = suspension_on(enrolment.pk, today) is not None
        benefits = benefits_of(
            guide,
            enrolment,
            day=today,
            category=category,
            held=held.code,
            aim=target,
            card=card,
            suspended=suspended,
        )
    return ScorecardPage(
        enrolment=enrolment,
        category=words.category(category) if words else enrolment.category,
        held=held,
        card=card,
        reached=words.tier(reached) if words else reached,
        aim=aim,
        aim_words=words.tier(aim.tier) if words and aim else "",
        missing=tuple(missing),
        asked_by_aim=len(of_tier(lines, aim.tier)) if aim else 0,
        blocked=tuple(line for line in missing if line.result == "missing_target"),
        show=show,
        groups=tuple(grouped(chosen)),
        guide_number=guide.number if guide else None,
        benefits=benefits,
        recognised=tuple((_place_words(words, one), words.tier(one.tier)) for one in recognitions_of(card))
        if card and words
        else (),
        differs=card is not None and reached != held.code and bool(tiers),
        rises=_place(tiers, reached) < _place(tiers, held.code),
    )


def _place_words(words: GuideWords, one: Recognition) -> str:
    return words.category(one.key) if one.kind == Recognition.Kind.CATEGORY else words.scope(one.key)


def _place(tiers: Sequence[str], tier: str) -> int:
    return tiers.index(tier) if tier in tiers else len(tiers)


def _above(tiers: Sequence[str], tier: str) -> str:
    place = _place(tiers, tier)
    return tiers[place - 1] if place else ""
