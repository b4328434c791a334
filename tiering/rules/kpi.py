"""KPI 1 and KPI 2: scores from cases and renewals, and the care rate they make (G-KPI1, G-KPI2). Pure.

Scores are exact fractions, since steps are tested on unrounded values (X-02); `shown` gives the two decimals of a page.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from portal.clock import Period, add_months
from tiering.guide.kpi import Kpi1Section, Kpi2Section, Part, RateEffect

_HUNDRED = 100


class Outside(StrEnum):
    """Why a partner has no score, or none that moves a rate."""

    FEW_CASES = "few_cases"
    NEW_PARTNER = "new_partner"
    NO_RENEWALS = "no_renewals"


class Case(NamedTuple):
    """A closed support case. `values` holds the fields that the parts of the score name, numbers from 0 to 1 or yes and no."""

    kind: str
    closed_on: date
    values: Mapping[str, Decimal | bool]


class Renewal(NamedTuple):
    """A maintenance term due: when its order or its termination notice came, None while neither did."""

    starts_on: date
    received_on: date | None


class Window(NamedTuple):
    """The days a report looks at, both included, and the month it is delivered in."""

    first: date
    last: date
    delivered: Period

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Kpi1:
    """The score with what made it: `parts` by name, `left_out` by case type. Without a score, `outside` says why."""

    score: Fraction | None
    counted: int
    left_out: Mapping[str, int]
    parts: Mapping[str, Fraction]
    outside: Outside | None = None


@dataclass(frozen=True, slots=True)
class Kpi2:
    """On-time renewals of those eligible, in percent; None without any (G-KPI2-01)."""

    score: Fraction | None
    eligible: int
    on_time: int


class CareRate(NamedTuple):
    """A year's rate in percent, and its parts: additions stand apart from the base (G-KPI2-03)."""

    rate: Decimal
    base: Decimal
    kpi1: Decimal
    kpi2: Decimal


def shown(score: Fraction) -> Decimal:
    """Two decimals, half up: for reading, never for comparing (G-KPI1-03)."""
    cents = Decimal(score.numerator * _HUNDRED) / Decimal(score.denominator)
    return cents.to_integral_value(rounding=ROUND_HALF_UP) / _HUNDRED


def report_window(section: Kpi1Section, *, delivered: Period) -> Window:
    """What the report of a month looks back on (G-KPI1-05, G-KPI1-06). Raises ValueError in a month without a report."""
    reports = section.reports
    if delivered.month not in reports.delivered_in.value:
        raise ValueError(f"no report is delivered in {delivered}")
    first = delivered.plus(-reports.look_back_months.value).first
    return Window(max(first, reports.not_before.value), delivered.previous().last, delivered)


def rate_window(section: Kpi1Section, *, year: int) -> Window:
    """The window of the report that sets the rates of `year`: the one of the September before (G-KPI1-06)."""
    return report_window(section, delivered=Period(year - 1, section.reports.sets_rates.value))


def score_cases(section: Kpi1Section, cases: Iterable[Case], *, window: Window) -> Kpi1:
    """G-KPI1-01 over the cases closed in the window, without the types left out (G-KPI1-04)."""
    counted: list[Case] = []
    left_out = dict.fromkeys(section.excluded.case_types.value, 0)
    for case in cases:
        if window.holds(case.closed_on) and case.kind in left_out:
            left_out[case.kind] += 1
        elif window.holds(case.closed_on):
            counted.append(case)
    if len(counted) < max(1, section.excluded.min_cases.value):
        return Kpi1(None, len(counted), left_out, {}, Outside.FEW_CASES)
    parts = {name: _part(part, counted) for name, part in section.parts.items()}
    return Kpi1(sum(parts.values(), Fraction(0)), len(counted), left_out, parts)


def score_parts(section: Kpi1Section, parts: Mapping[str, Decimal]) -> Fraction:
    """The score of parts that somebody else counted. Raises ValueError where one is missing or above its weight."""
    for name, part in section.parts.items():
        if not 0 <= parts.get(name, Decimal(-1)) <= part.weight.value:
            raise ValueError(f"{name} is a number from 0 to {part.weight.value}")
    return sum((Fraction(parts[name]) for name in section.parts), Fraction(0))


