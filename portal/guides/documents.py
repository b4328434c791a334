"""From the text of a guide to its validated parts. Pure: no database, no clock."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import ValidationError, field_validator

from portal.guides.examples import Example
from portal.guides.figures import GuideModel, unconfirmed
from portal.guides.findings import Acknowledgement
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
    """Parse and validate a guide. Raises GuideRefused with every problem found."""
    if len(source.encode()) > MAX_BYTES:
        raise GuideRefused([f"A guide has at most {MAX_BYTES} bytes."])
    try:
        data = tomllib.loads(source, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise GuideRefused([str(error)]) from error
    shapes: dict[str, type[GuideModel]] = {"guide": Head, **GUIDE_SECTIONS.all()}
    problems = [f"[{key}] is no section of a guide." for key in data if key not in shapes and key not in BESIDE]
    if "guide" not in data:
        problems.append("[guide] is missing.")
    beside = _validate(Beside, {key: data[key] for key in BESIDE & data.keys()}, "", problems)
    parts = {key: _validate(shapes[key], data[key], f"{key}.", problems) for key in shapes if key in data}
    if problems:
        raise GuideRefused(problems)
    head = parts.pop("guide")
    assert isinstance(head, Head)
    assert isinstance(beside, Beside)
    sections = {key: parts[key] for key in data if key in parts}
    return Document(head, sections, beside.examples, beside.acknowledged)  # type: ignore[arg-type]


def _validate(shape: type[GuideModel], data: Any, prefix: str, problems: list[str]) -> GuideModel | None:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        problems += [f"{prefix}{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        return None
