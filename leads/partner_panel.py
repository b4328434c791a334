"""Leads on a partner's page: how many run, and whose protection ends first."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.presentation import row_of
from leads.queries import CLOSED, leads_visible_to
from leads.states import Assignment
from partners.models import Partner
from partners.panels import Panel, partner_history, partner_panel
from portal.accounts.actor import Actor
from portal.keyset import capped_count
from portal.tenancy.queries import current_slug

SHOWN = 5
partner_history("lead.", "deal.", right="leads.see")


@partner_panel("leads", label=gettext_lazy("Leads"), right="leads.see", order=50)
def leads(actor: Actor, partner: Partner) -> Panel:
    """What waits for a decision, what is protected, and what ends soonest."""
    slug, now = current_slug(), timezone.now()
    every = leads_visible_to(actor).filter(partner=partner)
    running = every.filter(assignment=Assignment.ASSIGNED, protected_until__gt=now).exclude(status__in=CLOSED)
    soonest = running.select_related("partner").order_by("protected_until", "id")[:SHOWN]
    context = {
        "waiting": capped_count(every.filter(assignment=Assignment.PENDING)),
        "running": capped_count(running),
        "closed": capped_count(every.filter(status__in=CLOSED)),
        "rows": [row_of(lead, vendor=slug, now=now) for lead in soonest],
        "now": now,
    }
    url = f"{reverse('leads:list', kwargs={'vendor': slug})}?partner={partner.pk}"
    return Panel("leads/_partner_panel.html", context, url=url, action=_("All leads"))
