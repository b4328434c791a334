"""Making API keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import RIGHTS
from portal.forms import DayInput


class KeyForm(forms.Form):
    """A key to make: its name, what it may do, until when."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What will use it, such as “CRM import”."))
    scopes = forms.MultipleChoiceField(label=_("It may"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        widget=DayInput(),
        help_text=_("At the start of that day. Without one it works until somebody revokes it."),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = [right for key, right in RIGHTS.all().items() if key in actor.rights]
        self.fields["scopes"].choices = [(right.key, right.label) for right in rights]  # type: ignore[attr-defined]
