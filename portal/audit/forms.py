from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership
from portal.audit.kinds import KINDS
from portal.audit.queries import Wanted

LARGEST_ID = 2**63 - 1


def kinds() -> list[tuple[str, object]]:
    """Every kind with its words, for a filter."""
    named = sorted((str(kind.words), kind.key) for kind in KINDS.all().values())
    return [("", _("Everything")), *((key, capfirst(words)) for words, key in named)]


def people() -> list[tuple[str, object]]:
    """Everybody who was ever a member, for a filter."""
    names = Membership.objects.order_by("name", "pk").values_list("pk", "name")[:500]
    return [("", _("Everybody")), *((str(pk), name) for pk, name in names)]


class AuditFilter(forms.Form):
    """What a reader looks for. `thing` and `thing_id` come from links of other pages."""

    kind = forms.ChoiceField(label=_("Act"), choices=kinds, required=False)
    member = forms.ChoiceField(label=_("Person"), choices=people, required=False)
    thing = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    thing_id = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput)

    def wanted(self) -> Wanted:
        """What the form understood; everything where it understood nothing."""
        if not self.is_valid():
            return Wanted()
        answer = self.cleaned_data
        member = int(answer["member"]) if answer["member"] else None
        return Wanted(answer["kind"], member, answer["thing"], answer["thing_id"])
