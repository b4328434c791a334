"""Who sits in which group, from when, until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DayInput


class SeatForm(forms.Form):
    """Somebody for a group that the guide names."""

    group = forms.ChoiceField(label=_("Group"))
    member = forms.TypedChoiceField(label=_("Person"), coerce=int)
    begins = forms.DateField(label=_("From"), widget=DayInput(), help_text=_("Today or later."))

    def __init__(self, *typed: Any, groups: list[tuple[str, str]], people: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*typed, **more)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]
        self.fields["member"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class SeatEndingForm(forms.Form):
    """From a day on somebody sits there no more."""

    ends = forms.DateField(label=_("Not any more from"), widget=DayInput(), help_text=_("Today or later."))
