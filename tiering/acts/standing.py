"""How a partner stands while its tier stays: what the tier adds, and which category it is known by."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.forms import ReasonForm
from tiering.acts.base import tier_act
from tiering.queries.desk import Desk
from tiering.queries.extras import earliest_suspension, open_watch
from tiering.queries.primary import count_enrolments, primary_enrolment
from tiering.services.categories import choose_primary
from tiering.services.extras import suspend_extras


def _no_suspension(desk: Desk) -> str:
    watch = open_watch(desk.enrolment.pk)
    if watch is None:
        return gettext("No line of the tier is lost.")
    if watch.suspended_on is not None:
        return gettext("The extras are suspended already.")
    first = earliest_suspension(watch)
    if desk.today < first:
        day = date_format(first, "SHORT_DATE_FORMAT")
        return gettext("The partner has time to mend it: not before %(day)s.") % {"day": day}
    return ""


def _suspend(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    watch = open_watch(desk.enrolment.pk)
    assert watch is not None
    return suspend_extras(watch, by=by, at=at, **data)


def _no_primary(desk: Desk) -> str:
    partner_id, program_id = desk.enrolment.partner_id, desk.enrolment.program_id
    if count_enrolments(partner_id, program_id, desk.today) < 2:
        return gettext("The partner is in one category only.")
    primary = primary_enrolment(partner_id, program_id, desk.today)
    return gettext("This is the primary category.") if primary is not None and primary.pk == desk.enrolment.pk else ""


def _choose_primary(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return choose_primary(desk.enrolment, by=by, at=at, **data)


STANDING = (
    tier_act(
        "extras-suspension", "tiering.decide", _("Suspend the extras"),
        _("Takes what the tier adds to the one below, from today until its lines are met again. Tier, logo and price level stay."),
        _("The extras are suspended."),
        lambda data, desk: ReasonForm(data), _suspend, _no_suspension, "G-TIER-07", "danger",
    ),
    tier_act(
        "primary-category", "tiering.decide", _("Make it the primary category"),
        _("The partner is known by the tier of its primary category, and partner-wide benefits follow it. Once a year it may change."),
        _("This is the primary category from today."),
        lambda data, desk: ReasonForm(data), _choose_primary, _no_primary, "G-MCAT-01",
    ),
)  # fmt: skip
