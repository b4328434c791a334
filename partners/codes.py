"""Codes of certificates that guides know: told by the apps above, which own the quotas."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from portal.registry import Registry

#: (programs, day) to the codes of each program, with the other names they go by.
CodeSource = Callable[[Collection[int], date], Mapping[int, Mapping[str, Collection[str]]]]
CODES: Registry[CodeSource] = Registry("codes of certificates")


@dataclass(frozen=True, slots=True)
class Known:
    """Code to the program that knows it, other names included. `complete`: every program names its codes, so others are wrong."""

    programs: Mapping[str, int]
    complete: bool


def known_codes(programs: Collection[int], day: date) -> Known:
    """What the guides of some programs know on a day."""
    found: dict[str, int] = {}
    naming: set[int] = set()
    for tell in CODES.all().values():
        for program, codes in tell(programs, day).items():
            naming.add(program)
            for code, aliases in codes.items():
                for name in (code, *aliases):
                    found.setdefault(name, program)
    return Known(found, complete=bool(naming) and naming >= set(programs))
