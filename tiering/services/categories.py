"""Categories of a partner: moving to another one after a review (G-REV-03), and which of several it is recognised by (G-MCAT-01)."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import Enrolment, EnrolmentTrait
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.queries import Guide
from portal.problems import Conflict, Refusal
from tiering.queries.primary import PRIMARY
from tiering.queries.programs import category_of, tiering_of
from tiering.services.calendar import DAY, end_calendar, hold
from tiering.services.decisions import legal_day

#: What a partner is inside a category stays behind; what it does goes with it.
_OF_THE_CATEGORY = (EnrolmentTrait.SPECIALIZATION, EnrolmentTrait.SUBTYPE)


@transaction.atomic
def choose_primary(enrolment: Enrolment, *, reason: str, by: Actor, at: datetime) -> EnrolmentTrait:
    """Let the partner be recognised by this category from today (G-MCAT-01). The first choice is free, then one change a year.

    Raises Refusal without a reason, for an enrolment that is not in force, and for a second change in a year; Conflict where it is
    the primary one by choice already.
    """
    if not reason.strip():
        raise Refusal(_("Say why: it decides by which tier the partner is known."), field="reason")
    today = legal_day(enrolment.program, at)
    own = Enrolment.objects.filter(partner_id=enrolment.partner_id, program_id=enrolment.program_id).order_by("id")
    hold(own[0])
    if today not in enrolment.period:
        raise Refusal(_("The partner is not enrolled on that day."))
    chosen = list(EnrolmentTrait.objects.filter(enrolment__in=own, kind=PRIMARY).order_by("id"))
    if any(one.period.lower.year == today.year for one in chosen[1:]):
        raise Refusal(_("The primary category was changed in this year already: once a year it may be."))
    running = [one for one in chosen if one.period.upper is None or one.period.upper > today]
    if any(one.enrolment_id == enrolment.pk for one in running):
        raise Conflict(_("This is the primary category already."))
    for one in running:
        first = max(one.period.lower, today)
        one.period = DateRange(one.period.lower, max(first, one.period.lower + DAY))
        one.save(update_fields=["period"])
    made: EnrolmentTrait = EnrolmentTrait.objects.create(
        enrolment=enrolment,
        partner_id=enrolment.partner_id,
        kind=PRIMARY,
        period=DateRange(max([today, *(one.period.upper for one in running)]), None),
    )
    record("tier.primary_chosen", by=by, subject=enrolment, partner_id=enrolment.partner_id, reason=reason.strip())
    return made


def move_category(enrolment: Enrolment, *, category: str, starts_on: date, guide: Guide) -> Enrolment:
    """The enrolment in `category` from `starts_on`; the one before ends the day before, and so do its tiers. Inside the hold.

    Raises Refusal for a category that the guide does not know, Conflict where the partner is in it already.
    """
    code = tiering_of(guide).category_named(category)
    if code is None:
        raise Refusal(_("The guide knows no such category."), field="category")
    if code == category_of(guide, enrolment):
        raise Refusal(_("The partner is in that category already."), field="category")
    if not enrolment.period.lower < starts_on:
        raise Refusal(_("The partner was not enrolled yet on that day."), field="category")
    others = Enrolment.objects.filter(
        partner_id=enrolment.partner_id,
        program_id=enrolment.program_id,
        period__overlap=DateRange(starts_on, enrolment.period.upper),
    ).exclude(pk=enrolment.pk)
    if any(category_of(guide, other) == code for other in others):
        raise Conflict(_("The partner is in that category already."), field="category")
    until = enrolment.period.upper
    enrolment.period = DateRange(enrolment.period.lower, starts_on)
    enrolment.save(update_fields=["period"])
    end_calendar(enrolment, starts_on=starts_on)
    moved: Enrolment = Enrolment.objects.create(
        partner_id=enrolment.partner_id,
        program_id=enrolment.program_id,
        category=code,
        period=DateRange(starts_on, until),
    )
    hold(moved)
    _take_along(enrolment, moved, starts_on)
    return moved


def _take_along(enrolment: Enrolment, moved: Enrolment, starts_on: date) -> None:
    traits = EnrolmentTrait.objects.filter(enrolment=enrolment, period__contains=starts_on)
    for trait in traits.exclude(kind__in=_OF_THE_CATEGORY):
        EnrolmentTrait.objects.create(
            enrolment=moved,
            partner_id=moved.partner_id,
            kind=trait.kind,
            value=trait.value,
            holds=trait.holds,
            period=DateRange(starts_on, trait.period.upper),
        )
