"""Requirements that a partner's own agreement lets count as met, waived from activation on by whoever wrote it (G-GEN-05)."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import AgreementDeviation, Enrolment
from portal.audit.services import record
from tiering.models import RequirementWaiver
from tiering.rules.moves import year_end
from tiering.services.waivers import asked_requirements

DAY = timedelta(days=1)


def waive_as_agreed(enrolment: Enrolment, *, on: date) -> list[RequirementWaiver]:
    """Waive what executed agreements of the enrolment's program say, up to their end, else to the end of the year (X-08).

    A requirement that the guide does not ask, or that is waived already, is passed over: the deviation stays on the agreement.
    """
    asked = asked_requirements(enrolment, on)
    agreed = AgreementDeviation.objects.filter(
        partner_id=enrolment.partner_id,
        agreement__program_id=enrolment.program_id,
        agreement__state="executed",
        kind=AgreementDeviation.Kind.REQUIREMENT,
        waives=True,
        subject__in=list(asked),
    )
    return [
        waiver
        for deviation in agreed.select_related("agreement").order_by("pk")
        if (waiver := _waive(enrolment, deviation, on)) is not None
    ]


def _waive(enrolment: Enrolment, deviation: AgreementDeviation, on: date) -> RequirementWaiver | None:
    period = DateRange(on, (deviation.agreement.ends_on or year_end(on)) + DAY)
    known = RequirementWaiver.objects.filter(
        enrolment=enrolment, requirement=deviation.subject, scope="", period__overlap=period
    )
    if known.exists():
        return None
    waiver: RequirementWaiver = RequirementWaiver.objects.create(
        program_id=enrolment.program_id,
        partner_id=enrolment.partner_id,
        enrolment=enrolment,
        requirement=deviation.subject,
        scope="",
        reason=f"{deviation.agreement.number}: {deviation.rule} {deviation.agreed}",
        author_id=deviation.written_by_id,
        period=period,
    )
    record("tier.waived", subject=waiver, partner_id=waiver.partner_id, requirement=waiver.requirement, scope="")
    return waiver
