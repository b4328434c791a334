"""Where a condition finds its figure among the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tiering.rules.facts.reading import Facts
from tiering.rules.scoring.measures import ABSENT, Measure, Silence

#: Some countries by their codes, or by the name of an area: a region, or `EVERYWHERE`. Areas are other countries for each partner,
#: so that what is compiled for one serves every other.
Place = tuple[str, ...] | str
EVERYWHERE = ""
NOWHERE: tuple[str, ...] = ()


def isos_in(place: Place, facts: Facts) -> tuple[str, ...]:
    """The partner's countries there."""
    return facts.areas[place] if isinstance(place, str) else place


class Source(Protocol):
    """From facts to a figure, to certificates, or to why there is none."""

    def find(self, facts: Facts) -> Any:
        """What was measured."""
        ...


@dataclass(frozen=True, slots=True)
class OfPartner:
    """A value of the partner; where it is not given, measured from what it is made of."""

    key: str
    measure: Measure | None = None
    operands: tuple[str, ...] = ()

    def find(self, facts: Facts) -> Any:
        found = facts.value(self.key)
        if self.measure is None or not isinstance(found, Silence):
            return found
        measured = self.measure.of([facts.value(name) for name in self.operands])
        return found if measured is ABSENT else measured


@dataclass(frozen=True, slots=True)
class OfCountries:
    """The same for the countries of a place together. `or_partner`: the partner's own figure holds where they have none."""

    place: Place
    key: str
    additive: bool
    or_partner: bool
    measure: Measure | None = None
    operands: tuple[str, ...] = ()

    def find(self, facts: Facts) -> Any:
        isos = isos_in(self.place, facts)
        found = facts.value_in(isos, self.key, additive=self.additive)
        if not isinstance(found, Silence):
            return found
        if self.measure is not None:
            measured = self.measure.of([facts.value_in(isos, name, additive=True) for name in self.operands])
            if measured is not ABSENT:
                return measured
        if self.or_partner and found is ABSENT:
            return OfPartner(self.key, self.measure, self.operands).find(facts)
        return found


@dataclass(frozen=True, slots=True)
class CertificatesHeld:
    """Certificates by code in the countries of a place; without one in all of the partner's."""

    place: Place | None

    def find(self, facts: Facts) -> Any:
        if self.place is not None:
            return facts.certificates_in(isos_in(self.place, facts))
        return facts.certificates_in(tuple(facts.certificates)) if facts.certificates else {}

    def scheduled(self, facts: Facts) -> Mapping[str, int] | None:
        """The same with exams booked in time; None while there is time, and where nothing is known of it (G-REQ-09)."""
        if facts.booked is None:
            return None
        isos = tuple(facts.certificates) if self.place is None else isos_in(self.place, facts)
        return facts.proofs_in(isos, facts.booked)


@dataclass(frozen=True, slots=True)
class AllValues:
    """Every value of the partner, for a program that gives points."""

    def find(self, facts: Facts) -> Mapping[str, Any]:
        return facts.values
