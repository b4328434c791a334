"""Recording what a partner's agreement asks instead of the guide (G-GEN-05)."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import Agreement, Enrolment
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.queries import guide_on
from portal.problems import Conflict, Refusal
from tiering.guide.requirements import RequirementsSection
from tiering.models import RequirementDeviation
from tiering.rules.deviations import Deviation, NoSuchRequirement, deviating
from tiering.services.decisions import check_tier

DAY = timedelta(days=1)


@transaction.atomic
def deviate_requirement(
    enrolment: Enrolment,
    *,
    requirement: str,
    tier: str,
    required: Decimal | None,
    reason: str,
    starts_on: date,
    ends_on: date,
    by: Actor,
) -> RequirementDeviation:
    """Ask `required` of this partner instead of the guide's figure, or nothing where it is None, up to and with `ends_on`.

    Raises Refusal without a reason, for days in the wrong order, for what the guide does not ask or a figure cannot change;
    Conflict where the agreement deviates there already.
    """
    if not reason.strip():
        raise Refusal(_("Say why, and where the agreement says so."), field="reason")
    if ends_on < starts_on:
        raise Refusal(_("It ends before it begins."), field="ends_on")
    guide = guide_on(enrolment.program_id, starts_on)
    check_tier(guide, enrolment, tier)
    section = guide.document.sections.get("requirements")
    if required is not None and required < 0:
        raise Refusal(_("A requirement is not below nothing."), field="required")
    try:
        if not isinstance(section, RequirementsSection):
            raise NoSuchRequirement(requirement)
        deviating(section, [Deviation(requirement, tier, required)])
    except NoSuchRequirement:
        raise Refusal(_("The guide asks nothing there that a figure could change."), field="requirement") from None
    agreement = Agreement.objects.filter(
        partner_id=enrolment.partner_id, program_id=enrolment.program_id, period__contains=starts_on
    ).first()
    try:
        with transaction.atomic():
            made: RequirementDeviation = RequirementDeviation.objects.create(
                program_id=enrolment.program_id,
                partner_id=enrolment.partner_id,
                enrolment=enrolment,
                requirement=requirement,
                tier=tier,
                required=required,
                agreement=agreement,
                reason=reason.strip(),
                author_id=by.membership_id,
                period=DateRange(starts_on, ends_on + DAY),
            )
    except IntegrityError as error:
        if "requirement_deviates_once_at_a_time" in str(error):
            raise Conflict(
                _("The agreement deviates here already in a part of that time."), field="requirement"
            ) from None
        raise
    record(
        "tier.deviation_agreed", by=by, subject=made, partner_id=made.partner_id, requirement=requirement, tier=tier,
        required=None if required is None else format(required, "f"),
    )  # fmt: skip
    return made
