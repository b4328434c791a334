"""Reads JSON that PostgreSQL can hold: no NUL, no lone surrogate, no number beyond 64 bits, no bottomless nesting."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser

DEEPEST = 20
LARGEST = 2**63
LONGEST_NUMBER = 40


class StrictJSONParser(BaseParser):
    """Numbers with a point arrive as Decimal: money never meets a float."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Raises ParseError for what is no JSON, ValidationError naming the field for what may not be in it."""
        try:
            data = json.loads(
                stream.read().decode("utf-8"), parse_int=_integer, parse_float=_decimal, parse_constant=_no_number
            )
        except (UnicodeDecodeError, ValueError) as error:
            raise ParseError("The body is not JSON in UTF-8.") from error
        except RecursionError as error:
            raise ParseError("The body is nested too deep.") from error
        fields = data.items() if isinstance(data, dict) else [("", data)]
        if errors := {_shown(name): [words] for name, value in fields if (words := _wrong([name, value], depth=0))}:
            raise ValidationError(errors)
        return data


def _integer(text: str) -> int:
    """Beyond 64 bits a number is only marked here, so that the answer can name its field."""
    return int(text) if len(text) < LONGEST_NUMBER else LARGEST


def _decimal(text: str) -> Decimal:
    return Decimal(text) if len(text) < LONGEST_NUMBER else Decimal("Infinity")


def _no_number(text: str) -> None:
    raise ValueError(text)


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)[:80] or "non_field_errors"


def _wrong(value: Any, *, depth: int) -> str:
    """What is wrong with a value or anything inside it, or nothing."""
    if isinstance(value, str):
        return _wrong_text(value)
    if isinstance(value, Decimal):
        return "" if value.is_finite() and abs(value.adjusted()) < LONGEST_NUMBER else "This number is too large."
    if isinstance(value, int):
        return "" if -LARGEST <= value < LARGEST else "This number is too large."
    if not isinstance(value, dict | list):
        return ""
    if depth > DEEPEST:
        return "This is nested too deep."
    inside = [*value, *value.values()] if isinstance(value, dict) else value
    return next((words for item in inside if (words := _wrong(item, depth=depth + 1))), "")


def _wrong_text(text: str) -> str:
    if "\0" in text:
        return "Null characters are not allowed."
    if any("\ud800" <= char <= "\udfff" for char in text) if not text.isascii() else False:
        return "Surrogate characters are not allowed: U+D800 to U+DFFF."
    return ""
