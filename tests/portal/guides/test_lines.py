"""Our own index of keys to lines, held against tomllib."""

import tomllib
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.embedded.places import ROOT
from portal.guides.lines import DEEPEST, Unreadable, index_lines, paths_of

KEYS = st.sampled_from(["a", "b-1", "Gold", "2024", '"GCP8.1"', "'it s'", '"c\\u00e9"', '"new\\"quote"', "x_y"])
COMMENTS = st.sampled_from(["", " # a comment", '  # [not] = "a key"'])
SCALARS = st.sampled_from(
    [
        "1", "-0.5", "true", "2024-01-31", "1979-05-27 07:32:00", "0xEF", "1_000", '"text"', "'# no comment'", '"a = [1]"',
        '"""\nlong\nkey = 1\n"""', "'''\n[table]\n'''", '"""say ""hello"""""', '"\\\\"', '""', "''", '""""""', "'''''''",
    ]
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> str:
    """TOML in every layout that people write: headers, lists of tables, dotted keys, lists over lines, inline tables."""
    lines = [*_pairs(draw, 2)]
    names = draw(st.lists(KEYS, unique=True, max_size=4))
    for number, name in enumerate(names):
        name = f"t{number}.{name}" if draw(st.booleans()) else f"t{number}"
        many = draw(st.integers(0, 2))
        for _ in range(many or 1):
            lines.append((f"[[{name}]]" if many else f"[ {name} ]") + draw(COMMENTS))
            lines += _pairs(draw, 3)
            if draw(st.booleans()):
                lines += ["", f"[{name}.inner.deep]", *_pairs(draw, 2)]
    newline: str = draw(st.sampled_from(["\n", "\r\n"]))
    return newline.join(lines) + newline * draw(st.integers(0, 1))


def _pairs(draw: st.DrawFn, most: int) -> list[str]:
    keys = draw(st.lists(KEYS, unique=True, max_size=most))
    return [_pair(draw, key) for key in keys]


def _pair(draw: st.DrawFn, key: str) -> str:
    dotted = draw(st.booleans())
    return f"{key}{' . sub' * dotted} = {_value(draw, 2)}{draw(COMMENTS)}"


def _value(draw: st.DrawFn, depth: int, *, inline: bool = False) -> str:
    kind = draw(st.integers(0, 3)) if depth else 0
    if kind == 1:
        gap = "" if inline else draw(st.sampled_from(["", " ", "\n    ", " # why\n  "]))
        values = [_value(draw, depth - 1, inline=inline) for _ in range(draw(st.integers(0, 3)))]
        comma = "," * (bool(values) and draw(st.integers(0, 1)))
        return f"[{gap}{f',{gap}'.join(values)}{comma}{gap}]"
    if kind == 2:
        keys = draw(st.lists(KEYS, unique=True, max_size=3))
        return "{ " + ", ".join(f"{key} = {_value(draw, depth - 1, inline=True)}" for key in keys) + " }"
    return str(draw(SCALARS.filter(lambda one: "\n" not in one) if inline else SCALARS))


def at(parsed: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        parsed = parsed[step]
    return parsed


def assert_every_path_has_its_line(text: str) -> None:
    index, parsed = index_lines(text), tomllib.loads(text)
    lines = text.split("\n")
    assert set(index.spots) == set(paths_of(parsed))
    for path, spot in index.spots.items():
        assert 1 <= spot.line <= len(lines)
        assert text.count("\n", 0, spot.at) == spot.line - 1
        if isinstance(path[-1], str):
            assert holds_key(text, spot.at, path[-1])
        if spot.end > spot.start:
            assert tomllib.loads("v = " + text[spot.start : spot.end])["v"] == at(parsed, path)


def holds_key(text: str, offset: int, key: str) -> bool:
    """Read the key at this place by tomllib itself."""
    rest = text[offset : text.index("\n", offset) if "\n" in text[offset:] else len(text)]
    return any(_is_key(rest[:end], key) for end in range(max(len(key), 1), len(rest) + 1))


def _is_key(written: str, key: str) -> bool:
    try:
        return tomllib.loads(f"{written} = 1") == {key: 1}
    except tomllib.TOMLDecodeError:
        return False


@given(documents())
@example('"\\u00e9".b = { c = [ { d = 1 }, [2, 3] ] }\n[[x]]\n[x.y]\nz = 1\n[[x]]\n[x.y]\nz = 2\n')
def test_every_path_of_tomllib_has_a_line_that_holds_its_key(text: str) -> None:
    assert_every_path_has_its_line(text)


@pytest.mark.parametrize("guide", sorted((ROOT / "portal/guides/library").glob("*.toml")), ids=lambda path: path.stem)
def test_every_key_of_a_shipped_guide_has_its_line(guide: FilePath) -> None:
    assert_every_path_has_its_line(guide.read_text())


@given(st.text(alphabet="ab.=[]{}\"'\\#, \n\r1-", max_size=40))
@example("a=[\n1,\n#]\n]\n[a.b]")
def test_text_that_tomllib_reads_is_read_in_the_same_way(text: str) -> None:
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(index_lines(text).spots) == set(paths_of(parsed))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        index = index_lines(text)
        offsets = [spot.at for spot in index.spots.values()]
    except Unreadable as error:
        offsets = [error.offset]
    assert all(0 <= offset <= len(text) for offset in offsets)


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("a = 1\nb = " + "[" * 100_000, "too_deep", 2),
        ("a = 1\n\nb" + ".b" * 100_000 + " = 1", "too_deep", 3),
        ("[" + "a." * 100_000 + "a]", "too_deep", 1),
        ("a = " + "{a=" * 50_000, "too_deep", 1),
        ("a = 1\nb = " + "9" * 5_000, "too_long", 2),
        ("a = 1\nb = 1e999999", "too_long", 2),
        ("a = 1\nb = [\n1,\n-inf]", "not_finite", 4),
        ("a = nan", "not_finite", 1),
        ("".join(f"k{number} = 1\n" for number in range(60_000)), "too_many", 50_001),
        ('a = 1\nb = """never closed\n\n', "lost", 2),
        ("a = 1\n= 2", "lost", 2),
        ("a = 1\nb = ['x' 2]", "lost", 2),
        ("a = 'x' 2\n", "lost", 1),
        ("a =\n", "lost", 1),
    ],
)
def test_bounds_are_found_where_they_are_passed(text: str, reason: str, line: int) -> None:
    with pytest.raises(Unreadable, match=reason) as unreadable:
        index_lines(text)

    assert text.count("\n", 0, unreadable.value.offset) + 1 == line


def test_deepest_list_is_still_read() -> None:
    assert len(index_lines("a = " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)).spots) == DEEPEST - 1


def test_place_leads_to_the_nearest_line() -> None:
    index = index_lines('[a]\nb = [\n  1,\n  2,\n]\n[a.c]\nd = { e = 1 }\n"x.y" = 2\n')

    assert [index.line_of(place) for place in ("a.b.1", "a.c.d.e", "a.c.missing", "z", "", "a.c.x.y")] == [
        4,
        7,
        6,
        0,
        0,
        6,
    ]
    assert index.line_of(("a", "int", "b", "list[int]", 0)) == 3
    assert index.twice == []


def test_key_written_twice_is_remembered_with_its_second_line() -> None:
    assert index_lines("a = 1\n[b]\nc = 1\nc = 2\n[b]\n").twice == [(("b", "c"), 4), (("b",), 5)]
