"""Derived values: one invoice counted twice, values made of each other, and figures of money that nobody confirmed."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from portal.guides.documents import Document
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from portal.guides.lints import unconfirmed_figures
from tiering.guide.lint.parts import benefits_of, requirements_of, targets_of
from tiering.guide.points import PointsSection
from tiering.guide.revenue import RevenueSection


def _counted_twice(document: Document) -> Iterator[Finding]:
    """A sum as the source words it, also where the guide counts each sale once of it (A-REV-04)."""
    revenue = document.sections.get("revenue")
    for name in revenue.sums if isinstance(revenue, RevenueSection) else ():
        twice = revenue.doubled(name) if isinstance(revenue, RevenueSection) else ()
        if twice:
            message = _("counts one invoice twice: %s stand in another of its streams") % ", ".join(twice)
            yield Finding(f"revenue.sums.{name}.streams", message, about=name)


def _cycles(document: Document) -> Iterator[Finding]:
    """At the first value of each circle, in document order."""
    made_of, places = _made_of(document)
    told: set[str] = set()
    for name, place in places.items():
        circle = _circle(name, made_of)
        if circle and not told & set(circle):
            told |= set(circle)
            yield Finding(place, _("is made of itself: %s") % " < ".join(circle), about=name)


def _made_of(document: Document) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What each value is made of, and where that is said."""
    parts: dict[str, tuple[str, ...]] = {}
    places: dict[str, str] = {}
    for place, key, requirement in requirements_of(document):
        # A value that is only looked up under its own name is no circle.
        of = tuple(name for name in requirement.of if requirement.measure != "value" or name != key)
        parts[key] = (*parts.get(key, ()), *of)
        places.setdefault(key, f"{place}.of")
    points = document.sections.get("points")
    for name, metric in points.metrics.items() if isinstance(points, PointsSection) else ():
        parts[name] = tuple(one for one in metric.of if metric.measure != "value" or one != name)
        places.setdefault(name, f"points.metrics.{name}.of")
    revenue = document.sections.get("revenue")
    for name, stream in revenue.streams.items() if isinstance(revenue, RevenueSection) else ():
        parts[f"revenue {name}"] = tuple(f"revenue {one}" for one in stream.holds)
        places.setdefault(f"revenue {name}", f"revenue.streams.{name}.holds")
    return parts, places


def _circle(start: str, made_of: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The way from a value back to itself; empty where there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in made_of.get(way[-1], ()):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _unconfirmed_money(document: Document) -> Iterator[Finding]:
    """Support scores move the care rate, percentages the price, targets and thresholds in money the tier that is paid."""
    benefits, targets = benefits_of(document), targets_of(document)
    places = ["kpi1", "kpi2"]
    places += [f"benefits.rows.{name}" for name, row in benefits.rows.items() if row.percent] if benefits else []
    places += [f"targets.{name}" for name, one in targets.all().items() if one.unit == "money"] if targets else []
    places += [place for place, _key, one in requirements_of(document) if one.unit == "money"]
    yield from unconfirmed_figures(document, *places)


guide_lint("values.counted_twice", _counted_twice)
guide_lint("values.cycle", _cycles)
guide_lint("money.unconfirmed", _unconfirmed_money)
