"""The calendar of one tier a day, made of decisions. The one place that writes assignments.

An override covers what is assigned below it and lets it show again afterwards; a decision of another kind never covers an override.
Whoever writes holds the enrolment until the transaction ends, so two at the same moment come one after the other.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from partners.models import Enrolment
from portal.problems import Conflict
from portal.tenancy import current_vendor_id
from tiering.models import TierAssignment, TierDecision
from tiering.models.tiers import Source

DAY = timedelta(days=1)
TAKEN = _("Another override is in force on one of these days: end that one first, or choose other days.")


def hold(enrolment: Enrolment) -> None:
    """Be alone with an enrolment's tiers until the transaction ends."""
    with connection.cursor() as cursor:
        name = f"tier:{current_vendor_id()}:{enrolment.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def assign(decision: TierDecision, *, until: date | None) -> list[TierAssignment]:
    """Write a decision into the calendar, from its start up to and with `until`. Inside the hold.

    Raises Conflict where an override meets another one.
    """
    covered = _overlapping(decision, until)
    if decision.source == Source.OVERRIDE:
        if any(row.source == Source.OVERRIDE for row in covered):
            raise Conflict(TAKEN, field="starts_on")
        free = [(decision.starts_on, until)]
        _cut(covered, decision.starts_on, until)
    else:
        overrides = [row for row in covered if row.source == Source.OVERRIDE]
        _cut([row for row in covered if row.source != Source.OVERRIDE], decision.starts_on, until)
        free = list(_between(decision.starts_on, until, overrides))
    return [_write(decision, first, last) for first, last in free]


def end_calendar(enrolment: Enrolment, *, starts_on: date) -> None:
    """Nothing is assigned from `starts_on` on: the enrolment is over. Inside the hold."""
    rows = TierAssignment.objects.select_for_update(of=("self",)).filter(
        enrolment=enrolment, period__overlap=_days(starts_on, None)
    )
    _cut(list(rows), starts_on, None)


def end_parts(enrolment: Enrolment, *, starts_on: date) -> None:
    """What was recognised for single countries and specializations ends the day before `starts_on`. Inside the hold."""
    rows = TierAssignment.objects.select_for_update(of=("self",)).filter(
        enrolment=enrolment, period__overlap=_days(starts_on, None)
    )
    _cut([row for row in rows if row.specialization or row.country], starts_on, None)


def _overlapping(decision: TierDecision, until: date | None) -> list[TierAssignment]:
    rows = TierAssignment.objects.select_for_update(of=("self",)).filter(
        enrolment_id=decision.enrolment_id,
        specialization=decision.specialization,
        country=decision.country,
        period__overlap=_days(decision.starts_on, until),
    )
    return sorted(rows, key=lambda row: row.period.lower)


def _cut(rows: Iterable[TierAssignment], first: date, last: date | None) -> None:
    """Leave of each row what lies before `first` and after `last`."""
    for row in rows:
        lower, upper = row.period.lower, row.period.upper
        after = None if last is None else last + DAY
        row.delete()
        if lower < first:
            _again(row, DateRange(lower, first))
        if after is not None and (upper is None or after < upper):
            _again(row, DateRange(after, upper))


def _again(row: TierAssignment, period: DateRange) -> None:
    TierAssignment.objects.create(
        program_id=row.program_id,
        partner_id=row.partner_id,
        enrolment_id=row.enrolment_id,
        specialization=row.specialization,
        country=row.country,
        tier=row.tier,
        source=row.source,
        decision_id=row.decision_id,
        period=period,
    )


def _between(first: date, last: date | None, rows: Iterable[TierAssignment]) -> Iterable[tuple[date, date | None]]:
    """The days from `first` to `last` that no row covers."""
    for row in rows:
        if first < row.period.lower:
            yield first, row.period.lower - DAY
        if row.period.upper is None:
            return
        first = max(first, row.period.upper)
    if last is None or first <= last:
        yield first, last


def _write(decision: TierDecision, first: date, last: date | None) -> TierAssignment:
    try:
        with transaction.atomic():
            written: TierAssignment = TierAssignment.objects.create(
                program_id=decision.program_id,
                partner_id=decision.partner_id,
                enrolment_id=decision.enrolment_id,
                specialization=decision.specialization,
                country=decision.country,
                tier=decision.tier,
                source=decision.source,
                decision=decision,
                period=_days(first, last),
            )
    except IntegrityError as error:
        if "enrolment_has_one_tier_a_day" in str(error):
            raise Conflict(TAKEN, field="starts_on") from None
        raise
    return written


def _days(first: date, last: date | None) -> DateRange:
    return DateRange(first, None if last is None else last + DAY)
