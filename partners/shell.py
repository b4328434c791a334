"""What partners add to the shell: the people on the rail, and in the search."""

from datetime import UTC, datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import PeopleNotice
from partners.queries.clocks import open_notices
from partners.queries.people import found_posts
from portal.accounts.actor import Actor
from portal.shell.registries import Found, InboxItem, inbox_source, navigation_entry, search_source, settings_entry
from portal.tenancy.queries import current_slug

navigation_entry(
    "colleagues",
    label=gettext_lazy("People"),
    icon="people",
    url_name="people:list",
    right="colleagues.follow",
    order=20,
)
settings_entry(
    "colleagues",
    label=gettext_lazy("People of partners"),
    line=gettext_lazy("Who is counted, and imports of people and certificates"),
    icon="people",
    url_name="people:list",
    right="colleagues.certify",
    order=15,
)


@search_source("colleagues", right="colleagues.see")
def find_people(actor: Actor, words: str) -> list[Found]:
    """By the beginning of the name, or the mail address as it is."""
    is_named = Q(person__name__istartswith=words) | Q(person__mail=words.casefold())
    named = found_posts(actor).filter(is_named).select_related("person").prefetch_related("partner")
    slug = current_slug()
    return [
        Found(
            post.person.name,
            reverse("people:person", kwargs={"vendor": slug, "person": post.person_id}),
            f"{post.get_role_display()} · {post.partner.name}",
            _("Person"),
        )
        for post in named.order_by("person__name", "id")[:10]
    ]


@inbox_source("colleagues.clocks", right="colleagues.certify")
def clocks_over(actor: Actor, now: datetime) -> list[InboxItem]:
    """Leavers nobody replaced and exams nobody booked: a manager speaks with the partner (G-REQ-07, G-REQ-09)."""
    slug = current_slug()
    kind = PeopleNotice.Kind
    items = []
    for notice in open_notices(kind.REPLACEMENT, kind.BOOKING):
        if notice.kind == kind.REPLACEMENT:
            title = _("%(partner)s has not replaced somebody who left") % {"partner": notice.partner.name}
            url = reverse("people:person", kwargs={"vendor": slug, "person": notice.person_id})
            line = notice.person.name if notice.person else ""
        else:
            title = _("%(partner)s has not booked its exams") % {"partner": notice.partner.name}
            url = f"{reverse('people:list', kwargs={'vendor': slug})}?partner={notice.partner_id}"
            line = notice.enrolment.program.name if notice.enrolment else ""
        due = datetime.combine(notice.due_on, time(), UTC)
        items.append(InboxItem(title=title, url=url, at=due, line=line, due=due, tone="warn"))
    return items
