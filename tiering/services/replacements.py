"""More time to replace the certificates of somebody who left (G-REQ-07)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.problems import Conflict, Refusal
from tiering.models import ReplacementExtension
from tiering.queries.leavers import leavers_of
from tiering.services.decisions import legal_day


@transaction.atomic
def extend_replacement(
    enrolment: Enrolment, *, person_id: int, reason: str, by: Actor, at: datetime
) -> ReplacementExtension:
    """Certificates of a leaver count up to the longest time that the guide allows, instead of the usual one.

    Raises Refusal without a reason, for somebody who did not leave with certificates, and after the longest time; Conflict where
    it was extended.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the partner will read it."), field="reason")
    today = legal_day(enrolment.program, at)
    leaver = next((one for one in leavers_of(enrolment, today) if one.person_id == person_id), None)
    if leaver is None:
        raise Refusal(_("Nobody left with certificates whose time for replacement still runs."), field="person_id")
    if leaver.window.hard <= leaver.window.soft:
        raise Refusal(_("The guide allows no longer time than the usual one."), field="person_id")
    try:
        with transaction.atomic():
            extension: ReplacementExtension = ReplacementExtension.objects.create(
                program_id=enrolment.program_id,
                partner_id=enrolment.partner_id,
                person_id=person_id,
                left_on=leaver.left_on,
                granted_on=today,
                reason=reason.strip(),
                author_id=by.membership_id,
            )
    except IntegrityError as error:
        if "replacement_is_extended_once" in str(error):
            raise Conflict(_("This was extended already."), field="person_id") from None
        raise
    record(
        "tier.replacement_extended", by=by, subject=extension, partner_id=extension.partner_id, until=leaver.window.hard
    )
    return extension
