"""What leads add to the shell: an entry of the rail, a card, the partner's ending clocks, the search."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leads.models import Lead
from leads.presentation import pill_of
from leads.queries import CLOSED, leads_visible_to, named_like
from leads.states import Assignment
from portal.accounts.actor import Actor
from portal.keyset import capped_count
from portal.shell.registries import (
    Card,
    CardLine,
    Found,
    InboxItem,
    home_card,
    inbox_source,
    navigation_entry,
    search_source,
)
from portal.tenancy.queries import current_slug

SOON = timedelta(days=14)

navigation_entry("leads", label=gettext_lazy("Leads"), icon="leads", url_name="leads:list", right="leads.see", order=10)


def _url(lead: Lead, slug: str) -> str:
    return reverse("leads:lead", kwargs={"vendor": slug, "lead": lead.pk})


def _ending(actor: Actor, now: datetime) -> list[Lead]:
    """Leads whose protection ends soon, the soonest first."""
    leads = leads_visible_to(actor).filter(
        assignment=Assignment.ASSIGNED, protected_until__gt=now, protected_until__lte=now + SOON
    )
    return list(leads.exclude(status__in=CLOSED).order_by("protected_until", "id")[:50])


@home_card("leads", right="leads.see", order=10)
def leads_card(actor: Actor) -> Card | None:
    """How many run, and what ends soonest; for a manager how many wait."""
    slug, now = current_slug(), timezone.now()
    here = reverse("leads:list", kwargs={"vendor": slug})
    running = leads_visible_to(actor).filter(assignment=Assignment.ASSIGNED, protected_until__gt=now)
    count = capped_count(running.exclude(status__in=CLOSED))
    ending = _ending(actor, now)
    lines = tuple(
        CardLine(lead.company, _url(lead, slug), _("ends %(day)s") % {"day": _day(lead)}, "warn") for lead in ending[:3]
    )
    line = ngettext("%(n)s protection ends within two weeks", "%(n)s protections end within two weeks", len(ending))
    return Card(
        title=_("Protected leads"),
        figure="1,000+" if count > 1_000 else f"{count:,}",
        line=line % {"n": len(ending)},
        url=here,
        action=_("All leads"),
        items=lines,
    )


def _day(lead: Lead) -> str:
    assert lead.protected_until is not None
    return date_format(timezone.localtime(lead.protected_until), "SHORT_DATE_FORMAT")


@inbox_source("leads.ending", right="leads.register")
def ending_protections(actor: Actor, now: datetime) -> list[InboxItem]:
    """A partner's leads whose protection ends soon."""
    slug = current_slug()
    return [
        InboxItem(
            title=_("Protection of %(company)s ends soon") % {"company": lead.company},
            url=_url(lead, slug),
            at=lead.assigned_at or lead.registered_at,
            line=_("Ask your channel manager to extend it, or close it."),
            due=lead.protected_until,
            tone="warn",
        )
        for lead in _ending(actor, now)
    ]


@search_source("leads", right="leads.see")
def find_leads(actor: Actor, words: str) -> list[Found]:
    """Leads by the beginning of the company's name."""
    slug, now = current_slug(), timezone.now()
    leads = named_like(leads_visible_to(actor), words).prefetch_related("partner").order_by("search_name", "id")[:10]
    return [
        Found(lead.company, _url(lead, slug), f"{lead.partner.name} · {pill_of(lead, now=now)[0]}", _("Lead"))
        for lead in leads
    ]
