"""A scorecard as JSON: whole numbers as numbers, decimals as texts, absent figures as null.

`as_json` and `as_text` give the same object; the text is put together from parts that are prepared once.
"""

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tiering.rules.cards.lines import Column, Figure, Line, Number, Scorecard, plain_number, reason_text, words

KEYS = ("tier", "requirement", "scope", "result", "required", "actual", "counted", "reason", "rule")


def as_json(card: Scorecard) -> dict[str, Any]:
    """The answer of `manage.py guide score`."""
    answer: dict[str, Any] = {"tier": card.tier, "lines": [line_as_json(line) for line in card.lines]}
    answer |= {name: value for name, value in _beside(card).items() if value}
    if card.category_lines:
        answer["category_lines"] = {
            code: [line_as_json(line) for line in lines] for code, lines in card.category_lines.items()
        }
    return answer


def line_as_json(line: Line) -> dict[str, Any]:
    """One line; a reason is a sentence, null where there is nothing to say."""
    return {
        "tier": line.tier,
        "requirement": line.requirement,
        "scope": line.scope,
        "result": line.result,
        "required": _plain(line.required),
        "actual": _plain(line.actual),
        "counted": _plain(line.counted),
        "reason": reason_text(line) or None,
        "rule": line.rule,
    }


def as_text(card: Scorecard) -> str:
    """The same as JSON text, byte for byte what `json.dumps` would make of it."""
    parts = [f'{{"tier": {_text(card.tier)}, "lines": [{", ".join(_rows(card.columns))}]']
    parts += [f', "{name}": {json.dumps(value)}' for name, value in _beside(card).items() if value]
    if card.category_lines:
        lines = ", ".join(f"{_text(code)}: {_lines(own)}" for code, own in card.category_lines.items())
        parts.append(f', "category_lines": {{{lines}}}')
    return "".join(parts) + "}"


def _rows(columns: tuple[Column, ...]) -> list[str]:
    texts = [column.texts or _texts(column) for column in columns]
    return [text for row in zip(*texts, strict=True) for text in row if text is not None]


def _texts(column: Column) -> tuple[str | None, ...]:
    column.texts = texts = tuple([None if line is None else _line(line) for line in column.lines])
    return texts


def _beside(card: Scorecard) -> dict[str, dict[str, str | None]]:
    return {"countries": card.countries, "specializations": card.specializations, "categories": card.categories}


def _lines(lines: tuple[Line, ...]) -> str:
    return f"[{', '.join(map(_line, lines))}]"


def _line(line: Line) -> str:
    tier, requirement, scope, result, required, actual, counted, reason, args, rule = line
    why = "null" if not reason else _below(*args) if reason == "below" else _text(words(reason, args))
    asked = required if type(required) is int else _figure(required)
    found = actual if type(actual) is int else _figure(actual)
    counts = counted if type(counted) is int else _figure(counted)
    return (
        f'{_head(tier, requirement, scope, result)}{asked}, "actual": {found}, "counted": {counts}, '
        f'"reason": {why}{_tail(rule)}'
    )


def _below(actual: Number, required: Number) -> str:
    """The most frequent reason by far: digits, which need no escaping."""
    return f'"{plain_number(actual)}<{plain_number(required)}"'


@lru_cache(maxsize=20_000)
def _head(tier: str, requirement: str, scope: str, result: str) -> str:
    head = json.dumps({"tier": tier, "requirement": requirement, "scope": scope, "result": result})
    return f'{head[:-1]}, "required": '


@lru_cache(maxsize=2_000)
def _tail(rule: str) -> str:
    return f', "rule": {json.dumps(rule)}}}'


def _figure(figure: Figure) -> str:
    if figure is None:
        return "null"
    if isinstance(figure, bool):
        return "true" if figure else "false"
    if isinstance(figure, Decimal):
        return f'"{figure:f}"'
    return repr(figure) if isinstance(figure, int) else _text(figure)


@lru_cache(maxsize=20_000)
def _text(text: str | None) -> str:
    return json.dumps(text)


def _plain(figure: Figure) -> Figure:
    return plain_number(figure) if isinstance(figure, Decimal) else figure
