"""Switching a condition of benefits (G-BEN-02, G-DIR-02, G-LAB-01): from today, by somebody, with a reason."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import Enrolment, EnrolmentTrait
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.problems import Conflict, Refusal
from tiering.queries.conditions import conditions_of
from tiering.services.calendar import DAY, hold
from tiering.services.decisions import legal_day


@transaction.atomic
def switch_condition(
    enrolment: Enrolment, *, condition: str, holds: bool, reason: str, by: Actor, at: datetime
) -> EnrolmentTrait:
    """Let a condition hold, or not, from today on; what was before keeps its days, so what began today ends tomorrow.

    Raises Refusal without a reason, and for what is no condition of the guide; Conflict where it is so already.
    """
    if not reason.strip():
        raise Refusal(_("Say why: benefits follow from it."), field="reason")
    hold(enrolment)
    today = legal_day(enrolment.program, at)
    known = next((one for one in conditions_of(enrolment, today) if one.code == condition), None)
    if known is None:
        raise Refusal(_("The guide knows no such condition that people switch."), field="condition")
    if known.holds == holds:
        raise Conflict(_("It is so already."), field="condition")
    rows = EnrolmentTrait.objects.select_for_update(of=("self",)).filter(enrolment=enrolment, kind=condition, value="")
    running = rows.filter(period__contains=today).first()
    first = today + DAY if running is not None and running.period.lower == today else today
    if rows.filter(period__startswith__gt=today).exists():
        raise Conflict(_("It was switched twice today already: again tomorrow."), field="condition")
    if running is not None:
        running.period = DateRange(running.period.lower, first)
        running.save(update_fields=["period"])
    made: EnrolmentTrait = EnrolmentTrait.objects.create(
        enrolment=enrolment, partner_id=enrolment.partner_id, kind=condition, holds=holds, period=DateRange(first, None)
    )
    record(
        "tier.condition_switched", by=by, subject=enrolment, partner_id=enrolment.partner_id, condition=condition, holds=holds,
        reason=reason.strip(),
    )  # fmt: skip
    return made
