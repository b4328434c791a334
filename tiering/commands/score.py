"""`manage.py guide score GUIDE FACTS.json`, or `-` for standard input: one JSON object, or one a line."""

import io
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, NoReturn, TextIO

from django.core.management.base import CommandError

from portal.guides.commands import guide_command
from portal.memory import seldom_searched
from tiering.commands.engines import named_engine
from tiering.rules.cards.answers import as_text
from tiering.rules.facts.refusals import FactsRefused
from tiering.rules.scoring.evaluate import Engine

#: Answers that are written at once.
CHUNK = 500
#: A file of facts, and a line of facts, is no larger.
MOST_CHARACTERS = 20_000_000


def _refuse_constant(name: str) -> NoReturn:
    raise FactsRefused("", f"{name} is no number of JSON")


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise FactsRefused(next(name for name in names if names.count(name) > 1), "is given twice")
    return found


#: Decimals are exact from the first byte on; NaN and Infinity are no JSON; of two equal names neither is passed over.
DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_read_object)


def score_text(engine: Engine, text: str) -> tuple[str, bool]:
    """The answer to one facts object as JSON, and whether it is one: `{"error": ..., "path": ...}` where it was refused."""
    try:
        return as_text(engine.evaluate(_read(text))), True
    except FactsRefused as error:
        # Escaped, since a text of JSON may hold half a character, which no output takes.
        return json.dumps({"error": error.reason, "path": error.path}), False


def score_lines(engine: Engine, lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """One answer for each line that is not blank."""
    with seldom_searched():
        for line in lines:
            if line.strip():
                yield score_text(engine, line)


def _read(text: str) -> Any:
    if len(text) > MOST_CHARACTERS:
        raise FactsRefused("", "the facts are too long")
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise FactsRefused("", f"this is no JSON: {error}") from error
    except RecursionError as error:
        raise FactsRefused("", "the facts are nested too deeply") from error
    except (ArithmeticError, ValueError) as error:
        if isinstance(error, FactsRefused):
            raise
        raise FactsRefused("", f"a number cannot be read: {error}") from error


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("guide", metavar="GUIDE", help="slug of a shipped guide, or a file")
    parser.add_argument(
        "facts", metavar="FACTS", help="a file, or - for standard input: one JSON object, or one on each line"
    )


def _run(options: dict[str, Any], out: TextIO) -> int:
    """Print one JSON object for each facts object. 1 where one was refused."""
    engine = named_engine(options["guide"])
    if options["facts"] == "-":
        return _write(score_lines(engine, _objects(_standard_input())), out)
    return _write(score_lines(engine, _objects(io.StringIO(_file(options["facts"])))), out)


def _standard_input() -> TextIO:
    """Bytes that are no text are refused in their line, not for all lines."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    return sys.stdin


def _objects(stream: TextIO) -> Iterable[str]:
    """One text for each facts object: a line of its own, or all lines where they make one object together."""
    first = next((line for line in stream if line.strip()), None)
    if first is None:
        return ()
    if _is_object(first):
        return chain([first], stream)
    lines = [first, *stream]
    return lines if len(lines) == 1 or any(map(_is_object, lines)) else ["".join(lines)]


def _is_object(text: str) -> bool:
    try:
        return isinstance(_read(text), dict)
    except FactsRefused:
        return False


def _write(answers: Iterable[tuple[str, bool]], out: TextIO) -> int:
    answers, refused = iter(answers), False
    while chunk := list(islice(answers, CHUNK)):
        refused = refused or not all(is_answer for _text, is_answer in chunk)
        out.write("".join(f"{text}\n" for text, _is_answer in chunk))
    return int(refused)


def _file(name: str) -> str:
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name}: {error}") from error
    if not text.strip():
        raise CommandError(f"{name}: there are no facts in it")
    return text


guide_command("score", _add_arguments, _run, help="score facts under a guide: tier, and every line with its reason")
