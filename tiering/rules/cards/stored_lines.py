"""A line of a scorecard as columns, and back. Pure; both ways lose nothing."""

import json
from decimal import Decimal
from typing import Any

from tiering.rules.cards.lines import Column, Figure, Line, Scorecard

NOTHING = "-"
NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
#: How a value of each kind is told by its type; a flag comes before a number, since True is one.
_KINDS: dict[type, str] = {bool: "f", int: "i", Decimal: "d", str: "w", type(None): NOTHING}


def cells_of(card: Scorecard) -> list[str]:
    """Each line as COPY reads it, in the order of the scorecard: tier, requirement, scope, result, kinds, the figures as numbers
    and as words, reason, arguments, rule. Codes and digits only, no words that may be translated or mended."""
    found = [column.cells or _keep_cells(column) for column in card.columns]
    return [cells for row in zip(*found, strict=True) for cells in row if cells is not None]


def _keep_cells(column: Column) -> tuple[str | None, ...]:
    column.cells = cells = tuple([None if line is None else line_cells(line) for line in column.lines])
    return cells


def line_cells(line: Line) -> str:
    """One line as COPY reads it."""
    tier, requirement, scope, result, required, actual, counted, reason, args, rule = line
    return "\t".join(
        (
            cell(tier),
            cell(requirement),
            cell(scope),
            result,
            kinds_of(line),
            number_of(required) or NULL,
            number_of(actual) or NULL,
            number_of(counted) or NULL,
            cell(word_of(required)),
            cell(word_of(actual)),
            reason,
            cell(json.dumps(args_out(args))) if args else "[]",
            cell(rule),
        )
    )


def cell(text: str | None) -> str:
    """Text as COPY reads it."""
    return NULL if text is None else text.translate(_ESCAPES)


def kinds_of(line: Line) -> str:
    """What required, actual and counted are, one letter each."""
    return _KINDS[type(line.required)] + _KINDS[type(line.actual)] + _KINDS[type(line.counted)]


def number_of(figure: Figure) -> str | None:
    """The numeric column as text: a flag is 0 or 1, a word none."""
    if isinstance(figure, bool):
        return str(int(figure))
    if isinstance(figure, int):
        return repr(figure)
    return format(figure, "f") if isinstance(figure, Decimal) else None


def word_of(figure: Figure) -> str | None:
    """The word column."""
    return figure if isinstance(figure, str) else None


def figure_from(kind: str, number: Decimal | None, word: str | None) -> Figure:
    """The value as it was evaluated."""
    if kind == NOTHING:
        return None
    if kind == "w":
        return word
    assert number is not None
    return bool(number) if kind == "f" else int(number) if kind == "i" else number


def args_out(args: Any) -> Any:
    """Arguments of a reason as JSON: decimals keep their digits."""
    if isinstance(args, Decimal):
        return {"d": format(args, "f")}
    if isinstance(args, list | tuple):
        return [args_out(one) for one in args]
    return args


def args_from(stored: Any) -> Any:
    """And back: lists are tuples."""
    if isinstance(stored, dict):
        return Decimal(stored["d"])
    if isinstance(stored, list):
        return tuple(args_from(one) for one in stored)
    return stored
