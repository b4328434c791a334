"""The score of a points program: metrics against goals, categories by weight, badges on top (S-SCR-01). Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from tiering.guide.points import FROM_TARGETS, Metric, PointsSection
from tiering.rules.scoring import arithmetic as measures
from tiering.rules.scoring.arithmetic import Number

_FULL = Fraction(1)


class Standing(StrEnum):
    """Why a metric has the score that it has."""

    MEASURED = "measured"
    NOT_MEASURED = "not_measured"
    NOT_APPLICABLE = "not_applicable"
    MISSING_TARGET = "missing_target"


class MetricScore(NamedTuple):
    """`score` from 0 to 1; None where the metric stays out of its category's mean, or has no goal."""

    metric: str
    standing: Standing
    actual: Fraction | None
    goal: Fraction | None
    score: Fraction | None


class CategoryScore(NamedTuple):
    """`score` from 0 to 1, `points` what the category adds to the total; None where nothing in it applies."""

    category: str
    weight: Decimal
    score: Fraction | None
    points: Fraction | None
    metrics: tuple[MetricScore, ...]


class Points(NamedTuple):
    """`total` is None while a goal is missing: such a score neither passes nor fails (G-REV-04)."""

    total: Fraction | None
    bonus: Fraction
    categories: tuple[CategoryScore, ...]
    missing: tuple[str, ...]


def score_points(
    section: PointsSection, *, tier: str, values: Mapping[str, Any], targets: Mapping[str, Number] | None = None
) -> Points:
    """The score for one tier. `targets` are that tier's, by metric.

    A category where nothing applies hands its weight to the others in proportion.
    """
    found = tuple(
        _category(section, code, tier, values, targets or {})
        for code, category in section.categories.items()
        if tier in category.weight
    )
    missing = tuple(m.metric for c in found for m in c.metrics if m.standing is Standing.MISSING_TARGET)
    bonus = _bonus(section, values)
    applying = sum((Fraction(c.weight) for c in found if c.score is not None), Fraction(0))
    weighed = tuple(_weigh(category, applying) for category in found)
    if missing:
        return Points(None, bonus, weighed, missing)
    return Points(sum((c.points for c in weighed if c.points is not None), bonus), bonus, weighed, ())


def missing_blocks(section: PointsSection, story: Mapping[str, str]) -> tuple[str, ...]:
    """Which blocks a customer story still lacks; without any it may be reviewed (S-MET-08)."""
    blocks: Sequence[str] = tuple(section.stories.blocks) if section.stories else ()
    return tuple(block for block in blocks if not story.get(block, "").strip())


def measure_metric(metric: Metric, values: Mapping[str, Any]) -> tuple[Standing, Fraction | None]:
    """The figure of a metric; absent values are not measured, a figure over nothing does not apply."""
    if any(values.get(name) is None for name in metric.of):
        return Standing.NOT_MEASURED, None
    actual = _measured(metric, [values[name] for name in metric.of])
    return (Standing.NOT_APPLICABLE if actual is None else Standing.MEASURED), actual


def _measured(metric: Metric, operands: Sequence[Any]) -> Fraction | None:
    match metric.measure:
        case "value":
            return measures.number(operands[0])
        case "sum":
            return sum(map(measures.number, operands), Fraction(0))
        case "mean":
            return _on_scale(metric, measures.mean(operands[0]))
        case "growth":
            return measures.growth(operands[0], operands[1])
        case "share":
            return measures.share(operands[0], operands[1])
        case "stage_weighted":
            return measures.stage_weighted(
                operands[0], weights={stage: weight.value for stage, weight in metric.weights.items()}
            )
        case "peer_relative":
            return measures.lines_above_peers(operands[0])


def _on_scale(metric: Metric, answer: Fraction | None) -> Fraction | None:
    if answer is not None and metric.scale and not metric.scale.value[0] <= answer <= metric.scale.value[1]:
        raise ValueError(f"{answer} is outside the scale of {' to '.join(map(str, metric.scale.value))}")
    return answer


def _category(
    section: PointsSection, code: str, tier: str, values: Mapping[str, Any], targets: Mapping[str, Number]
) -> CategoryScore:
    category = section.categories[code]
    metrics = tuple(_metric(section.metrics[key], key, tier, values, targets) for key in category.metrics.value)
    scores = [metric.score for metric in metrics if metric.score is not None]
    score = sum(scores, Fraction(0)) / len(scores) if scores else None
    return CategoryScore(code, category.weight[tier].value, score, None, metrics)


def _metric(
    metric: Metric, key: str, tier: str, values: Mapping[str, Any], targets: Mapping[str, Number]
) -> MetricScore:
    standing, actual = measure_metric(metric, values)
    goal = _goal(metric, key, tier, targets)
    if standing is Standing.NOT_APPLICABLE:
        return MetricScore(key, standing, None, goal, None)
    if goal is None:
        return MetricScore(key, Standing.MISSING_TARGET, actual, None, None)
    return MetricScore(key, standing, actual, goal, Fraction(0) if actual is None else _attained(actual, goal))


def _goal(metric: Metric, key: str, tier: str, targets: Mapping[str, Number]) -> Fraction | None:
    printed = metric.goal.get(tier)
    if printed is None or printed.value == FROM_TARGETS:
        return measures.number(targets[key]) if key in targets else None
    return Fraction(printed.value)


def _attained(actual: Fraction, goal: Fraction) -> Fraction:
    """min(actual / target, 1), and never below nought: a shrinking partner loses no other points."""
    if goal <= 0:
        return _FULL if actual >= goal else Fraction(0)
    return max(Fraction(0), min(actual / goal, _FULL))


def _weigh(category: CategoryScore, applying: Fraction) -> CategoryScore:
    if category.score is None:
        return category
    return category._replace(points=category.score * Fraction(category.weight) * 100 / applying)


def _bonus(section: PointsSection, values: Mapping[str, Any]) -> Fraction:
    bonus = section.bonus
    if bonus is None or values.get(bonus.of) is None:
        return Fraction(0)
    earned = measures.number(values[bonus.of]) * Fraction(bonus.each.value)
    return max(Fraction(0), min(earned, Fraction(bonus.at_most.value)))
