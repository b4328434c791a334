"""Inviting people and changing their roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership, MembershipRole
from portal.accounts.services.invitations import roles_to_give


class InvitationForm(forms.Form):
    """One person to invite."""

    email = forms.EmailField(label=_("Mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"))
    partner = forms.IntegerField(
        label=_("Partner number"),
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text=_("Only for people of a partner: the number in the address of the partner's page."),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles_to_give(actor)]  # type: ignore[attr-defined]
        if not actor.is_staff:
            del self.fields["partner"]


class RoleForm(forms.Form):
    """A member's new role: those of the same side that this person may give."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, actor: Any, member: Membership, **kwargs: Any) -> None:
        kwargs["initial"] = {"role": member.role}
        super().__init__(*args, **kwargs)
        side = [role for role in roles_to_give(actor) if Membership(role=role).is_staff_role is member.is_staff_role]
        choices = [(role.value, MembershipRole(role).label) for role in side]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
