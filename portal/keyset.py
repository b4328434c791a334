"""Keyset paging: a page begins beside a row, never after a number of rows, so any depth costs what the first costs."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BooleanField, F, QuerySet, Value
from django.utils.functional import Promise

M = TypeVar("M", bound=models.Model)
LONGEST_CURSOR = 1_000
COUNT_LIMIT = 1_000


class UnknownPlace(ValueError):
    """A cursor that this list never gave out."""


@dataclass(frozen=True, slots=True)
class Order:
    """`columns` are never null, the last one is unique; an index on (vendor, *columns) answers in either direction.

    A column may be an annotation of the rows: then they are sorted, which does for some ten thousand.
    """

    key: str
    label: str | Promise
    columns: tuple[str, ...]
    descending: bool = True

    def __post_init__(self) -> None:
        if any("__" in column for column in self.columns):
            raise ValueError(f"{self.columns}: what a joined table holds is annotated under a name of its own")

    def sorting(self, *, backwards: bool) -> list[str]:
        sign = "-" if self.descending is not backwards else ""
        return [f"{sign}{column}" for column in self.columns]


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows in the list's order, and the cursors of the pages on both sides (empty where there is none)."""

    rows: list[M]
    before: str
    after: str


class _RowComparison(models.Func):
    """(a, id) < (x, y): one condition that one index range answers, unlike a chain of ORs."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, columns: Sequence[str], values: Sequence[Any], *, operator: str) -> None:
        super().__init__(*(F(column) for column in columns), *(Value(value) for value in values))
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(parts) // 2
        left, right = (", ".join(text for text, _ in side) for side in (parts[:half], parts[half:]))
        return f"({left}) {self.operator} ({right})", [value for _, values in parts for value in values]


def page_of(rows: QuerySet[M], *, order: Order, size: int, after: str = "", before: str = "") -> Page[M]:
    """The page after or before a cursor, or the first one. Raises UnknownPlace."""
    backwards = bool(before)
    found = _read(rows, order=order, size=size, cursor=before or after, backwards=backwards)
    more = len(found) > size
    if backwards and not more:
        return page_of(rows, order=order, size=size)
    shown = found[:size][::-1] if backwards else found[:size]
    if not shown:
        return Page([], "", "")
    has_before, has_after = (more, True) if backwards else (bool(after), more)
    return Page(
        shown,
        before=cursor_of(shown[0], order=order) if has_before else "",
        after=cursor_of(shown[-1], order=order) if has_after else "",
    )


def _read(rows: QuerySet[M], *, order: Order, size: int, cursor: str, backwards: bool) -> list[M]:
    if cursor:
        values = _values(cursor, rows=rows, order=order)
        smaller = order.descending is not backwards
        rows = rows.filter(_RowComparison(order.columns, values, operator="<" if smaller else ">"))
    return list(rows.order_by(*order.sorting(backwards=backwards))[: size + 1])


def cursor_of(row: models.Model, *, order: Order) -> str:
    """The place of a row in an order: opaque to whoever holds it, and no secret."""
    values = [order.key, *(_plain(getattr(row, column)) for column in order.columns)]
    return urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _values(cursor: str, *, rows: QuerySet[Any], order: Order) -> list[Any]:
    """What the columns of the cursor's row held. Whatever cannot be compared with them in SQL is refused here."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise UnknownPlace
        key, *values = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if key != order.key or len(values) != len(order.columns):
            raise UnknownPlace
        pairs = zip(order.columns, values, strict=True)
        return [_comparable(_field_of(rows, column), value) for column, value in pairs]
    except (ValueError, TypeError, RecursionError, ValidationError) as error:
        raise UnknownPlace(cursor[:40]) from error


def _field_of(rows: QuerySet[Any], column: str) -> Any:
    """The field of a column of the table, or of one that the rows were annotated with."""
    annotation = rows.query.annotations.get(column)
    return annotation.output_field if annotation is not None else rows.model._meta.get_field(column)


def _comparable(field: Any, value: Any) -> Any:
    if isinstance(field, models.GeneratedField):
        field = field.output_field
    if isinstance(field, models.CharField | models.TextField):
        if not isinstance(value, str) or "\0" in value:
            raise UnknownPlace
        value.encode()
        return value
    clean = field.to_python(value)
    if clean is None or isinstance(value, float):
        raise UnknownPlace
    if isinstance(clean, int) and not -(2**63) <= clean < 2**63:
        raise UnknownPlace
    if isinstance(clean, datetime) and clean.tzinfo is None:
        raise UnknownPlace
    return clean


def capped_count(rows: QuerySet[Any], *, limit: int = COUNT_LIMIT) -> int:
    """How many there are, counting no further than one past `limit`; `capped` in templates shows that as `1,000+`."""
    return rows.order_by().values("pk")[: limit + 1].count()
