"""What is compared: a party of ours, an entry of a list, and the match between them."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Quality = Literal["strong", "weak"]
#: Strong: a name or good alias. Weak: what the list itself calls low quality, or a nickname in quotes.
STRONG: Quality = "strong"
WEAK: Quality = "weak"

PERSON, COMPANY = "Person", "Company"
#: What a list may hold besides; a company is compared with all three, a person with neither of them.
VESSEL, AIRCRAFT = "Vessel", "Aircraft"


@dataclass(frozen=True, slots=True)
class Party:
    """Whom we ask about. Countries are ISO 3166 alpha-2; a birth date is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""

    id: str
    name: str
    schema: str = PERSON
    countries: tuple[str, ...] = ()
    birth_date: str = ""
    identifiers: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Of everything that a score depends on: what a remembered decision hangs on."""
        return _digest([self.name, self.schema, sorted(self.countries), self.birth_date, sorted(self.identifiers)])


@dataclass(frozen=True, slots=True)
class Entry:
    """One entity of a list, as its publisher wrote it. `names` starts with the main one."""

    list: str
    uid: str
    schema: str
    names: tuple[tuple[str, Quality], ...]
    countries: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    digest: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not self.digest:
            object.__setattr__(self, "digest", _digest([self.list, self.uid, self.schema, *self.content().values()]))

    @property
    def caption(self) -> str:
        """The name that a person reads first."""
        return self.names[0][0] if self.names else self.uid

    def content(self) -> dict[str, Any]:
        """Everything but list, uid and schema, as JSON keeps it."""
        return {
            "names": [list(name) for name in self.names],
            "countries": [*self.countries],
            "birth_dates": [*self.birth_dates],
            "identifiers": [*self.identifiers],
            "programs": [*self.programs],
        }

    @classmethod
    def restored(cls, *, list_name: str, uid: str, schema: str, content: dict[str, Any], digest: str) -> Self:
        """The entry that `content()` was taken from."""
        names = tuple((text, quality) for text, quality in content["names"])
        rest = {key: tuple(content[key]) for key in ("countries", "birth_dates", "identifiers", "programs")}
        return cls(list=list_name, uid=uid, schema=schema, names=names, digest=digest, **rest)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a party may be. `score` is 0 to 1000; `parts` says how it came about, each part in the same unit."""

    list: str
    entry: str
    name: str
    score: int
    parts: dict[str, Any]
    digest: str = ""


def _digest(content: list[Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
