"""People and their papers in words, for pages."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.models import Certificate, Person, Post
from partners.queries.people import Held
from partners.rules.counting import why_not_counted
from portal.audit.models import AuditRecord
from portal.audit.queries import sentences
from portal.countries import COUNTRIES

DAY = timedelta(days=1)
WHY: dict[str, str | Promise] = {
    "not_begun": gettext_lazy("Has not begun yet"),
    "left": gettext_lazy("Left"),
    "not_employed": gettext_lazy("Not employed as the guide asks"),
    "foreign_mail": gettext_lazy("Mail is not at the company's own domain"),
}
#: Days among the details of an act.
_DAYS = ("begins", "last_day", "exam_on", "issued_on", "completed_on", "on")


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the list."""

    post: Post
    url: str
    country: str
    state: str
    tone: str
    why: str
    held: Held

    @property
    def certificates(self) -> str:
        """How many are active."""
        return ngettext("%(n)s certificate", "%(n)s certificates", self.held.active) % {"n": self.held.active}


def last_day_of(post: Post) -> date | None:
    """The last day in a post; None while it has no end."""
    return post.period.upper - DAY if post.period.upper else None


def row_of(
    post: Post, *, vendor: str, day: date, held: Held, domains: Collection[str], employments: Collection[str]
) -> Row:
    """A person with the state of today."""
    state, tone, why = state_of(post, day=day, domains=domains, employments=employments)
    url = reverse("people:person", kwargs={"vendor": vendor, "person": post.person_id})
    return Row(post, url, COUNTRIES.get(post.country, post.country), state, tone, why, held)


def state_of(post: Post, *, day: date, domains: Collection[str], employments: Collection[str]) -> tuple[str, str, str]:
    """Pill, its tone, and why somebody does not count (G-REQ-05)."""
    last = last_day_of(post)
    ends = _("last day %(day)s") % {"day": date_format(last, "DATE_FORMAT")} if last else ""
    why = why_not_counted(
        begins=post.period.lower,
        last_day=last,
        employment=post.employment,
        domain=post.domain,
        on=day,
        domains=domains,
        employments=employments,
    )
    if why == "left":
        return _("Left"), "", ends
    if why:
        return _("Not counted"), "warn", str(WHY[why])
    if last is not None:
        return _("Leaving"), "warn", ends
    return _("Counted"), "good", ""


def certificate_state(row: Certificate, *, day: date, soon: int, person_counts: bool) -> tuple[str, str]:
    """Pill and tone of a certificate on a day."""
    if row.ended_on is not None and row.ended_on <= day:
        return _("Withdrawn"), "bad"
    if row.expires_on < day:
        return _("Expired"), "bad"
    if row.issued_on > day:
        return _("Not yet"), ""
    if not person_counts:
        return _("Not counted"), ""
    if row.expires_on <= day + timedelta(days=soon):
        return _("Ends soon"), "warn"
    return _("Active"), "good"


def timeline_of(acts: Sequence[AuditRecord], *, vendor_name: str, staff: bool) -> list[dict[str, Any]]:
    """What was done, newest first. Partners read of the vendor, not of its people."""
    rows = []
    for act, said in zip(acts, sentences(acts), strict=True):
        is_vendors = act.membership_id is not None and str(said.who).startswith("#")
        who = vendor_name if is_vendors and not staff else said.who
        rows.append({"who": who, "at": said.at, "to_label": str(said.words), "why": ", ".join(_details(said.details))})
    return rows


def _details(details: Iterable[tuple[str, Any]]) -> list[str]:
    words = []
    for name, value in details:
        if value in (None, ""):
            continue
        if name in _DAYS:
            words.append(date_format(date.fromisoformat(value), "DATE_FORMAT"))
        else:
            words.append(str(value))
    return words


def mail_warning(person: Person, post: Post, domains: Sequence[str]) -> str:
    """That the mail is elsewhere, and where it should be."""
    if post.domain.lower() in {own.lower() for own in domains}:
        return ""
    if not domains:
        return _("No mail domain of this company is known, so nobody counts: your channel manager can record it.")
    return _("%(domain)s is none of the company's domains (%(own)s): this person is kept and does not count.") % {
        "domain": post.domain,
        "own": ", ".join(domains),
    }
