"""Codes of certificates that the baskets of guides know."""

from collections.abc import Collection, Mapping
from datetime import date

from partners.codes import CODES
from tiering.guide.baskets import BasketsSection
from tiering.queries.standing import guide_in_force


@CODES.register_as("tiering")
def codes_of(programs: Collection[int], day: date) -> Mapping[int, Mapping[str, Collection[str]]]:
    """By program and code the other names it goes by; a program whose guide names none is left out."""
    found: dict[int, dict[str, list[str]]] = {}
    for program in programs:
        guide = guide_in_force(program, day)
        section = guide.document.sections.get("baskets") if guide else None
        if not isinstance(section, BasketsSection):
            continue
        codes = found.setdefault(program, {})
        for basket in section.all().values():
            for code in basket.codes:
                codes.setdefault(code, [])
            for alias, code in basket.aliases.items():
                codes.setdefault(code, []).append(alias)
    return found
