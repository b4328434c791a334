"""From the text of a guide to its validated parts. Pure: no database, no clock."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _
from pydantic import Field, ValidationError, field_validator

from portal.guides.examples import Example
from portal.guides.figures import GuideModel, unconfirmed
from portal.guides.findings import Acknowledgement, Finding
from portal.guides.lines import LineIndex, Path
from portal.guides.parsing import MAX_BYTES, GuideRefused, parse_guide
from portal.guides.sections import GUIDE_SECTIONS
from portal.guides.shapes import SHAPE, shape_findings

__all__ = ["MAX_BYTES", "Document", "GuideRefused", "Head", "read_guide"]


class Head(GuideModel):
    """The section `[guide]`: which program, in whose legal time zone, from which day."""

    program: str
    name: str
    legal_time_zone: str
    effective_from: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]
    source: str = ""

    @field_validator("legal_time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(_("%s is no IANA time zone") % name)
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The legal time zone."""
        return ZoneInfo(self.legal_time_zone)


class Beside(GuideModel):
    """What stands beside the sections of the apps."""

    examples: tuple[Example, ...] = ()
    acknowledged: dict[str, Acknowledgement] = {}


BESIDE = Beside.model_fields.keys()


@dataclass(frozen=True, slots=True)
class Document:
    """A guide that was read: its head, its sections by name, its worked examples, and what it admits."""

    head: Head
    sections: dict[str, GuideModel]
    examples: tuple[Example, ...] = ()
    acknowledged: dict[str, Acknowledgement] = field(default_factory=dict)

    def unconfirmed(self) -> list[str]:
        """Dotted names of the figures that nobody confirmed yet."""
        return [name for key, part in self.sections.items() for name in unconfirmed(part, f"{key}.")]


def read_guide(source: str) -> Document:
    """Parse and validate a guide. Raises GuideRefused with every problem found, each with its line."""
    return read_with_lines(source)[0]


def read_with_lines(source: str) -> tuple[Document, LineIndex]:
    """The same, with the lines of its keys, for who goes on to say what is wrong where."""
    return _read(source, (("guide", Head), *GUIDE_SECTIONS.all().items()))


@lru_cache(maxsize=16)
def _read(source: str, known: tuple[tuple[str, type[GuideModel]], ...]) -> tuple[Document, LineIndex]:
    # A large guide takes a quarter of a second, and publishing one reads it several times. Who refuses is asked again.
    shapes = dict(known)
    data, lines = parse_guide(source)
    found = [
        Finding(key, _("is no section of a guide"), code=SHAPE, line=lines.line_of((key,)))
        for key in data
        if key not in shapes and key not in BESIDE
    ]
    if "guide" not in data:
        found.append(Finding("guide", _("is missing"), code=SHAPE, line=1))
    beside = _validate(Beside, {key: data[key] for key in BESIDE & data.keys()}, (), lines, found)
    parts = {key: _validate(shapes[key], data[key], (key,), lines, found) for key in shapes if key in data}
    if found:
        raise GuideRefused(sorted(found, key=lambda one: one.line))
    head = parts.pop("guide")
    assert isinstance(head, Head)
    assert isinstance(beside, Beside)
    sections = {key: parts[key] for key in data if key in parts}
    return Document(head, sections, beside.examples, beside.acknowledged), lines  # type: ignore[arg-type]


def _validate(
    shape: type[GuideModel], data: Any, path: Path, lines: LineIndex, found: list[Finding]
) -> GuideModel | None:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        found += shape_findings(error, path, lines)
        return None
