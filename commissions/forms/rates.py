"""The rate of an agreement."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DayInput, reason_field


class RateForm(forms.Form):
    """A percentage from a day on, and why."""

    percent = forms.DecimalField(
        label=_("Rate, %"), min_value=Decimal("0.0001"), max_value=Decimal(100), max_digits=7, decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    begins = forms.DateField(label=_("From"), widget=DayInput(), help_text=_("Sales of this day and later."))
    reason = reason_field(help_text=_("Who confirms it reads this: name the agreement's paragraph, for example."))
