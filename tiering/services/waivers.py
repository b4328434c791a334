"""Letting one failed line count as met for the tier (X-08). For rebates only where finance approved that too (G-RBL-04)."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.guides.queries import NoGuideInForce, guide_on
from portal.problems import Conflict, Refusal
from tiering.models import RequirementWaiver

FOR_REBATES = "tiering.waiver_for_rebates"
DAY = timedelta(days=1)


@transaction.atomic
def waive_requirement(
    enrolment: Enrolment,
    *,
    requirement: str,
    scope: str = "",
    reason: str,
    starts_on: date,
    ends_on: date,
    for_rebates: bool = False,
    by: Actor,
) -> RequirementWaiver:
    """Waive a line from `starts_on` up to and with `ends_on`. `for_rebates` asks finance, and counts once it approved.

    Raises Refusal without reason or end, for a requirement that the guide does not ask; Conflict where it is waived already.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the scorecard will show it."), field="reason")
    if ends_on < starts_on:
        raise Refusal(_("It ends before it begins."), field="ends_on")
    if requirement not in asked_requirements(enrolment, starts_on):
        raise Refusal(_("The guide asks no such requirement."), field="requirement")
    try:
        with transaction.atomic():
            waiver: RequirementWaiver = RequirementWaiver.objects.create(
                program_id=enrolment.program_id,
                partner_id=enrolment.partner_id,
                enrolment=enrolment,
                requirement=requirement,
                scope=scope,
                reason=reason.strip(),
                author_id=by.membership_id,
                period=DateRange(starts_on, ends_on + DAY),
                for_rebates=for_rebates,
            )
    except IntegrityError as error:
        if "line_is_waived_once_at_a_time" in str(error):
            raise Conflict(
                _("This requirement is waived in a part of that time already."), field="requirement"
            ) from None
        raise
    record("tier.waived", by=by, subject=waiver, partner_id=waiver.partner_id, requirement=requirement, scope=scope)
    if for_rebates:
        detail = {"requirement": requirement, "scope": scope}
        ask(FOR_REBATES, subject_id=waiver.pk, by=by, partner_id=waiver.partner_id, detail=detail)
    return waiver


def rebates_decided(approval: Approval, *, by: Actor) -> None:
    """Finance said whether a waived line counts for rebates too. Registered as the kind's callback."""
    waiver = RequirementWaiver.objects.select_for_update(of=("self",)).get(pk=approval.subject_id)
    if approval.state == Approval.State.APPROVED:
        waiver.rebates_approved_by_id, waiver.rebates_approved_at = by.membership_id, approval.decided_at
        waiver.save(update_fields=["rebates_approved_by", "rebates_approved_at"])
    record("tier.waiver_for_rebates", by=by, subject=waiver, partner_id=waiver.partner_id, outcome=approval.state)


@transaction.atomic
def end_waiver(waiver: RequirementWaiver, *, on: date, reason: str, by: Actor) -> RequirementWaiver:
    """Let a waiver end sooner: `on` is its last day. Scorecards made meanwhile stay as they were."""
    waiver = RequirementWaiver.objects.select_for_update(of=("self",)).get(pk=waiver.pk)
    if not reason.strip():
        raise Refusal(_("Say why it ends."), field="reason")
    if not waiver.period.lower <= on < waiver.period.upper - DAY:
        raise Refusal(_("Choose a day inside its time."), field="on")
    waiver.period = DateRange(waiver.period.lower, on + DAY)
    waiver.save(update_fields=["period"])
    record("tier.waiver_ended", by=by, subject=waiver, partner_id=waiver.partner_id, on=on, reason=reason.strip())
    return waiver


def asked_requirements(enrolment: Enrolment, day: date) -> dict[str, str]:
    """Requirements that the guide of `day` asks, by the key that lines print, with their rule."""
    try:
        section = guide_on(enrolment.program_id, day).document.sections.get("requirements")
    except NoGuideInForce:
        section = None
    if section is None:
        return {}
    blocks = section.all()  # type: ignore[attr-defined]
    return {one.line_key or key: one.rule for key, variants in blocks.items() for one in variants.values()}
