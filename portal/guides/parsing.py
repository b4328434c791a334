"""From bytes to tables: size, characters, depth and TOML, each refused with its line before anything is built on it."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.guides.findings import Finding
from portal.guides.lines import DEEPEST, LONGEST_NUMBER, MOST_KEYS, LineIndex, Unreadable, index_lines

#: A guide is written by hand: anything larger is a mistake or an attack, and is refused before it is parsed.
MAX_BYTES = 1_000_000

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class GuideRefused(Exception):
    """The document is no guide; `findings` say where and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(self.problems))

    @property
    def problems(self) -> list[str]:
        """One sentence each."""
        return [str(finding) for finding in self.findings]


def decode_guide(raw: bytes) -> str:
    """The text of an uploaded or stored file. Raises GuideRefused where it is too large or no UTF-8."""
    if len(raw) > MAX_BYTES:
        raise _too_large()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise GuideRefused([_flaw(_("This is no UTF-8 text."), line)]) from error


def parse_guide(source: str) -> tuple[dict[str, Any], LineIndex]:
    """Tables and the lines of their keys; numbers with a point are Decimals. Raises GuideRefused."""
    # A character takes a byte at least, so the first look costs nothing, however long the text.
    if len(source) > MAX_BYTES or len(source.encode("utf-8", "replace")) > MAX_BYTES:
        raise _too_large()
    _refuse_halves(source)
    text, index = _readable(source)
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise GuideRefused([_no_toml(str(error), text, index)]) from error
    if index is None:
        raise GuideRefused([_flaw(_("This is no TOML."), text.count("\n") + 1)])
    return tables, index


def _refuse_halves(source: str) -> None:
    """Half a character stands for a byte that was no UTF-8: it could be read here and not be stored."""
    try:
        source.encode()
    except UnicodeEncodeError as error:
        line = source.count("\n", 0, error.start) + 1
        raise GuideRefused([_flaw(_("This is no UTF-8 text."), line)]) from error


def _readable(source: str) -> tuple[str, LineIndex | None]:
    """Where our reader is lost tomllib is, too: it gets no more than the text up to there, to say why."""
    try:
        return source, index_lines(source)
    except Unreadable as error:
        line = source.count("\n", 0, error.offset) + 1
        if error.reason == "lost":
            end = source.find("\n", error.offset)
            return source if end < 0 else source[:end], None
        raise GuideRefused([_flaw(_bound(error.reason), line)]) from error


def _bound(reason: str) -> str:
    return {
        "too_deep": _("Tables and lists may stand at most %s deep in each other.") % DEEPEST,
        "too_many": _("A guide has at most %s keys and values.") % MOST_KEYS,
        "too_long": _("No number of a guide is as large as this (at most %s characters).") % LONGEST_NUMBER,
        "not_finite": _("This is no number: infinity and NaN are no figures."),
    }[reason]


def _no_toml(message: str, text: str, index: LineIndex | None) -> Finding:
    where = _WHERE.search(message)
    line = int(where[1]) if where and where[1] else text.count("\n") + 1
    reason = message[: where.start()] if where else message
    if index is not None and index.twice:
        path, line = min(index.twice, key=lambda one: one[1])
        place = ".".join(map(str, path))
        return replace(_flaw(_("This key is written a second time."), line), place=place)
    return _flaw(_("This is no TOML: %(reason)s.") % {"reason": _printable(reason)}, line)


def _printable(reason: str) -> str:
    return "".join(letter if letter.isprintable() else repr(letter).strip("'") for letter in reason).rstrip(".")


def _too_large() -> GuideRefused:
    return GuideRefused([_flaw(_("A guide has at most %s bytes.") % MAX_BYTES, 1)])


def _flaw(message: str, line: int) -> Finding:
    return Finding("", message, code="toml", line=line)
