"""Recording a figure that nothing here measures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DayInput
from tiering.services.readings import LONGEST_SOURCE, read_typed

Choices = Sequence[tuple[str, str]]


class FigureForm(forms.Form):
    """One figure of one partner (G-TIER-13)."""

    metric = forms.ChoiceField(label=_("Figure"))
    country = forms.ChoiceField(
        label=_("Country"), required=False, help_text=_("Only for figures that are asked country by country.")
    )
    value = forms.CharField(
        label=_("Value"), max_length=40, help_text=_("A number such as 8.4 or 500000.00, or yes or no.")
    )
    on = forms.DateField(label=_("As of"), widget=DayInput())
    source = forms.CharField(
        label=_("Where it is from"),
        max_length=LONGEST_SOURCE,
        help_text=_("The survey, the assessment or the report: the partner reads it on its scorecard."),
    )

    def __init__(self, data: Any, *, initial: Mapping[str, Any], figures: Choices, countries: Choices) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["metric"].choices = list(figures)  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("The whole partner")), *countries]  # type: ignore[attr-defined]

    def clean_value(self) -> bool | str:
        """Yes and no in either case; any other word is left to the guide to refuse."""
        return read_typed(self.cleaned_data["value"])
