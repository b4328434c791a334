"""Figures of scorecard lines as people write them."""

from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from tiering.guide.requirements import Requirement
from tiering.rules.cards.lines import Figure

DASH = "—"
LONGEST_FRACTION = 4
PERCENT = ("percent", "change")


def number_words(number: Decimal | int, *, unit: str = "") -> str:
    """Grouped as the reader's language does, without zeros at the end; amounts of money keep two places."""
    value = Decimal(number)
    shown = format(round(value, LONGEST_FRACTION).normalize(), "f")
    places = len(shown.partition(".")[2])
    if unit == "money" and places:
        places = 2
    words = formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{words}\N{NO-BREAK SPACE}%" if unit in PERCENT else words


def figure_words(figure: Figure, *, unit: str = "") -> str:
    """What was measured, or a dash."""
    if figure is None:
        return DASH
    if isinstance(figure, bool):
        return _("yes") if figure else _("no")
    return figure if isinstance(figure, str) else number_words(figure, unit=unit)


def required_words(figure: Figure, *, asked: Requirement | None) -> str:
    """What is asked, with its direction."""
    words = figure_words(figure, unit=asked.unit if asked else "")
    if asked is None or figure is None or isinstance(figure, bool | str):
        return words
    if asked.kind == "maximum":
        return (
            _("below %(figure)s") % {"figure": words} if asked.strict else _("at most %(figure)s") % {"figure": words}
        )
    return _("above %(figure)s") % {"figure": words} if asked.strict else _("at least %(figure)s") % {"figure": words}
