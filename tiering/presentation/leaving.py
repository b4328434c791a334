"""What breaks when somebody leaves: the newest facts, evaluated with and without what that person adds to them (G-REQ-07)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from partners.guide.people import PeopleSection
from partners.leaving import Break, Forecast, leaving_forecast
from partners.models import Certificate, Enrolment, Person, Training
from partners.queries.terms import people_of
from partners.rules.windows import Replacement, replacement_window
from portal.tenancy.queries import current_slug
from tiering.models import FactSource, Scorecard
from tiering.models.scorecards import Occasion
from tiering.presentation.figures import figure_words, required_words
from tiering.presentation.guide_words import GuideWords
from tiering.queries.facts import stream_facts
from tiering.queries.standing import enrolments_of, guide_of, newest_scorecard, scorecard_by
from tiering.rules.cards.lines import MISSED, PASSING, Line
from tiering.rules.cards.lines import Scorecard as Answer
from tiering.rules.facts.refusals import FactsRefused
from tiering.services.engines import Scoring, scoring_of

DAY = timedelta(days=1)
#: What stays met while a replacement is due; everything else is lost on the day.
WINDOWED = ("certifications", "certifications_leaving")
Adds = dict[tuple[str, str, str], Decimal]
Key = tuple[str, str]
#: One line: tier, requirement, place.
Asked = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """One enrolment as it was last scored."""

    enrolment: Enrolment
    card: Scorecard
    words: GuideWords
    people: PeopleSection
    scoring: Scoring
    text: str

    def answer(self, gone: Adds) -> Answer | None:
        """The scorecard without what is gone."""
        facts = self.scoring.assembler.assemble(without(self.text, gone)).get(self.enrolment.pk)
        try:
            return self.scoring.engine.evaluate(facts) if facts else None
        except FactsRefused:
            return None


@leaving_forecast("tiering")
def breaks_of_leaver(person: Person, last_day: date) -> list[Forecast]:
    """One forecast for each enrolment that was scored."""
    found = []
    for enrolment in enrolments_of(person.partner_id, now=timezone.now()):
        newest = newest_scorecard(enrolment)
        if newest is None:
            continue
        card = scorecard_by(enrolment, last_day) or newest
        broken = list(_breaks(_ground(enrolment, card), person, last_day))
        if card.pk != newest.pk:
            still = _still_missed(_ground(enrolment, newest), person)
            broken = [(one, lines) for one, lines in broken if lines & still]
        found.append(Forecast(tuple(one for one, _lines in broken), newest.as_of))
    return found


def without(text: str, gone: Adds) -> str:
    """The partner's facts as JSON rows, less what is gone; figures that stay are not touched."""
    rows: list[list[Any]] = json.loads(text)
    for row in rows:
        less = gone.get((row[1], row[2], row[3]))
        if less is not None and row[0] is None and not isinstance(row[4], bool):
            row[4] = int(Decimal(str(row[4])) - less)
    return json.dumps(rows)


def added_by(person: Person, collection_id: int) -> tuple[Adds, Adds]:
    """What a person adds to the facts of a collection: what a window keeps, and what is lost on the day."""
    certificates = Certificate.objects.filter(person=person).values("pk")
    trainings = Training.objects.filter(person=person).values("pk")
    rows = FactSource.objects.filter(collection=collection_id, partner_id=person.partner_id, counted=True)
    mine = rows.filter(source="partners.certificate", source_id__in=certificates) | rows.filter(
        source="partners.training", source_id__in=trainings
    )
    kept: Adds = {}
    lost: Adds = {}
    for row in mine.order_by("id"):
        adds = kept if row.metric in WINDOWED else lost
        key = (row.metric, row.scope, row.item)
        adds[key] = adds.get(key, Decimal(0)) + (row.adds or 0)
    return kept, lost


def _ground(enrolment: Enrolment, card: Scorecard) -> Ground:
    guide = guide_of(card)
    text = next(
        (
            text
            for _partner, text in stream_facts(
                card.collection_id, after=enrolment.partner_id - 1, last=enrolment.partner_id
            )
        ),
        "[]",
    )
    scoring = scoring_of(card.collection, Occasion(card.occasion))
    return Ground(enrolment, card, GuideWords(guide), people_of(guide), scoring, text)


def _still_missed(ground: Ground, person: Person) -> set[Asked]:
    """What is missed by the newest figures without the person: where somebody replaced them, it no longer is."""
    kept, lost = added_by(person, ground.card.collection_id)
    answer = ground.answer(kept | lost)
    return {_asked(line) for line in answer.lines if line.result == MISSED} if answer else set()


def _breaks(ground: Ground, person: Person, last_day: date) -> Iterable[tuple[Break, set[Asked]]]:
    kept, lost = added_by(person, ground.card.collection_id)
    now, soon, later = (ground.answer(gone) for gone in ({}, lost, lost | kept))
    if now is None or soon is None or later is None or not (kept or lost):
        return
    window = _window(ground.people, last_day)
    at_once = _newly_missed(now, soon)
    for key, lines in _newly_missed(now, later).items():
        is_late = key not in at_once and window is not None
        yield _break(ground, now, lines, last_day, window if is_late else None), {_asked(line) for line in lines}


def _window(people: PeopleSection, last_day: date) -> Replacement | None:
    months = people.replacement
    if months is None:
        return None
    return replacement_window(last_day, soft_months=months.soft_months.value, hard_months=months.hard_months.value)


def _asked(line: Line) -> Asked:
    return line.tier, line.requirement, line.scope


def _newly_missed(before: Answer, after: Answer) -> dict[Key, list[Line]]:
    """Lines that passed and are missed, by requirement and place, best tier first."""
    passed = {_asked(line) for line in before.lines if line.result in PASSING}
    found: dict[Key, list[Line]] = {}
    for line in after.lines:
        if line.result == MISSED and _asked(line) in passed:
            found.setdefault((line.requirement, line.scope), []).append(line)
    return found


def _break(ground: Ground, before: Answer, lines: list[Line], last_day: date, window: Replacement | None) -> Break:
    """Of several tiers the one that is reached now speaks, otherwise the lowest that is lost."""
    line = next((one for one in lines if one.tier == before.tier), lines[-1])
    old = next(
        one
        for one in before.lines
        if (one.tier, one.requirement, one.scope) == (line.tier, line.requirement, line.scope)
    )
    words = ground.words
    category = words.category_code(ground.enrolment.category)
    asked = words.requirement(line.requirement, category=category, scope=line.scope)
    unit = asked.unit if asked else ""
    url = reverse(
        "tiering:partner-scorecard", kwargs={"vendor": current_slug(), "partner": ground.enrolment.partner_id}
    )
    return Break(
        program=ground.enrolment.program.name,
        requirement=words.requirement_name(line.requirement, category=category),
        place=words.scope(line.scope),
        rule=line.rule,
        before=figure_words(_measured(old), unit=unit),
        after=figure_words(_measured(line), unit=unit),
        required=required_words(line.required, asked=asked),
        loses=tuple(words.tier(one.tier) for one in lines),
        breaks_on=(window.soft if window else last_day) + DAY,
        soft=window.soft if window else None,
        hard=window.hard if window else None,
        url=f"{url}?enrolment={ground.enrolment.pk}",
    )


def _measured(line: Line) -> Any:
    return line.actual if line.counted is None else line.counted
