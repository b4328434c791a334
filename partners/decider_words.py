"""Approval groups and who sits in them, in the words of the pages."""

from collections.abc import Mapping
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.rules.deciding import Deciders
from portal.accounts.models import MembershipRole

GROUP_WORDS: Mapping[str, Promise] = {
    "svp_global_partners": gettext_lazy("SVP Global Partners"),
    "global_partners_team": gettext_lazy("Global Partners team"),
    "partner_marketing": gettext_lazy("Partner marketing"),
    "partner_management": gettext_lazy("Partner management"),
    "developer_support": gettext_lazy("Developer support"),
    "product_management": gettext_lazy("Product management"),
    "business_development": gettext_lazy("Business development"),
    "channel_administrator": gettext_lazy("Channel administrator"),
    "ethics_and_integrity": gettext_lazy("Ethics and integrity"),
    "onboarding_team": gettext_lazy("Onboarding team"),
    "channel_managers": gettext_lazy("Channel managers"),
}


def group_words(key: str) -> str:
    """How a group is called."""
    return str(GROUP_WORDS.get(key, key))


def role_words(roles: tuple[str, ...]) -> str:
    """Roles, one after the other."""
    return ", ".join(str(MembershipRole(role).label) for role in roles)


def decider_words(deciders: Deciders) -> str:
    """Groups with their people; the roles where nobody is seated."""
    if not deciders.seated:
        return role_words(deciders.roles)
    by_group = groupby(deciders.seated, key=lambda one: one.group)
    return "; ".join(f"{group_words(key)}: {', '.join(one.name for one in people)}" for key, people in by_group)


def decided_by(deciders: Deciders) -> str:
    """To somebody who does not: who can."""
    return _("Decided by: %(who)s.") % {"who": decider_words(deciders)}


def others_decide(deciders: Deciders) -> str:
    """The same, and why the roles do where they do."""
    words = decided_by(deciders)
    return words if deciders.seated else f"{words} {nobody_sits(deciders)}"


def nobody_sits(deciders: Deciders) -> str:
    """Why the roles decide."""
    named = ", ".join(group_words(key) for key in deciders.groups)
    return ngettext(
        "Nobody sits in the group that the guide names (%(groups)s), so these roles stand for it.",
        "Nobody sits in the groups that the guide names (%(groups)s), so these roles stand for them.",
        len(deciders.groups),
    ) % {"groups": named}
