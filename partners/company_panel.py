"""Who owns and leads a partner, on its page: now and before, what waits to be confirmed, and what can be changed."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from partners.models import Partner, PartnerExecutive, PartnerOwner
from partners.panels import Panel, partner_panel
from partners.queries.company import changes_waiting, executives_ever, owners_ever
from partners.queries.people import vendor_today
from partners.views.company import EXECUTIVE_PAGES, OWNER_PAGES, PARTNER_PAGES
from portal.accounts.actor import Actor
from portal.approvals.kinds import KINDS
from portal.approvals.models import Approval
from portal.countries import COUNTRIES
from portal.tenancy.queries import current_slug


@partner_panel("principals", label=gettext_lazy("Owners and executives"), right="principals.see", order=20, own=True)
def principals(actor: Actor, partner: Partner) -> Panel | None:
    """Everybody who owns or leads it or did, with the days; a partner reads nothing of how they were screened."""
    now, slug = timezone.now(), current_slug()
    owners, executives = owners_ever(partner), executives_ever(partner)
    offered = PARTNER_PAGES.offered(actor, slug, partner, pk=partner.pk, at=now)
    actions = [action for action in offered if not action["refused"]]
    waiting = [
        {"label": KINDS.get(one.kind).label, "url": _question(actor, slug, one)} for one in changes_waiting(partner)
    ]
    if not (owners or executives or actions):
        return None
    day = vendor_today(now)
    return Panel(
        "partners/panels/principals.html",
        {
            "owners": [
                _row(one, day) | {"acts": OWNER_PAGES.offered(actor, slug, one, pk=one.pk, at=now)} for one in owners
            ],
            "executives": [
                _row(one, day) | {"acts": EXECUTIVE_PAGES.offered(actor, slug, one, pk=one.pk, at=now)}
                for one in executives
            ],
            "actions": actions,
            "waiting": waiting,
        },
    )


def _question(actor: Actor, slug: str, approval: Approval) -> str:
    """Where it is decided or taken back, for whoever reads that page."""
    may = actor.may("approvals.withdraw")
    return reverse("approvals:page", kwargs={"vendor": slug, "approval": approval.pk}) if may else ""


def _row(one: PartnerOwner | PartnerExecutive, day: Any) -> dict[str, Any]:
    ends = one.period.upper
    return {"one": one, "country": COUNTRIES.get(one.country, one.country), "gone": ends is not None and ends <= day}
