"""Parties and matches as lines of JSON. Scores are fractions with three digits there, thousandths here."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from compliance.screening.countries import country_codes
from compliance.screening.dates import birth_date
from compliance.screening.matcher import Index
from compliance.screening.parties import COMPANY, PERSON, Match, Party

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
#: Figures of a match's parts that are thousandths too.
_FRACTIONS = ("name", "words", "run", "country", "birth_date", "likeness", "worth")


class LineRefused(ValueError):
    """A line that names no party; the words say which line and why."""


def match_lines(index: Index, lines: Iterable[str], *, threshold: int | None = None) -> Iterator[str]:
    """For each line `{"id", "name", "schema", "country", "birth_date"}` one `{"id", "hits": [...]}`, best hit first."""
    for party, matches in index.match_all(read_parties(lines), threshold):
        told = {"id": json.loads(party.id), "hits": [_told(match) for match in matches]}
        yield json.dumps(told, ensure_ascii=False)


def read_parties(lines: Iterable[str]) -> Iterator[Party]:
    """The party of each line that is not empty; its id is kept as JSON. Raises LineRefused at the first line that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _party(json.loads(line))
            except RecursionError:
                raise LineRefused(f"line {number}: nested too deeply.") from None
            except ValueError as error:
                raise LineRefused(f"line {number}: {error}") from None


def read_threshold(text: str) -> int:
    """Thousandths of a threshold typed as a fraction (`0.75`). Raises ValueError outside 0 to 1."""
    threshold = float(text)
    if not 0 <= threshold <= 1:
        raise ValueError(f"{text} is no fraction from 0 to 1")
    return round(threshold * 1000)


def _party(told: Any) -> Party:
    if not isinstance(told, dict):
        raise ValueError("a party is an object with id, name and schema")
    if not isinstance(told.get("id"), str | int) or isinstance(told.get("id"), bool):
        raise ValueError("id has to be text or a whole number")
    name = told.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ValueError("name has to be text that is not empty")
    if told.get("schema", PERSON) not in (PERSON, COMPANY):
        raise ValueError(f"schema has to be Person or Company, not {told['schema']!r}")
    return Party(
        id=json.dumps(told["id"]),
        name=name,
        schema=told.get("schema", PERSON),
        countries=country_codes(_texts(told, "country")),
        birth_date=_birth(told),
        identifiers=tuple(_texts(told, "identifiers")),
    )


def _texts(told: dict[str, Any], key: str) -> list[str]:
    value = told.get(key) or []
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{key} has to be text, or a list of texts")
    return texts


def _birth(told: dict[str, Any]) -> str:
    value = told.get("birth_date") or ""
    if not isinstance(value, str) or (value and not _DATE.fullmatch(value)):
        raise ValueError(f"birth_date has to be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")
    return birth_date(value)


def _told(match: Match) -> dict[str, Any]:
    return {
        "list": match.list,
        "entry": match.entry,
        "name": match.name,
        "score": match.score / 1000,
        "parts": _fractions(match.parts),
    }


def _fractions(parts: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        key: value / 1000 if key in _FRACTIONS and isinstance(value, int) else value for key, value in parts.items()
    }
    if "pairs" in told:
        told["pairs"] = [_fractions(pair) for pair in told["pairs"]]
    return told
