"""Figures that people report, named as scorecards name them, and where each is recorded."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.countries import COUNTRIES
from tiering.guide.points import PointsSection
from tiering.models import ScorecardLine
from tiering.presentation.evidence import metric_label
from tiering.presentation.guide_words import GuideWords, in_language
from tiering.services.readings import figures_asked


def figures_of_category(words: GuideWords, category: str) -> dict[str, str]:
    """What people may record of a partner of this category, by the guide's name of it: the words of the line or of the metric."""
    figures = figures_asked(words.guide)
    return {name: label for name, label in _names(words, category) if name in figures}


def recording_url(actor: Actor, line: ScorecardLine, *, enrolment: Enrolment, words: GuideWords, vendor: str) -> str:
    """Where the figure of a line is recorded; nothing where records measure it, or where this reader may not."""
    if not actor.may("tiering.record"):
        return ""
    category = words.category_code(enrolment.category)
    figures = figures_of_category(words, category)
    asked = words.requirement(line.requirement, category=category, scope=line.scope)
    names = (words.requirement_key(line.requirement, category=category), *(asked.of if asked else ()))
    figure = next((name for name in names if name in figures), "")
    if not figure:
        return ""
    place = {"country": line.scope} if line.scope in COUNTRIES else {}
    there = reverse("tiering:record-figure", kwargs={"vendor": vendor, "enrolment": enrolment.pk})
    return f"{there}?{urlencode({'metric': figure, **place})}"


def _names(words: GuideWords, category: str) -> Iterator[tuple[str, str]]:
    """Every figure that lines of the category are made of."""
    asked = list(words.requirements.of_category(category)) if words.requirements else []
    for _key, _variant, one in asked:
        yield from ((name, metric_label(name)) for name in one.of)
    yield from ((key, in_language(one.text)) for key, _variant, one in asked)
    points = words.guide.document.sections.get("points")
    if isinstance(points, PointsSection) and any(one.kind == "points" for *_, one in asked):
        yield from ((name, metric_label(name)) for metric in points.metrics.values() for name in metric.of)
        if points.bonus is not None:
            yield points.bonus.of, metric_label(points.bonus.of)
