"""What compliance adds to the shell: an entry of the rail, a card with the state of the lists, what waits, the search."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from compliance.models import Case
from compliance.queries.cases import OLDEST_FIRST, cases_visible_to, workers_on
from compliance.queries.freshness import confirmed_at, freshness
from compliance.states import CASE_STATES, CaseState
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

navigation_entry(
    "cases", label=gettext_lazy("Due diligence"), icon="cases", url_name="compliance:cases", right="cases.see", order=5
)


def _url(case: Case, slug: str) -> str:
    return reverse("compliance:case", kwargs={"vendor": slug, "case": case.pk})


@home_card("cases", right="cases.see", order=5)
def cases_card(actor: Actor) -> Card:
    """How many cases are at work, the oldest, and whether the lists are fresh."""
    slug, now = current_slug(), timezone.now()
    waiting = cases_visible_to(actor).filter(waiting=True)
    count = capped_count(waiting)
    oldest = list(waiting.order_by(*OLDEST_FIRST.columns)[:3])
    lists = freshness(now)
    late = sum(case.due_at < now for case in oldest)
    line = ngettext("%(n)s is late", "%(n)s are late", late) % {"n": late} if late else _("Nothing is late.")
    if not lists.is_fresh:
        line = _("A list is too old: nobody is approved.") if lists.versions else _("No list is loaded.")
    return Card(
        title=_("Due diligence"),
        figure="1,000+" if count > 1_000 else f"{count:,}",
        line=line,
        tone="" if lists.is_fresh else "bad",
        url=reverse("compliance:cases", kwargs={"vendor": slug}),
        action=_("All cases"),
        items=tuple(
            CardLine(case.company, _url(case, slug), _(CASE_STATES.labels[CaseState(case.state)])) for case in oldest
        ),
    )


@inbox_source("cases", right="cases.work")
def waiting_cases(actor: Actor, now: datetime) -> list[InboxItem]:
    """Cases at work, the oldest first; an escalated one says whether this member may decide it."""
    slug = current_slug()
    cases = cases_visible_to(actor).filter(waiting=True).order_by(*OLDEST_FIRST.columns)[:50]
    return [
        InboxItem(
            title=_("Due diligence: %(company)s") % {"company": case.company},
            url=_url(case, slug),
            at=case.opened_at,
            line=_line(case, actor),
            due=case.due_at,
            tone="warn" if case.state == CaseState.ESCALATED else "",
        )
        for case in cases
    ]


def _line(case: Case, actor: Actor) -> str:
    if case.state != CaseState.ESCALATED:
        return _("Checks are open.")
    if actor.membership_id in workers_on(case):
        return _("Escalated: a second person decides it.")
    return _("Escalated: rule on its hits, or decide it.")


@inbox_source("lists.stale", right="cases.see")
def stale_lists(actor: Actor, now: datetime) -> list[InboxItem]:
    """A list older than its limit: it stops every approval."""
    url = reverse("compliance:cases", kwargs={"vendor": current_slug()})
    return [
        InboxItem(
            title=_("List too old: %(list)s") % {"list": version.get_list_display()},
            url=url,
            at=confirmed_at(version),
            line=_("Nobody is approved before it is renewed."),
            tone="bad",
        )
        for version in freshness(now).stale
    ]


@search_source("cases", right="cases.see")
def find_cases(actor: Actor, words: str) -> list[Found]:
    """Cases by the beginning of the company's name."""
    slug = current_slug()
    cases = cases_visible_to(actor).filter(company__istartswith=words.strip()).order_by("-id")[:10]
    return [
        Found(case.company, _url(case, slug), _(CASE_STATES.labels[CaseState(case.state)]), _("Due diligence"))
        for case in cases
    ]
