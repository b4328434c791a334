"""One facts object, read and ready to be measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.countries import COUNTRIES
from tiering.guide.tiers import TieringSection
from tiering.rules.facts.refusals import (
    FactsRefused,
    read_count,
    read_date,
    read_list,
    read_number,
    read_table,
    read_text,
    read_yes,
    refuse_unknown,
)
from tiering.rules.facts.vocabulary import Vocabulary, read_words
from tiering.rules.scoring.arithmetic import total
from tiering.rules.scoring.measures import ABSENT, NONE_GIVEN, Silence

#: What every program's facts may hold beside the flags of the guide. `id` and `about` are the caller's own.
HEAD = (
    "id",
    "about",
    "as_of",
    "category",
    "subtype",
    "joined_on",
    "book_until",
    "specializations",
    "primary_specialization",
    "countries",
    "targets",
    "values",
    "waivers",
    "categories",
)
#: By code in a country: exams booked in time by who does not hold that certificate yet.
BOOKED = "exams_booked"
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Waiver:
    """One line that a person let count as met (X-08). Without a scope: every line of the requirement."""

    requirement: str
    scope: str


@dataclass(slots=True)
class Facts:
    """What is known of one partner on one day. Values that were given as null are None here.

    `areas` are the partner's countries by region, and all of them under "": the plan knows them. `booked` are exams booked in time,
    by country and code, once the time for booking is over; None before, and where nothing is known of it (G-REQ-09).
    """

    category: str
    flags: Mapping[str, bool]
    values: Mapping[str, Any]
    countries: Mapping[str, Mapping[str, Any]]
    certificates: Mapping[str, Mapping[str, int] | None]
    targets: Mapping[str, Any]
    waivers: tuple[Waiver, ...]
    first_year: bool
    prior_year: bool
    specializations: tuple[str, ...]
    primary: str
    subtype: str
    booked: Mapping[str, Mapping[str, int]] | None = None
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _pooled: dict[tuple[str, ...], Mapping[str, int] | Silence] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """A value of the partner, or why there is none."""
        return _said(self.values, name)

    def value_in(self, isos: tuple[str, ...], name: str, *, additive: bool) -> Any:
        """A value of some countries together: added up, or the lowest of what cannot be added."""
        found = [_said(self.countries[iso], name) for iso in isos]
        known = [value for value in found if not isinstance(value, Silence)]
        if not known:
            return NONE_GIVEN if NONE_GIVEN in found else ABSENT
        if len(known) == 1:
            return known[0]
        return total(known) if additive else min(known)

    def certificates_in(self, isos: tuple[str, ...]) -> Mapping[str, int] | Silence:
        """Certificates by code, of some countries together."""
        if len(isos) == 1:
            only = self.certificates[isos[0]]
            return ABSENT if only is None else only
        pooled = self._pooled.get(isos)
        if pooled is None:
            pooled = self._pooled[isos] = self._pool(isos)
        return pooled

    def proofs_in(self, isos: tuple[str, ...], booked: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
        """Certificates by code, as if every exam booked in time were passed."""
        found: dict[str, int] = {}
        for iso in isos:
            for held in (self.certificates[iso] or {}, booked.get(iso, {})):
                for code, number in held.items():
                    found[code] = found.get(code, 0) + number
        return found

    def _pool(self, isos: tuple[str, ...]) -> Mapping[str, int] | Silence:
        known = [held for iso in isos if (held := self.certificates[iso]) is not None]
        if not known:
            return ABSENT
        pooled: dict[str, int] = {}
        for held in known:
            for code, number in held.items():
                pooled[code] = pooled.get(code, 0) + number
        return pooled


def _said(table: Mapping[str, Any], name: str) -> Any:
    value = table.get(name, ABSENT)
    return NONE_GIVEN if value is None else value


class Reader:
    """Reads facts under one guide."""

    def __init__(self, tiering: TieringSection, vocabulary: Vocabulary, aliases: Mapping[str, str]) -> None:
        self.tiering = tiering
        self.vocabulary = vocabulary
        self.aliases = aliases
        self.head = frozenset((*HEAD, *tiering.flags))
        self.defaults = {name: flag.default for name, flag in tiering.flags.items()}
        self.enforces_first_year = tiering.first_year.value == "enforced"
        self.keys: frozenset[str] = frozenset()
        #: Names of targets, and whether they stand by country; the tiers and countries that they may name.
        self.targets: Mapping[str, bool] = {}
        self.tiers = frozenset(
            (*tiering.order, *(t for code in tiering.categories for t in tiering.tiers_of(code)), "*")
        )
        self.places: frozenset[str] = frozenset(COUNTRIES)

    def read(self, raw: Any) -> Facts:
        """Raises FactsRefused at the first thing that is wrong."""
        facts = read_table(raw, "")
        if not self.head.issuperset(facts):
            refuse_unknown(facts, self.head, "")
        category = self._category(facts.get("category"), "category")
        first_year, prior_year = self._ages(facts)
        booked: dict[str, Mapping[str, int]] = {}
        countries, certificates = self._countries(facts.get("countries"), booked)
        specializations = self._specializations(facts.get("specializations"), category)
        return Facts(
            category=category,
            flags=self._flags(facts),
            values=read_words(_table(facts, "values"), self.vocabulary.values, "values"),
            countries=countries,
            certificates=certificates,
            targets=self._targets(_table(facts, "targets"), countries),
            waivers=() if facts.get("waivers") is None else self._waivers(facts["waivers"]),
            first_year=first_year,
            prior_year=prior_year,
            specializations=specializations,
            primary=self._primary(facts.get("primary_specialization"), facts.get("specializations"), specializations),
            subtype=self._subtype(facts.get("subtype"), category),
            booked=booked if self._booking_is_over(facts) else None,
        )

    def _category(self, raw: Any, path: str) -> str:
        if isinstance(raw, str) and raw in self.tiering.categories:
            return raw
        if raw is None and len(self.tiering.categories) == 1:
            return next(iter(self.tiering.categories))
        code = self.tiering.category_named(raw) if isinstance(raw, str) else None
        if code is None:
            known = ", ".join(self.tiering.categories)
            raise FactsRefused(path, f"{_quoted(raw)} is no category; categories are {known}")
        return code

    def _subtype(self, raw: Any, category: str) -> str:
        if raw is None or raw == "":
            return ""
        known = self.tiering.categories[category].subtypes
        if not isinstance(raw, str) or raw not in known:
            raise FactsRefused("subtype", f"{_quoted(raw)} is no subtype of {category}")
        return raw

    def _ages(self, facts: Mapping[str, Any]) -> tuple[bool, bool]:
        """Is it the partner's first, partial year; has it a full year before this one?"""
        as_of = read_date(facts.get("as_of"), "as_of")
        raw = facts.get("joined_on")
        if raw is None:
            return False, True
        joined = read_date(raw, "joined_on")
        if joined > as_of:
            raise FactsRefused("joined_on", f"is after {as_of}, the day that is judged")
        partial = joined > date(as_of.year, 1, 1)
        return partial and not self.enforces_first_year, joined <= date(as_of.year - 1, 1, 1)

    def _booking_is_over(self, facts: Mapping[str, Any]) -> bool:
        raw = facts.get("book_until")
        return raw is not None and read_date(raw, "book_until") < read_date(facts.get("as_of"), "as_of")

    def _flags(self, facts: Mapping[str, Any]) -> Mapping[str, bool]:
        flags = dict(self.defaults)
        for name in self.defaults:
            if facts.get(name) is not None:
                flags[name] = read_yes(facts[name], name)
        return flags

    def _countries(
        self, raw: Any, booked: dict[str, Mapping[str, int]]
    ) -> tuple[dict[str, Mapping[str, Any]], dict[str, Mapping[str, int] | None]]:
        values: dict[str, Mapping[str, Any]] = {}
        certificates: dict[str, Mapping[str, int] | None] = {}
        if raw is None:
            return values, certificates
        for iso, table in read_table(raw, "countries").items():
            here = f"countries.{iso}"
            country = dict(read_table(table, here))
            held = country.pop("certifications", None)
            if (exams := country.pop(BOOKED, None)) is not None:
                booked[iso] = self._certificates(exams, f"{here}.{BOOKED}")
            values[iso] = read_words(country, self.vocabulary.countries, here)
            certificates[iso] = None if held is None else self._certificates(held, f"{here}.certifications")
        return values, certificates

    def _certificates(self, raw: Any, path: str) -> Mapping[str, int]:
        held: dict[str, int] = {}
        for code, number in read_table(raw, path).items():
            own = self.aliases.get(code, code)
            held[own] = held.get(own, 0) + read_count(number, f"{path}.{code}")
        return held

    def _targets(self, given: Mapping[str, Any], countries: Mapping[str, Any]) -> Mapping[str, Any]:
        """A misspelt tier or country is a missing target, so nothing is passed over."""
        if not self.targets.keys() >= given.keys():
            refuse_unknown(given, self.targets, "targets")
        for name, table in given.items():
            if table is None:
                continue
            path = f"targets.{name}"
            if not self.targets[name]:
                self._refuse_unknown_tiers(table, path)
                continue
            for place, tiers in read_table(table, path).items():
                if place not in self.places and not all(
                    iso in self.places or iso in countries for iso in place.split("+")
                ):
                    raise FactsRefused(f"{path}.{place}", "is no country, and no group as US+CA")
                self._refuse_unknown_tiers(tiers, f"{path}.{place}")
        return given

    def _refuse_unknown_tiers(self, raw: Any, path: str) -> None:
        table = read_table(raw, path)
        if not self.tiers.issuperset(table):
            wrong = next(tier for tier in table if tier not in self.tiers)
            raise FactsRefused(f"{path}.{wrong}", f"is no tier; tiers are {', '.join(self.tiering.order)}")

    def _specializations(self, raw: Any, category: str) -> tuple[str, ...]:
        if not raw and (raw is None or isinstance(raw, list | tuple)):
            return ()
        codes = [
            self._specialization(one, f"specializations[{n}]")
            for n, one in enumerate(read_list(raw, "specializations"))
        ]
        known = self.tiering.specializations
        return tuple(dict.fromkeys(code for code in codes if category in known[code].categories))

    def _specialization(self, raw: Any, path: str) -> str:
        code = self.tiering.specialization_named(raw) if isinstance(raw, str) else None
        if code is None:
            known = ", ".join(self.tiering.specializations) or "none"
            raise FactsRefused(path, f"{_quoted(raw)} is no specialization; there are {known}")
        return code

    def _primary(self, raw: Any, told: Any, held: tuple[str, ...]) -> str:
        """The first one, where nothing is said or the category has none of them."""
        first = held[0] if held else ""
        if raw is None:
            return first
        code = self._specialization(raw, "primary_specialization")
        if code in held:
            return code
        if code not in [self._specialization(one, "specializations") for one in told or ()]:
            raise FactsRefused("primary_specialization", f"{code} is none of the partner's specializations")
        return first

    def _waivers(self, raw: Any) -> tuple[Waiver, ...]:
        return tuple(self._waiver(one, f"waivers[{number}]") for number, one in enumerate(read_list(raw, "waivers")))

    def _waiver(self, raw: Any, path: str) -> Waiver:
        table = read_table(raw, path)
        refuse_unknown(table, ("requirement", "scope"), path)
        requirement = read_text(table.get("requirement"), f"{path}.requirement")
        if requirement not in self.keys:
            raise FactsRefused(f"{path}.requirement", f"{_quoted(requirement)} is no requirement")
        scope = table.get("scope")
        return Waiver(requirement, "" if scope is None else read_text(scope, f"{path}.scope"))


def _table(facts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    raw = facts.get(name)
    return NOTHING if raw is None else read_table(raw, name)


def read_target(raw: Any, path: str) -> Any:
    """A figure of `targets`; None where it is not set."""
    return None if raw is None else read_number(raw, path)


def _quoted(raw: Any) -> str:
    text = repr(raw)
    return text if len(text) <= 60 else f"{text[:57]}..."
