"""The decision on an annual review: what is recommended, from when each choice counts, and what stops it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tiering.models import Scorecard
from tiering.presentation.guide_words import GuideWords
from tiering.presentation.lines import line_view
from tiering.queries.desk import Desk, lines_without_target, stopped_by
from tiering.queries.programs import is_live, tiering_of
from tiering.queries.standing import guide_in_force, guide_of, lines_of
from tiering.services.decisions import REVIEW_FIGURES, figures_behind, review_day


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything that `_decision.html` draws. `refused` says why nothing can be decided now."""

    question: str
    line: str
    evidence: list[dict[str, str]]
    choices: list[dict[str, str]]
    rule: str
    guide_number: int
    refused: str


def refuse_review(desk: Desk) -> str:
    """Why the review cannot be decided now, or nothing."""
    card = desk.review
    if card is None:
        return _("There is no annual review yet.")
    if desk.decided is not None:
        day = date_format(desk.decided.decided_on, "SHORT_DATE_FORMAT")
        return _("This review was decided on %(day)s.") % {"day": day}
    if open_lines := lines_without_target(card):
        words = GuideWords(guide_of(card))
        category = words.category_code(desk.enrolment.category)
        names = dict.fromkeys(words.requirement_name(line.requirement, category=category) for line in open_lines)
        return _("A draft until targets are set or waived: %(names)s (G-REV-04).") % {"names": ", ".join(names)}
    if not desk.tiers:
        return _("This category holds no tiers under the guide of today.")
    stops = [_stopped(card, tier) for tier in desk.tiers]
    return (_stopped(card, card.tier) or stops[0]) if all(stops) else ""


def _stopped(card: Scorecard, tier: str) -> str:
    """The X-04 stop of one choice, by what was confirmed since for the day that was reviewed."""
    guide = guide_in_force(card.program_id, card.as_of)
    stops = stopped_by(guide, [*figures_behind(card, tier), *REVIEW_FIGURES]) if is_live() else []
    return (
        _("This rests on figures that nobody confirmed: %(names)s (X-04).") % {"names": ", ".join(stops)}
        if stops
        else ""
    )


def other_categories(desk: Desk) -> list[tuple[str, str]]:
    """Categories that the partner could be moved to, by name."""
    if desk.guide is None or not desk.tiers:
        return []
    words = GuideWords(desk.guide)
    own = words.category_code(desk.enrolment.category)
    return [(code, words.category(code)) for code in tiering_of(desk.guide).categories if code != own]


def review_view(desk: Desk) -> ReviewView:
    """The newest annual review as a question."""
    card = desk.review
    assert card is not None
    guide = guide_of(card)
    words = GuideWords(guide)
    category = words.category_code(desk.enrolment.category)
    looked_at = card.tier or card.held
    views = [line_view(line, words=words, category=category) for line in lines_of(card) if line.tier == looked_at]
    states = {"met": "yes", "waived": "yes", "missed": "no", "missing_target": "open"}
    refused = refuse_review(desk)
    return ReviewView(
        question=_("Which tier follows from the review of %(year)s?") % {"year": card.as_of.year},
        line=_("Held: %(held)s. The figures reach: %(reached)s.")
        % {"held": words.tier(card.held), "reached": words.tier(card.tier)},
        evidence=[
            {"text": view.name, "detail": view.todo or f"{view.actual} / {view.required}", "state": states[view.result]}
            for view in views
            if view.result in states
        ],
        choices=[_choice(desk, tier, words, refused) for tier in desk.tiers],
        rule=_("The review recommends and a person confirms; what is decided until 31 January counts from 1 January."),
        guide_number=guide.number,
        refused=refused,
    )


def _choice(desk: Desk, tier: str, words: GuideWords, refused: str) -> dict[str, Any]:
    card = desk.review
    assert card is not None
    name = words.tier(tier)
    first = effect_of(desk, tier)
    label = (
        _("Confirm %(tier)s")
        if tier == card.tier
        else _("Keep %(tier)s")
        if tier == card.held
        else _("Decide %(tier)s")
    )
    effect = _("from %(day)s") % {"day": date_format(first, "SHORT_DATE_FORMAT")}
    if tier != card.tier:
        effect = _("%(effect)s; not what the figures say: a reason is needed") % {"effect": effect}
    tone = "good" if tier == card.tier else ""
    return {
        "value": tier,
        "label": label % {"tier": name},
        "effect": effect,
        "tone": tone,
        "refused": effect if refused else _stopped(card, tier),
    }


def effect_of(desk: Desk, tier: str) -> date:
    """From when a tier would count, decided today (G-REV-05)."""
    card = desk.review
    assert card is not None
    return review_day(guide_of(card), card, tier=tier, decided_on=desk.today)
