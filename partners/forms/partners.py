"""The filter of the list of partners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from partners.queries.partners import Wanted
from portal.accounts.actor import Actor
from portal.countries import BY_NAME
from portal.forms import ANY


class PartnerFilterForm(forms.Form):
    """What the list may be narrowed to; all of it lives in the URL."""

    name = forms.CharField(label=_("Name"), max_length=160, required=False, help_text=_("Or its number elsewhere."))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Partner.State.choices])
    program = forms.ChoiceField(label=_("Program"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False, choices=[ANY, *BY_NAME])
    held = forms.ChoiceField(label=_("On hold"), required=False, choices=[ANY, ("yes", _("yes"))])
    mine = forms.ChoiceField(label=_("Only mine"), required=False, choices=[ANY, ("yes", _("yes")), ("no", _("no"))])

    def __init__(self, data: Any, *, programs: list[tuple[str, str]], actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        self.fields["program"].choices = [ANY, *programs]  # type: ignore[attr-defined]
        if not actor.may("partners.look_after"):
            del self.fields["mine"]

    def wanted(self) -> Wanted:
        """The filters that were understood."""
        if not self.is_valid():
            return Wanted()
        typed = self.cleaned_data
        program = int(typed["program"]) if typed["program"] else None
        manager = self.actor.membership_id if typed.get("mine") == "yes" else None
        return Wanted(typed["name"], typed["state"], program, typed["country"], bool(typed["held"]), manager)
