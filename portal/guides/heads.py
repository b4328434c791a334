"""The section `[guide]` of a program's own: of an empty guide, or in place of another program's. Pure."""

from datetime import date

from portal.guides.documents import read_with_lines
from portal.guides.grids import Value, rewrite_values, write_value


def empty_guide(*, program: str, name: str, legal_time_zone: str, effective_from: date) -> str:
    """A guide that says no more than whose it is."""
    head: dict[str, Value] = {
        "program": program, "name": name, "legal_time_zone": legal_time_zone, "effective_from": effective_from,
    }  # fmt: skip
    return "\n".join(["[guide]", *(f"{key} = {write_value(value)}" for key, value in head.items()), ""])


def with_head_of(source: str, *, program: str, name: str, legal_time_zone: str) -> str:
    """The same guide as this program's: its first three words rewritten, every other byte kept. Raises GuideRefused."""
    _document, lines = read_with_lines(source)
    head = {"guide.program": program, "guide.name": name, "guide.legal_time_zone": legal_time_zone}
    return rewrite_values(source, lines, head)