def score_renewals(renewals: Iterable[Renewal], *, window: Window) -> Kpi2:
    """G-KPI2-01 over the renewals that start in the window: received before the start, so the last day of the old term is in time."""
    eligible = [renewal for renewal in renewals if window.holds(renewal.starts_on)]
    on_time = sum(r.received_on is not None and r.received_on < r.starts_on for r in eligible)
    return Kpi2(Fraction(on_time * _HUNDRED, len(eligible)) if eligible else None, len(eligible), on_time)


def is_new_partner(section: Kpi1Section, *, agreed_on: date, window: Window) -> bool:
    """Younger than a year on the day after the window: no rate change yet (G-KPI1-04)."""
    years = section.excluded.new_partner_years.value
    return add_months(agreed_on, years * 12) > window.last + timedelta(days=1)


def kpi1_points(section: Kpi1Section, score: Fraction | None) -> Decimal:
    """What a score adds to next year's rate; a partner outside the KPI pays nothing more (G-KPI1-03)."""
    if score is None:
        return Decimal(0)
    return max((step.points for step in section.rate_steps.value if score < step.below), default=Decimal(0))


def kpi2_misses(section: Kpi2Section, score: Fraction | None) -> bool:
    """Whether the job proposes a step for finance to decide (G-KPI2-02)."""
    return score is not None and score < section.target.value


def moves_rate(effect: RateEffect, *, category: str, has_agreed_rate: bool = False) -> bool:
    """Whether this partner's care rate follows the KPI (G-KPI1-03, G-KPI2-04)."""
    return category in effect.categories or (has_agreed_rate and category in effect.by_agreement)


def kpi2_points(section: Kpi2Section, *, year: int, applied: Collection[int], reset_on: int | None = None) -> Decimal:
    """Steps that finance applied for the years before `year`; a reset of a year drops those up to it (G-KPI2-03)."""
    years = {y for y in applied if y < year and (reset_on is None or y > reset_on)}
    if not section.cumulative.value:
        years &= {year - 1}
    return section.step.value * len(years)


def care_rate(
    kpi1: Kpi1Section,
    kpi2: Kpi2Section,
    *,
    year: int,
    base: Decimal,
    scores: Mapping[int, Fraction | None],
    applied: Collection[int] = (),
    reset_on: int | None = None,
) -> CareRate:
    """The rate of `year`: base, KPI 1 of the year before alone, and every KPI 2 step applied so far (G-KPI1-07, G-KPI2-03).

    `scores` by the year of the September report; a year in which the partner was outside the KPI or too young has None.
    """
    first = kpi1_points(kpi1, scores.get(year - 1))
    second = kpi2_points(kpi2, year=year, applied=applied, reset_on=reset_on)
    return CareRate(base + first + second, base, first, second)


def review_task(section: Kpi1Section, *, year: int, scores: Mapping[int, Fraction | None]) -> str | None:
    """The task that bad years in a row, `year` the last of them, raise (G-KPI1-07)."""
    review = section.review
    last: Sequence[Fraction | None] = [scores.get(year - back) for back in range(review.years.value)]
    bad = all(score is not None and score < review.below.value for score in last)
    return review.task if bad else None


def _part(part: Part, cases: Sequence[Case]) -> Fraction:
    weight = Fraction(part.weight.value)
    match part.per_case.value:
        case "mean":
            return weight * sum(Fraction(_unit(case, part.of)) for case in cases) / len(cases)
        case "share_with":
            return weight * sum(bool(case.values[part.of]) for case in cases) / len(cases)
        case "share_without":
            return weight * sum(not case.values[part.of] for case in cases) / len(cases)


def _unit(case: Case, field: str) -> Decimal:
    value = Decimal(case.values[field])
    if not 0 <= value <= 1:
        raise ValueError(f"{field} is a number from 0 to 1")
    return value
