"""Where a condition finds its figure among the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tiering.rules.facts import Facts
from tiering.rules.measures import ABSENT, Measure, Silence


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
    """The same for some countries together. `or_partner`: the partner's own figure holds where they have none."""

    isos: tuple[str, ...]
    key: str
    additive: bool
    or_partner: bool
    measure: Measure | None = None
    operands: tuple[str, ...] = ()

    def find(self, facts: Facts) -> Any:
        found = facts.value_in(self.isos, self.key, additive=self.additive)
        if not isinstance(found, Silence):
            return found
        if self.measure is not None:
            measured = self.measure.of([facts.value_in(self.isos, name, additive=True) for name in self.operands])
            if measured is not ABSENT:
                return measured
        if self.or_partner and found is ABSENT:
            return OfPartner(self.key, self.measure, self.operands).find(facts)
        return found


@dataclass(frozen=True, slots=True)
class CertificatesHeld:
    """Certificates by code in some countries; `everywhere`: in all of the partner's."""

    isos: tuple[str, ...]
    everywhere: bool = False

    def find(self, facts: Facts) -> Any:
        if not self.everywhere:
            return facts.certificates_in(self.isos)
        return facts.certificates_in(tuple(facts.certificates)) if facts.certificates else {}


@dataclass(frozen=True, slots=True)
class AllValues:
    """Every value of the partner, for a program that gives points."""

    def find(self, facts: Facts) -> Mapping[str, Any]:
        return facts.values
