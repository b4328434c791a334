"""Moving a partner to another category after a review (G-REV-03): the old enrolment ends, a new one begins."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import Enrolment, EnrolmentTrait
from portal.guides.queries import Guide
from portal.problems import Conflict, Refusal
from tiering.queries.programs import category_of, tiering_of
from tiering.services.calendar import end_calendar, hold

#: What a partner is inside a category stays behind; what it does goes with it.
_OF_THE_CATEGORY = (EnrolmentTrait.SPECIALIZATION, EnrolmentTrait.SUBTYPE)


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
