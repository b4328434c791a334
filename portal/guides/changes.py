"""Section `[changes]`: what of a guide may change when (G-GEN-04). Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section

SECTION = "changes"
#: What says something about a figure without being one: changing it changes nobody's tier or money.
WORDS_ABOUT = frozenset({"note", "rule", "text", "about", "source"})
#: Parts of a document that nobody is measured by.
BESIDE = frozenset({"guide", "examples", "acknowledged", SECTION, "succession"})

Day = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class ChangesSection(GuideModel):
    """`material` names what takes effect only on the day `takes_effect` ("01-01") of a year, and only if it was published
    before it; `letters` what the guide leaves to a letter, which may come any time. Dotted names; a name covers what is below.
    """

    rule: str
    material: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    takes_effect: Figure[Day]

    def is_material(self, path: str) -> bool:
        """Whether a change at this dotted path has to wait for the day."""
        return _covers(self.material, path) and not _covers(self.letters, path)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs: `before` or `after` is None where there is none."""

    path: str
    before: Any
    after: Any


def _covers(names: Iterable[str], path: str) -> bool:
    return any(path == name or path.startswith(f"{name}.") for name in names)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every value that differs between two raw documents, in the order of the later one; words about figures left out."""
    old, new = dict(_values(before, "")), dict(_values(after, ""))
    paths = [*new, *(path for path in old if path not in new)]
    return [Change(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


def _values(part: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Mapping):
        if "value" in part:
            yield path, _plain(part["value"])
            return
        for key, one in part.items():
            if not (path == "" and key in BESIDE) and key not in WORDS_ABOUT and key != "confirmed":
                yield from _values(one, f"{path}.{key}" if path else str(key))
    else:
        yield path, _plain(part)


def _plain(value: Any) -> Any:
    return tuple(_plain(one) for one in value) if isinstance(value, list) else value


def material_changes(sections: Iterable[ChangesSection], changes: Iterable[Change]) -> list[Change]:
    """Those that have to wait. A draft cannot shorten the list: what its predecessor calls material counts too."""
    known = list(sections)
    return [change for change in changes if any(section.is_material(change.path) for section in known)]


def is_day_of_change(section: ChangesSection, day: date) -> bool:
    """Whether a material change may take effect on `day`."""
    return day.strftime("%m-%d") == section.takes_effect.value


def next_day_of_change(section: ChangesSection, today: date) -> date:
    """The first day after `today` on which a material change may take effect."""
    month, day = (int(part) for part in re.split("-", section.takes_effect.value))
    this_year = date(today.year, month, day)
    return this_year if this_year > today else date(today.year + 1, month, day)


guide_section(SECTION, ChangesSection)
