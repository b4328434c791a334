from django import forms
from django.utils.translation import gettext_lazy as _

from portal.jobs.queries import choices_of_state


class JobFilter(forms.Form):
    """Which jobs a list shows."""

    state = forms.ChoiceField(label=_("State"), choices=choices_of_state, required=False)
