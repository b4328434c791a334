"""What applications add to the shell: an entry of the rail, a card, what waits, the search."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.application_words import age_of, next_step, state_words
from partners.decider_words import others_decide
from partners.models import Application
from partners.queries.applications import applications_visible_to, named_like
from partners.queries.deciders import deciders_of, may_decide
from partners.rules.deciding import Deciders
from partners.states import WAITING, ApplicationState
from portal.accounts.actor import Actor
from portal.guides.models import Program
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
    settings_entry,
)
from portal.tenancy.queries import current_slug

#: From then on the card draws an age as a warning. A figure of the screen: nothing is decided by it, and no guide has a clock
#: for the decision (the one for checks is the case's own).
OLD_AFTER_DAYS = 10

navigation_entry(
    "applications",
    label=gettext_lazy("Applications"),
    icon="inbox",
    url_name="applications:list",
    right="applications.queue",
    order=25,
)


settings_entry(
    "applications",
    label=gettext_lazy("Applications"),
    line=gettext_lazy("Companies that want to join, and what was decided"),
    icon="inbox",
    url_name="applications:list",
    right="applications.see",
    order=22,
)


def _url(application: Application, slug: str) -> str:
    return reverse("applications:application", kwargs={"vendor": slug, "application": application.pk})


@home_card("applications", right="applications.decide", order=15)
def applications_card(actor: Actor) -> Card | None:
    """How many wait in programs where this member decides, and the oldest."""
    slug, now = current_slug(), timezone.now()
    waiting = applications_visible_to(actor).filter(state__in=WAITING)
    waiting = waiting.exclude(program__in=_decided_by_others(actor, waiting, now))
    count = capped_count(waiting)
    oldest = list(waiting.order_by("submitted_at", "id")[:3])
    lines = tuple(
        CardLine(
            one.company, _url(one, slug), _days(age_of(one, now)), "warn" if age_of(one, now) > OLD_AFTER_DAYS else ""
        )
        for one in oldest
    )
    return Card(
        title=_("Applications"),
        figure="1,000+" if count > 1_000 else f"{count:,}",
        line=ngettext("%(n)s company waits for a decision", "%(n)s companies wait for a decision", count)
        % {"n": count},
        url=reverse("applications:list", kwargs={"vendor": slug}),
        action=_("All applications"),
        items=lines,
    )


def _days(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@inbox_source("applications.waiting", right="applications.decide")
def waiting_applications(actor: Actor, now: datetime) -> list[InboxItem]:
    """Applications in review whose move is the vendor's, oldest first."""
    slug = current_slug()
    waiting = applications_visible_to(actor).filter(
        state__in=WAITING - {ApplicationState.ESCALATED}, asked_at__isnull=True
    )
    others = _decided_by_others(actor, waiting, now)
    mine = waiting.exclude(program__in=others)
    items = [
        InboxItem(
            title=_("%(company)s applies") % {"company": one.company},
            url=_url(one, slug),
            at=one.submitted_at or one.started_at,
            line=next_step(one),
        )
        for one in mine.order_by("submitted_at", "id")[:50]
    ]
    return items + [_of_others(waiting.filter(program=program), program, one) for program, one in others.items()]


def _decided_by_others(actor: Actor, waiting: QuerySet[Application], now: datetime) -> dict[Program, Deciders]:
    """Programs with something waiting in which other people decide, and who they are."""
    programs = Program.objects.filter(pk__in=waiting.order_by().values("program")).order_by("name", "pk")
    by_program = {program: deciders_of(program, now) for program in programs}
    return {program: one for program, one in by_program.items() if one is not None and not may_decide(actor, one)}


def _of_others(waiting: QuerySet[Application], program: Program, deciders: Deciders) -> InboxItem:
    """What waits in a program where other people decide: one line, with who they are."""
    count = capped_count(waiting)
    oldest = waiting.order_by("submitted_at", "id").first()
    assert oldest is not None
    words = ngettext("%(n)s application to %(program)s waits", "%(n)s applications to %(program)s wait", count)
    return InboxItem(
        title=words % {"n": count, "program": program.name},
        url=f"{reverse('applications:list', kwargs={'vendor': current_slug()})}?program={program.pk}",
        at=oldest.submitted_at or oldest.started_at,
        line=others_decide(deciders),
    )


@search_source("applications", right="applications.see")
def find_applications(actor: Actor, words: str) -> list[Found]:
    """Applications by the beginning of the company's name."""
    slug = current_slug()
    found = (
        named_like(applications_visible_to(actor), words).select_related("program").order_by("search_name", "id")[:10]
    )
    return [
        Found(one.company, _url(one, slug), f"{one.program.name} · {state_words(one.state)}", _("Application"))
        for one in found
    ]
