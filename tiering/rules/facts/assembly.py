"""From stored facts to the object that the evaluator reads. Pure: rows in, dict out."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Place = tuple[str, ...]
Row = tuple[int | None, str, str, str, Any]
NOWHERE: Place = ("",)
LEAVING = "certifications_leaving"
PRIMARY = "primary"


def _as_it_is(category: str) -> str:
    return category


@dataclass(frozen=True, slots=True)
class Assembler:
    """For one guide and day. `places` says where each metric stands; what the guide asks nothing of is left out.

    `values` and `countries` are the names that it asks of a partner and of a country; `heads` those beside them.
    `targets` are the figures of the year by category, name, country and tier, "*" meaning everywhere and "" every category;
    `per_partner` those without country. `keeps_leavers`: certificates of people who left count while their replacement is due
    (G-REQ-07). `apart` is what several categories count each for themselves (G-MCAT-03); `category_named` knows their names.
    """

    as_of: date
    places: Mapping[str, Place]
    values: frozenset[str]
    countries: frozenset[str]
    heads: frozenset[str]
    targets: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]] = field(default_factory=dict)
    per_partner: frozenset[str] = frozenset()
    keeps_leavers: bool = True
    category_named: Callable[[str], str | None] = _as_it_is
    apart: frozenset[str] = frozenset()

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
        self._place(shared, base)
        made = {enrolment: self._own(rows, base) for enrolment, rows in own.items()}
        if len(made) > 1:
            self._tell_apart(made, own)
        return made

    def _own(self, rows: list[Row], base: dict[str, Any]) -> dict[str, Any]:
        facts = {**base, "values": dict(base["values"]), "specializations": []}
        if any(row[2] for row in rows):
            facts["countries"] = {iso: dict(country) for iso, country in base["countries"].items()}
        self._place(rows, facts)
        targets = self._targets(facts)
        if targets:
            facts["targets"] = targets
        return facts

    def _tell_apart(self, made: dict[int, dict[str, Any]], own: Mapping[int, list[Row]]) -> None:
        """Several categories: each counts its own customers and business, and what is tagged to none counts for the primary one.

        The primary one is told of the others, so that its scorecard says what each of them reaches (G-MCAT-01).
        """
        primary = next((key for key, rows in own.items() if any(_is_primary(row) for row in rows)), min(made))
        tagged = {key: self._tagged(rows) for key, rows in own.items()}
        for key, facts in made.items():
            if key != primary:
                facts["countries"] = {
                    iso: {name: value for name, value in country.items() if name not in self.apart}
                    | tagged[key].get(iso, {})
                    for iso, country in facts["countries"].items()
                }
        made[primary]["categories"] = {
            facts["category"]: self._part(facts, tagged[key])
            for key, facts in made.items()
            if key != primary and "category" in facts
        }

    def _part(self, facts: Mapping[str, Any], tagged: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        part: dict[str, Any] = {}
        for iso, values in tagged.items():
            for name, value in values.items():
                part.setdefault(name, {})[iso] = value
        more = {name: facts[name] for name in ("subtype", "targets") if facts.get(name)}
        return part | more

    def _tagged(self, rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
        """What was counted for one category alone, by country."""
        found: dict[str, dict[str, Any]] = {}
        for _enrolment, metric, scope, item, value in rows:
            if metric in self.apart and scope and not item:
                found.setdefault(scope, {})[metric] = value
        return found

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

    def _targets(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        category = self.category_named(facts.get("category", "")) or ""
        found: dict[str, Any] = {}
        for name, by_country in self.targets.get(category, self.targets.get("", {})).items():
            everywhere = by_country.get("*", {})
            if name in self.per_partner:
                found[name] = everywhere
            else:
                found[name] = {iso: {**everywhere, **by_country.get(iso, {})} for iso in facts["countries"]}
        return found


def _is_primary(row: Row) -> bool:
    """A flag of the enrolment says so (G-MCAT-01)."""
    return row[1] == "flags" and row[3] == PRIMARY and bool(row[4])
