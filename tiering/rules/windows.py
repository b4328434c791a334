"""Which time counts for a line, evaluation by evaluation (G-REV-06). Pure: lines in, lines out; the windows come from the guide."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from tiering.guide.requirements import RequirementsSection
from tiering.guide.tiers import Window
from tiering.rules.cards.lines import MISSED, PASSING

#: What a continuing check looks at: what stands on the day, and the latest report. A flow is not over before the year is.
CONTINUING: tuple[Window, ...] = ("stock", "report")
Windows = Mapping[str, Window]


class Judged(Protocol):
    """A line of a scorecard, stored or just evaluated."""

    @property
    def tier(self) -> str: ...
    @property
    def requirement(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def result(self) -> str: ...


J = TypeVar("J", bound=Judged)


def windows_of_lines(requirements: RequirementsSection, windows: Mapping[str, Window]) -> Windows:
    """Window by the key that a line prints; a requirement without one is a standing matter."""
    return {
        name: windows.get(key, "status")
        for key, _variant, requirement in requirements.each()
        for name in (key, requirement.line_key)
        if name
    }


def lost_lines(lines: Iterable[J], *, tier: str, windows: Windows) -> list[J]:
    """Lines of a tier that are missed and count all year round: a flow never fails before its year ends (G-TIER-07)."""
    return [
        line
        for line in lines
        if line.tier == tier and line.result == MISSED and windows.get(line.requirement) in CONTINUING
    ]


def may_be_claimed(lines: Iterable[J], *, tier: str, windows: Windows) -> bool:
    """Whether nothing but flows keeps a partner from a tier: those may be met by the last closed year."""
    failing = [line for line in lines if line.tier == tier and line.result not in PASSING]
    return all(windows.get(line.requirement) == "flow" for line in failing)


def better_of(running: Iterable[J], closed: Iterable[J], *, windows: Windows) -> list[J]:
    """A claim inside the year: a flow that the running year has not reached yet is met where the last closed year reached it.

    Lines are those of the running year, in their order, each in place of itself.
    """
    before = {(line.tier, line.requirement, line.scope): line for line in closed}
    return [_better(line, before.get((line.tier, line.requirement, line.scope)), windows) for line in running]


def _better(line: J, before: J | None, windows: Windows) -> J:
    helps = before is not None and before.result in PASSING and windows.get(line.requirement) == "flow"
    return before if before is not None and helps and line.result not in PASSING else line
