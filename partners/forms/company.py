"""Forms about who owns and leads a partner, and what its papers say. Each names a day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms import steps
from partners.services.company.facts import CHANGEABLE
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
        help_text=_("A country by its two letters. A trade name or tax id that there is no more: leave it empty."),
    )
    begins = forms.DateField(label=_("From"), widget=DayInput())
