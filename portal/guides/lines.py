"""Where each key of a TOML document stands: tomllib and pydantic know values, neither knows lines.

A reader of its own, as lenient as can be: it finds keys and the spans of their values, and leaves to tomllib to say
what is no TOML. It runs first, so it also holds the bounds that keep the parsing of hostile text short: depth of
nesting and length of numbers. Pure.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

#: No guide needs more; dotted keys of any depth take tomllib quadratic time.
DEEPEST = 24
#: Keys and values of lists together; the largest guide that ships has 5,000.
MOST_KEYS = 50_000
#: Digits and signs of one number or day. Python refuses to read whole numbers of thousands of digits, and a power of
#: ten of three digits is no figure of a program.
LONGEST_NUMBER = 64

_BLANK = re.compile(r"[ \t\r]*")
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n\r]*")
_BASIC = re.compile(r'"((?:[^"\\\n]++|\\.)*+)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
_MULTI_BASIC = re.compile(r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}', re.DOTALL)
_MULTI_LITERAL = re.compile(r"'''(?:[^']++|'{1,2}(?!'))*+'{3,5}")
_HUGE = re.compile(r"[+-]?[0-9][0-9_.]*[eE][+-]?[0-9_]{3,}")
_NOT_FINITE = re.compile(r"[+-]?(?:inf|nan)")
_ESCAPE = re.compile(r"\\(?:([btnfr\"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


class Unreadable(ValueError):
    """At `offset` the text passes a bound (`too_deep`, `too_many`, `too_long`, `not_finite`), or the reader is `lost`."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a key stands: its line, the offset of the key (of the value, in a list), and the span of its value.

    A table made by a header or by a dotted key has no value of its own: its span is empty.
    """

    line: int
    at: int
    start: int
    end: int
    implied: bool = False


@dataclass(slots=True)
class LineIndex:
    """Spots by key path; a list counts from 0."""

    text: str
    spots: dict[Path, Spot] = field(default_factory=dict)
    twice: list[tuple[Path, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def line_at(self, offset: int) -> int:
        """The line, from 1, that holds the character at `offset`."""
        return bisect_right(self.starts, offset)

    def nearest(self, path: Sequence[str | int]) -> Path:
        """The longest path of the document that `path` leads to; steps that are no keys (names of types) are passed over."""
        here: Path = ()
        for step in path:
            if (*here, step) in self.spots:
                here = (*here, step)
            elif isinstance(step, str) and step.isdecimal() and (*here, int(step)) in self.spots:
                here = (*here, int(step))
        return here

    def line_of(self, path: Sequence[str | int] | str) -> int:
        """The line of `path` (dotted, as findings write it), or of the nearest table around it; 0 where there is none."""
        nearest = self.nearest(path.split(".") if isinstance(path, str) else path)
        return self.spots[nearest].line if nearest else 0


def index_lines(text: str) -> LineIndex:
    """Find every key. Raises Unreadable, with the offset, beyond a bound or where the text is no TOML."""
    index = LineIndex(text)
    _Reader(index).read()
    return index


class _Reader:
    """Walks over the text once."""

    def __init__(self, index: LineIndex) -> None:
        self.index = index
        self.text = index.text
        self.counts: dict[Path, int] = {}

    def read(self) -> None:
        table: Path = ()
        at = self._gap(0)
        while at < len(self.text):
            if self.text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(table, at)
            at = self._line_end(at)

    def _header(self, at: int) -> tuple[Path, int]:
        many = self.text.startswith("[[", at)
        keys, after = self._key(self._blank(at + 1 + many), at)
        after = self._expect("]]" if many else "]", after)
        table: Path = ()
        for offset, key in keys[:-1]:
            table = self._enter((*table, key), offset)
        offset, key = keys[-1]
        path = (*table, key)
        if many:
            number = self.counts[path] = self.counts.get(path, 0) + 1
            self._note(path, offset, offset, implied=number > 1)
            self._note((*path, number - 1), offset, offset)
            return (*path, number - 1), after
        self._note(path, offset, offset)
        return self._latest(path), after

    def _enter(self, path: Path, offset: int) -> Path:
        self._note(path, offset, offset, implied=True)
        return self._latest(path)

    def _latest(self, path: Path) -> Path:
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _pair(self, table: Path, at: int) -> int:
        keys, after = self._key(at, at)
        value = self._blank(self._expect("=", after))
        path = table
        for offset, key in keys[:-1]:
            path = (*path, key)
            self._note(path, offset, offset, implied=True)
        return self._value((*path, keys[-1][1]), keys[-1][0], value)

    def _value(self, path: Path, key_at: int, at: int) -> int:
        if len(path) > DEEPEST:
            raise Unreadable("too_deep", at)
        # Noted before what is inside it, so that paths come in the order of the document.
        self._note(path, key_at, at)
        first = self.text[at : at + 1]
        if first == "[":
            end = self._array(path, at)
        elif first == "{":
            end = self._inline_table(path, at)
        else:
            end = self._scalar(at)
        spot = self.index.spots[path]
        if spot.start == at:
            self.index.spots[path] = Spot(spot.line, spot.at, at, end)
        return end

    def _array(self, path: Path, at: int) -> int:
        at, number = self._gap(at + 1), 0
        while not self.text.startswith("]", at):
            at = self._gap(self._value((*path, number), at, at))
            number += 1
            if not self.text.startswith("]", at):
                at = self._gap(self._expect(",", at))
        return at + 1

    def _inline_table(self, path: Path, at: int) -> int:
        at = self._gap(at + 1)
        while not self.text.startswith("}", at):
            at = self._gap(self._pair(path, at))
            if not self.text.startswith("}", at):
                at = self._gap(self._expect(",", at))
        return at + 1

    def _scalar(self, at: int) -> int:
        for quote, multi in (('"""', _MULTI_BASIC), ("'''", _MULTI_LITERAL), ('"', _BASIC), ("'", _LITERAL)):
            if self.text.startswith(quote, at):
                found = multi.match(self.text, at)
                if found is None:
                    raise Unreadable("lost", at)
                return found.end()
        found = _SCALAR.match(self.text, at)
        written = found.group().rstrip() if found else ""
        if not written:
            raise Unreadable("lost", at)
        if len(written) > LONGEST_NUMBER or _HUGE.fullmatch(written):
            raise Unreadable("too_long", at)
        if _NOT_FINITE.fullmatch(written):
            raise Unreadable("not_finite", at)
        return at + len(written)

    def _key(self, at: int, start: int) -> tuple[list[tuple[int, str]], int]:
        keys: list[tuple[int, str]] = []
        while True:
            key, after = self._key_part(at)
            keys.append((at, key))
            if len(keys) > DEEPEST:
                raise Unreadable("too_deep", start)
            after = self._blank(after)
            if not self.text.startswith(".", after):
                return keys, after
            at = self._blank(after + 1)

    def _key_part(self, at: int) -> tuple[str, int]:
        if found := _BARE_KEY.match(self.text, at):
            return found.group(), found.end()
        if found := _BASIC.match(self.text, at):
            return _ESCAPE.sub(_unescape, found.group(1)), found.end()
        if found := _LITERAL.match(self.text, at):
            return found.group(1), found.end()
        raise Unreadable("lost", at)

    def _note(self, path: Path, key_at: int, at: int, *, implied: bool = False) -> None:
        before = self.index.spots.get(path)
        if before is not None and (implied or not before.implied):
            if not implied:
                self.index.twice.append((path, self.index.line_at(key_at)))
            return
        if len(self.index.spots) >= MOST_KEYS:
            raise Unreadable("too_many", key_at)
        self.index.spots[path] = Spot(self.index.line_at(key_at), key_at, at, at, implied)

    def _expect(self, sign: str, at: int) -> int:
        if not self.text.startswith(sign, at):
            raise Unreadable("lost", at)
        return at + len(sign)

    def _line_end(self, at: int) -> int:
        after = self._blank(at)
        if after < len(self.text) and self.text[after] not in "\n#":
            raise Unreadable("lost", after)
        return self._gap(after)

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def _gap(self, at: int) -> int:
        found = _GAP.match(self.text, at)
        return found.end() if found else at


def _unescape(found: "re.Match[str]") -> str:
    letter, short, long = found.groups()
    if letter:
        return _ESCAPED[letter]
    number = int(short or long, 16)
    return chr(number) if number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def paths_of(value: object, path: Path = ()) -> Iterator[Path]:
    """Every path of a parsed document, tables and lists themselves included."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from paths_of(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from paths_of(one, (*path, number))
