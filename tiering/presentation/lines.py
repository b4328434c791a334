"""Lines of a scorecard as a reader sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiering.guide.requirements import Requirement
from tiering.models import ScorecardLine
from tiering.presentation.figures import figure_words, required_words
from tiering.presentation.guide_words import GuideWords, in_language
from tiering.presentation.reasons import reason_words
from tiering.rules.cards.lines import Figure
from tiering.rules.cards.stored_lines import args_from, figure_from

Result = ScorecardLine.Result
TONES: dict[str, str] = {
    Result.MET: "good",
    Result.MISSED: "warn",
    Result.MISSING_TARGET: "bad",
    Result.WAIVED: "info",
}
#: Results that keep a tier from being reached.
STOPPING = (Result.MISSED, Result.MISSING_TARGET)
GROUPS: dict[str, str | Promise] = {
    "business": gettext_lazy("Business"),
    "people": gettext_lazy("People and certificates"),
    "customers": gettext_lazy("Customers"),
    "quality": gettext_lazy("Quality"),
    "conduct": gettext_lazy("Papers and conduct"),
    "": gettext_lazy("Other requirements"),
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line. `value` and `threshold` are there where a bar says something; `todo` is what is to be done."""

    id: int
    tier: str
    tier_words: str
    text: str
    about: str
    scope: str
    rule_id: str
    confirmed: bool
    result: str
    result_words: str
    tone: str
    required: str
    actual: str
    counted: str
    value: Decimal | None
    threshold: Decimal | None
    todo: str
    group: str
    waived: bool

    @property
    def stops(self) -> bool:
        """Whether it keeps the tier from being reached."""
        return self.result in STOPPING

    @property
    def name(self) -> str:
        """The rule and where it is asked."""
        return f"{self.text}, {self.scope}" if self.scope else self.text


@dataclass(frozen=True, slots=True)
class GroupView:
    """Lines of one kind."""

    label: str | Promise
    lines: tuple[LineView, ...]
    stopping: int


def line_view(line: ScorecardLine, *, words: GuideWords, category: str) -> LineView:
    """One stored line in the reader's language."""
    asked = words.requirement(line.requirement, category=category, scope=line.scope)
    required, actual, counted = figures_of(line)
    unit = asked.unit if asked else ""
    measured = actual if counted is None else counted
    drawn = _is_drawn(required, measured)
    return LineView(
        id=line.pk,
        tier=line.tier,
        tier_words=words.tier(line.tier),
        text=in_language(asked.text) if asked else line.requirement.replace("_", " "),
        about=in_language(asked.about) if asked and asked.about else "",
        scope=words.scope(line.scope),
        rule_id=line.rule,
        confirmed=_is_confirmed(line, asked),
        result=line.result,
        result_words=line.get_result_display(),
        tone=TONES.get(line.result, ""),
        required=_("not set yet") if line.result == Result.MISSING_TARGET else required_words(required, asked=asked),
        actual=_("not measured") if actual is None and line.result in STOPPING else figure_words(actual, unit=unit),
        counted=figure_words(counted, unit=unit) if counted is not None and counted != actual else "",
        value=Decimal(line.actual if line.counted is None else line.counted) if drawn else None,  # type: ignore[arg-type]
        threshold=line.required if drawn else None,
        todo=reason_words(line.reason, args_from(line.args), words=words, asked=asked),
        group=_group(asked),
        waived=line.result == Result.WAIVED,
    )


def figures_of(line: ScorecardLine) -> tuple[Figure, Figure, Figure]:
    """Required, actual and counted as they were evaluated."""
    required, actual, counted = tuple(line.kinds)
    return (
        figure_from(required, line.required, line.required_word),
        figure_from(actual, line.actual, line.actual_word),
        figure_from(counted, line.counted, None),
    )


def grouped(lines: Iterable[LineView]) -> list[GroupView]:
    """By kind, in the order of the kinds; what stops a tier stands first in each."""
    by_group: dict[str, list[LineView]] = {}
    for line in lines:
        by_group.setdefault(line.group, []).append(line)
    return [
        GroupView(label, tuple(sorted(found, key=lambda line: not line.stops)), sum(line.stops for line in found))
        for key, label in GROUPS.items()
        if (found := by_group.get(key))
    ]


def of_tier(lines: Sequence[LineView], tier: str) -> list[LineView]:
    """Lines of one tier."""
    return [line for line in lines if line.tier == tier]


def _is_drawn(required: Figure, measured: Figure) -> bool:
    numbers = isinstance(required, int | Decimal) and isinstance(measured, int | Decimal)
    return numbers and not isinstance(required, bool) and not isinstance(measured, bool) and bool(required)


def _is_confirmed(line: ScorecardLine, asked: Requirement | None) -> bool:
    """Whether somebody confirmed what is asked (X-04)."""
    if asked is None:
        return True
    cells = [cell for tier, _market, cell in asked.cells() if tier == line.tier]
    return asked.confirmed and all(cell.confirmed for cell in cells)


def _group(asked: Requirement | None) -> str:
    if asked is None:
        return ""
    return asked.group or ("people" if asked.kind == "basket" else "")
