"""Forms about who owns and leads a partner, and what its papers say. Each names a day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms import steps
from partners.models import CompanyFact
from partners.services.company.facts import CHANGEABLE
from portal.countries import BY_NAME
from portal.forms import DayInput, LineField


class OwnerForm(steps.OwnerForm):
    """Somebody who holds shares."""

    begins = forms.DateField(label=_("Owner since"), widget=DayInput())


class ExecutiveForm(steps.ExecutiveForm):
    """Somebody who leads."""

    begins = forms.DateField(label=_("Executive since"), widget=DayInput())


class ShareForm(forms.Form):
    """Another share of the same owner."""

    share = steps.ShareField()
    begins = forms.DateField(label=_("From"), widget=DayInput())


class EndingForm(forms.Form):
    """Somebody is no owner or executive any more."""

    ends = forms.DateField(label=_("Not any more from"), widget=DayInput())


class FactForm(forms.Form):
    """What a paper says now."""

    kind = forms.ChoiceField(label=_("What changed"), choices=[(kind.value, kind.label) for kind in CHANGEABLE])
    value = LineField(
        label=_("It is now"),
        max_length=160,
        required=False,
        help_text=_("Of a country, choose it below. A trade name or tax id that there is no more: leave it empty."),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=[("", "—"), *BY_NAME],
        help_text=_("Only where the country changed."),
    )
    begins = forms.DateField(label=_("From"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        """What is chosen of a country is its value; of anything else nothing may be chosen there."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        country = cleaned.pop("country", "")
        if cleaned.get("kind") == CompanyFact.Kind.COUNTRY:
            cleaned["value"] = country or cleaned.get("value", "")
        elif country:
            self.add_error("country", _("Choose “Country” above, or no country here."))
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with a country is said where it is chosen."""
        is_country = field == "value" and self.data.get("kind") == CompanyFact.Kind.COUNTRY
        super().add_error("country" if is_country else field, error)
