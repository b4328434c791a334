"""From the text of a guide to its validated parts. Pure: no database, no clock."""

import tomllib
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from pydantic import ValidationError, field_validator

from portal.guides.figures import GuideModel, unconfirmed
from portal.guides.sections import GUIDE_SECTIONS

#: A guide is written by hand: anything larger is a mistake or an attack, and is refused before it is parsed.
MAX_BYTES = 1_000_000


class GuideRefused(Exception):
    """The document is no guide; `problems` says where and why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Head(GuideModel):
    """The section `[guide]`: which program, in whose legal time zone, from which day."""

    program: str
    name: str
    legal_time_zone: str
    effective_from: date
    source: str = ""

    @field_validator("legal_time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name} is no IANA time zone")
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The legal time zone."""
        return ZoneInfo(self.legal_time_zone)


@dataclass(frozen=True, slots=True)
class Document:
    """A guide that was read: its head and its sections by name."""

    head: Head
    sections: dict[str, GuideModel]

    def unconfirmed(self) -> list[str]:
        """Dotted names of the figures that nobody confirmed yet."""
        return [name for key, part in self.sections.items() for name in unconfirmed(part, f"{key}.")]


def read_guide(source: str) -> Document:
    """Parse and validate a guide. Raises GuideRefused with every problem found."""
    if len(source.encode()) > MAX_BYTES:
        raise GuideRefused([f"A guide has at most {MAX_BYTES} bytes."])
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise GuideRefused([str(error)]) from error
    shapes: dict[str, type[GuideModel]] = {"guide": Head, **GUIDE_SECTIONS.all()}
    problems = [f"[{key}] is no section of a guide." for key in data if key not in shapes]
    if "guide" not in data:
        problems.append("[guide] is missing.")
    parts: dict[str, GuideModel] = {}
    for key in shapes.keys() & data.keys():
        try:
            parts[key] = shapes[key].model_validate(data[key])
        except ValidationError as error:
            problems += [f"{key}.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    if problems:
        raise GuideRefused(problems)
    head = parts.pop("guide")
    assert isinstance(head, Head)
    return Document(head, {key: parts[key] for key in data if key in parts})
