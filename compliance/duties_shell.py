"""Rights and words of duties, what waits for a partner because of them, and for those who read them."""

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from compliance.duty_states import WAITS_FOR_PARTNER, DutyState
from compliance.models import Duty
from compliance.queries.duties import duties_in_inbox, duties_visible_to, duties_waiting, terms_of, today_of
from portal.accounts.actor import Actor
from portal.accounts.rights import (
    CHANNEL_MANAGER,
    COMPLIANCE,
    PARTNER_ADMIN,
    PARTNERS,
    PROGRAM_ADMIN,
    declare_right,
)
from portal.audit.kinds import audit_kind
from portal.shell.registries import Card, CardLine, InboxItem, home_card, inbox_source, navigation_entry
from portal.tenancy.queries import current_slug

MOST_LINES = 4

declare_right(
    "duties.see",
    gettext_lazy("See yearly duties of partners"),
    {*PARTNERS, CHANNEL_MANAGER, COMPLIANCE, PROGRAM_ADMIN},
    while_waiting=True,
)
declare_right(
    "duties.file",
    gettext_lazy("File yearly forms, or file them for a partner"),
    {PARTNER_ADMIN, COMPLIANCE},
    while_waiting=True,
)
declare_right("duties.review", gettext_lazy("Read yearly forms, give them back or excuse them"), {COMPLIANCE})
audit_kind("duty.moved", gettext_lazy("moved a yearly duty"))
navigation_entry(
    "duties", label=gettext_lazy("Duties"), icon="calendar", url_name="duties:list", right="duties.review", order=40
)


@home_card("duties", right="duties.see", order=45)
def owed_card(actor: Actor) -> Card | None:
    """A partner's way to its duties: how many wait, and which is due first."""
    if actor.is_staff or not duties_visible_to(actor).exists():
        return None
    now = timezone.now()
    owed = duties_waiting(actor)
    days = [(duty, duty.due_on < today_of(duty.program, now)) for duty in owed[:MOST_LINES]]
    return Card(
        title=_("Duties"),
        figure=f"{len(owed):,}",
        line=ngettext("form of the year waits for you", "forms of the year wait for you", len(owed)),
        url=reverse("duties:list", kwargs={"vendor": current_slug()}),
        action=_("All duties"),
        items=tuple(_line(duty, now, is_late=is_late) for duty, is_late in days),
    )


def _line(duty: Duty, now: datetime, *, is_late: bool) -> CardLine:
    due = _("due %(day)s") % {"day": date_format(duty.due_on, "SHORT_DATE_FORMAT")}
    return CardLine(_name(duty, now), _url(duty), due, "bad" if is_late else "")


@inbox_source("duties.waiting", right="duties.file")
def waiting(actor: Actor, now: datetime) -> list[InboxItem]:
    """What a partner has to file."""
    if actor.is_staff:
        return []
    return [_item(duty, now, _("%(name)s is due")) for duty in duties_waiting(actor)]


@inbox_source("duties.review", right="duties.review")
def to_read(actor: Actor, now: datetime) -> list[InboxItem]:
    """What was filed and waits to be read, and what is overdue (G-ETH-01, A-QST-01)."""
    rows = duties_in_inbox(actor)
    filed = rows.filter(state=DutyState.FILED).order_by("filed_at", "id")[:25]
    late = [
        duty
        for duty in rows.filter(state__in=WAITS_FOR_PARTNER, due_on__lt=now.date()).order_by("due_on", "id")[:25]
        if duty.due_on < today_of(duty.program, now)
    ]
    return [
        *(_item(duty, now, _("%(partner)s: %(name)s is to be read")) for duty in filed),
        *(_item(duty, now, _("%(partner)s: %(name)s is overdue")) for duty in late),
    ]


def _item(duty: Duty, now: datetime, words: str) -> InboxItem:
    due = datetime.combine(duty.due_on, time(), UTC)
    return InboxItem(
        title=words % {"name": _name(duty, now), "partner": duty.partner.name},
        url=_url(duty),
        at=duty.filed_at or duty.opened_at,
        due=due,
        tone="warn" if due < now else "",
    )


def _name(duty: Duty, now: datetime) -> str:
    terms = terms_of(duty, now)
    return terms.asked.name.within(get_language() or "en") if terms else duty.key


def _url(duty: Duty) -> str:
    return reverse("duties:duty", kwargs={"vendor": current_slug(), "duty": duty.pk})
