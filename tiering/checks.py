"""A guide names no metric that nobody measures: said by `guide check` of any guide, and by Django of those that ship."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext as _

from portal.guides.checking import check_guide
from portal.guides.documents import Document
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from portal.guides.shipped import shipped_guides
from tiering.guide.lint.parts import requirements_of
from tiering.guide.points import PointsSection
from tiering.guide.requirements import Requirement
from tiering.metrics.registry import METRICS

UNMEASURED = "metrics.unmeasured"
#: Every basket is filled from this one.
CERTIFICATIONS = "certifications"


def _unmeasured(document: Document) -> Iterator[Finding]:
    """A value that is given under its own name needs no parts, and parts that are all measured need no name."""
    measured = METRICS.all().keys()
    for place, key, requirement in requirements_of(document):
        wanted = _wanted(key, requirement)
        if wanted and key not in measured and not measured >= set(wanted):
            yield _finding(place, [name for name in wanted if name not in measured])
    points = document.sections.get("points")
    for name, metric in points.metrics.items() if isinstance(points, PointsSection) else ():
        if not measured >= set(metric.of):
            yield _finding(f"points.metrics.{name}", [one for one in metric.of if one not in measured])


def _wanted(key: str, requirement: Requirement) -> Sequence[str]:
    if requirement.kind == "points":
        return ()
    return (CERTIFICATIONS,) if requirement.kind == "basket" else requirement.of or (key,)


def _finding(place: str, names: Sequence[str]) -> Finding:
    return Finding(place, _("nobody measures %s") % ", ".join(names), about=",".join(names))


@register("guides")
def shipped_guides_are_measured(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """The guides of the library; those of vendors are checked before they are published."""
    return [
        Error(str(finding), hint=f"Register the metric, or correct {path.name}.", id="tiering.E001")
        for path in shipped_guides()
        for finding in check_guide(path.read_bytes()).errors
        if finding.code == UNMEASURED
    ]


guide_lint(UNMEASURED, _unmeasured)
