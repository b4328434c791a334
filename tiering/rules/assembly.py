"""From stored facts to the object that the evaluator reads. Pure: rows in, dict out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Place = tuple[str, ...]
Row = tuple[int | None, str, str, str, Any]
NOWHERE: Place = ("",)
LEAVING = "certifications_leaving"


@dataclass(frozen=True, slots=True)
class Assembler:
    """For one guide and day. `places` says where each metric stands; what the guide asks nothing of is left out.

    `values` and `countries` are the names that it asks of a partner and of a country; `heads` those beside them.
    `targets` are the figures of the year by name, country and tier, "*" meaning everywhere; `per_partner` those without country.
    `keeps_leavers`: certificates of people who left count while their replacement is due (G-REQ-07).
    """

    as_of: date
    places: Mapping[str, Place]
    values: frozenset[str]
    countries: frozenset[str]
    heads: frozenset[str]
    targets: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    per_partner: frozenset[str] = frozenset()
    keeps_leavers: bool = True

    def assemble(self, text: str) -> dict[int, dict[str, Any]]:
        """Facts by enrolment, of one partner's rows as JSON: `[enrolment, metric, scope, item, value]` each, in a fixed order."""
        shared: list[Row] = []
        own: dict[int, list[Row]] = {}
        for row in json.loads(text):
            if row[0] is None:
                shared.append(row)
            else:
                own.setdefault(row[0], []).append(row)
        countries: dict[str, Any] = {row[2]: {"certifications": {}} for row in shared if row[1] == "countries"}
        base: dict[str, Any] = {"as_of": self.as_of.isoformat(), "countries": countries, "values": {}}
        targets = self._targets(countries)
        if targets:
            base["targets"] = targets
        self._place(shared, base)
        return {enrolment: self._own(rows, base) for enrolment, rows in own.items()}

    def _own(self, rows: Iterable[Row], base: dict[str, Any]) -> dict[str, Any]:
        facts = {**base, "values": dict(base["values"]), "specializations": []}
        self._place(rows, facts)
        return facts

    def _place(self, rows: Iterable[Row], facts: dict[str, Any]) -> None:
        """Put each value where its metric says."""
        for _enrolment, metric, scope, item, value in rows:
            place = self.places.get(metric, NOWHERE)[0]
            if place == "countries" and scope:
                self._in_country(facts["countries"].get(scope), metric, item, value)
            elif place == "leaving":
                self._in_country(facts["countries"].get(scope), LEAVING, item, value)
            elif place in ("values", "countries"):
                if metric in self.values:
                    facts["values"][metric] = value
            else:
                self._of_enrolment(facts, item or metric, metric, value)

    def _of_enrolment(self, facts: dict[str, Any], name: str, metric: str, value: Any) -> None:
        if metric == "specializations":
            facts[metric] += [name] * bool(value)
        elif name in self.heads:
            facts[name] = value

    def _in_country(self, country: dict[str, Any] | None, metric: str, item: str, value: Any) -> None:
        """A country where the partner is not enrolled has no quota, and so no figure."""
        if country is None or metric == "countries" or (metric == LEAVING and not self.keeps_leavers):
            return
        metric = "certifications" if metric == LEAVING else metric
        if item:
            held = country.setdefault(metric, {})
            held[item] = held.get(item, 0) + value
        elif metric in self.countries:
            country[metric] = value

    def _targets(self, countries: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, by_country in self.targets.items():
            everywhere = by_country.get("*", {})
            if name in self.per_partner:
                found[name] = everywhere
            else:
                found[name] = {iso: {**everywhere, **by_country.get(iso, {})} for iso in countries}
        return found
