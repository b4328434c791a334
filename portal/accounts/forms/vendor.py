"""A vendor's settings, looks and address; founding one."""

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from portal.forms import zone_choices
from portal.tenancy.rules import LONGEST_LOGO


class SettingsForm(forms.Form):
    """What the vendor's books need."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    currencies = forms.CharField(
        label=_("Currencies"), max_length=400, help_text=_("Three letters each, such as USD EUR.")
    )
    sender = forms.EmailField(label=_("Sender of mails"), required=False, max_length=254)
    first_month = forms.TypedChoiceField(label=_("Fiscal year begins in"), coerce=int, choices=list(MONTHS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [("", _("Not chosen")), *zone_choices()]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]

    def clean_currencies(self) -> list[str]:
        """Codes in capitals, each once."""
        text: str = self.cleaned_data["currencies"]
        return list(dict.fromkeys(text.upper().replace(",", " ").split()))


class BrandForm(forms.Form):
    """Name and looks."""

    name = forms.CharField(label=_("Name"), max_length=80)
    hue = forms.IntegerField(
        label=_("Hue"), min_value=0, max_value=359, help_text=_("Degrees: 0 red, 120 green, 240 blue.")
    )
    logo = forms.CharField(
        label=_("Mark"),
        required=False,
        max_length=LONGEST_LOGO,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The path data of one SVG path drawn on 24 by 24: it begins with M."),
    )


class AddressForm(forms.Form):
    """The first segment of every address of the vendor."""

    slug = forms.CharField(label=_("Address"), max_length=40, help_text=_("Old addresses keep leading here."))


class FoundingForm(forms.Form):
    """A new vendor."""

    name = forms.CharField(label=_("Name"), max_length=80)
    slug = forms.CharField(
        label=_("Address"), max_length=40, help_text=_("First segment of its addresses, such as “acme”.")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3, initial="USD")
    admin = forms.EmailField(label=_("Mail address of the first admin"), max_length=254)

    def clean_currency(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["currency"]).upper()
