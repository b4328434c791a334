"""Metrics: set-based measures, registered by key. Apps above tiering register theirs.

A metric is one SELECT over all partners of a program, never over one. It yields a row for everything that was looked at, with the
columns of `COLUMNS`: what it adds, where it came from, whether it was counted and why not. The collector adds them up and keeps
both, so a scorecard can show what stands behind a figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from portal.registry import Registry

#: Every metric's SELECT yields these, in this order and of these types.
COLUMNS = {
    "partner_id": "bigint",
    "enrolment_id": "bigint",
    "scope": "text",
    "item": "text",
    "number": "numeric",
    "flag": "boolean",
    "word": "text",
    "source": "text",
    "source_id": "bigint",
    "counted": "boolean",
    "why": "text",
}


class Unit(StrEnum):
    """What a value is."""

    COUNT = "count"
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    FLAG = "flag"
    WORD = "word"


class Kind(StrEnum):
    """Over which time a metric is measured (G-REV-06): on a day, added up over days, by the report in force, a standing matter."""

    STOCK = "stock"
    FLOW = "flow"
    REPORT = "report"
    STATUS = "status"


class Per(StrEnum):
    """What one value speaks of."""

    PARTNER = "partner"
    COUNTRY = "country"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Span:
    """The days a collection speaks of: stocks on `as_of`, flows from `flow_from` to it, reports handed in by `report_by`."""

    as_of: date
    flow_from: date
    report_by: date

    def values(self) -> dict[str, Any]:
        """By name, as parameters of a query."""
        return {"as_of": self.as_of, "flow_from": self.flow_from, "report_by": self.report_by}


@dataclass(frozen=True, slots=True)
class Metric:
    """One measure. `place` is where its value stands among the facts: `{scope}` and `{item}` are filled in.

    `sql` asks with `%(vendor)s`, `%(program)s`, `%(as_of)s`, `%(flow_from)s`, `%(report_by)s`, the clocks and
    employments of the guide's `[people]` and what `values` adds.
    `zero`: a partner, or a present country, where nothing was found has the value 0; otherwise it was not measured.
    `reported`: people write it down, since nothing here measures it.
    `keeps_sources`: whether what was looked at is kept row by row; without it only their numbers are.
    """

    key: str
    label: str | Promise
    unit: Unit
    kind: Kind
    per: Per
    place: tuple[str, ...]
    sql: str
    zero: bool = False
    keeps_sources: bool = True
    values: Mapping[str, Any] | None = None
    reported: bool = False


METRICS: Registry[Metric] = Registry("metrics")


def metric(
    key: str,
    *,
    label: str | Promise,
    sql: str,
    unit: Unit = Unit.COUNT,
    kind: Kind = Kind.STOCK,
    per: Per = Per.PARTNER,
    place: tuple[str, ...] = (),
    zero: bool = False,
    keeps_sources: bool = True,
    values: Mapping[str, Any] | None = None,
    reported: bool = False,
) -> Metric:
    """Register a measure. Without `place` it stands under `values`, or under its country. Raises where two apps want one key."""
    where = place or (("countries", "{scope}", key) if per is Per.COUNTRY else ("values", key))
    made = Metric(
        key,
        label,
        unit,
        kind,
        per,
        where,
        sql,
        zero=zero,
        keeps_sources=keeps_sources,
        values=values,
        reported=reported,
    )
    return METRICS.register(key, made)
