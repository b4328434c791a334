"""Who was what tier on any day."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from portal.tenancy.context import current_vendor_id
from tiering.models import Grace, GraceOutcome, TierAssignment, TierDecision

_ON_DAY = """
SELECT e.id, e.partner_id, e.category, coalesce(a.tier, d.tier, ''), coalesce(a.source, d.source, ''),
       coalesce(a.decision_id, d.id), a.id IS NULL AND d.id IS NOT NULL
FROM partners_enrolment e
LEFT JOIN tiering_tierassignment a ON a.vendor_id = %(vendor)s AND a.enrolment_id = e.id AND a.period @> %(day)s::date
     AND a.specialization = '' AND a.country = ''
LEFT JOIN LATERAL (
    SELECT t.id, t.tier, t.source FROM tiering_tierdecision t
    WHERE a.id IS NULL AND t.vendor_id = %(vendor)s AND t.enrolment_id = e.id AND t.starts_on <= %(day)s
      AND t.source <> 'override' AND t.specialization = '' AND t.country = ''
    ORDER BY t.starts_on DESC, t.id DESC LIMIT 1
) d ON true
WHERE e.vendor_id = %(vendor)s AND e.period @> %(day)s::date
  AND (%(program)s::bigint IS NULL OR e.program_id = %(program)s)
  AND (%(enrolment)s::bigint IS NULL OR e.id = %(enrolment)s)
  AND (%(partner)s::bigint IS NULL OR e.partner_id = %(partner)s)
  AND (%(after)s::bigint IS NULL OR e.partner_id > %(after)s) AND (%(last)s::bigint IS NULL OR e.partner_id <= %(last)s)
ORDER BY e.partner_id, e.id
"""


@dataclass(frozen=True, slots=True)
class HeldTier:
    """The tier of an enrolment on a day; "" where none was ever given. Tiers of two programs are never compared (X-09).

    `runs_on`: its year is over and nothing was decided yet, so the last one goes on meanwhile (G-REV-05).
    """

    enrolment_id: int
    partner_id: int
    category: str
    tier: str
    source: str
    decision_id: int | None
    runs_on: bool


def tiers_on(day: date, *, program_id: int | None = None, partner_id: int | None = None) -> list[HeldTier]:
    """The tier of every enrolment in force on `day`, of a program, of a partner, or of all that the scope may see.

    An override that ended is not in it: its period says so, whether or not a job ran (G-TIER-12).
    """
    return _ask(day, program=program_id, partner=partner_id)


def tiers_between(day: date, *, program_id: int, after: int, last: int) -> list[HeldTier]:
    """The same of the partners after `after` up to `last`."""
    return _ask(day, program=program_id, after=after, last=last)


def tier_on(day: date, *, enrolment_id: int) -> HeldTier | None:
    """The tier of one enrolment on `day`; None where it was not in force."""
    return next(iter(_ask(day, enrolment=enrolment_id)), None)


def _ask(day: date, **asked: int | None) -> list[HeldTier]:
    anyone = dict.fromkeys(("program", "partner", "enrolment", "after", "last"))
    values: dict[str, int | date | None] = {**anyone, "vendor": current_vendor_id(), "day": day, **asked}
    with connection.cursor() as cursor:
        cursor.execute(_ON_DAY, values)
        return [HeldTier(*row) for row in cursor.fetchall()]


def recognised_on(day: date, *, enrolment_id: int) -> dict[tuple[str, str], str]:
    """(specialization, country) to tier, where it differs from the enrolment's own (G-MC-06, G-MIX-11)."""
    rows = TierAssignment.objects.filter(enrolment_id=enrolment_id, period__contains=day)
    return {(row.specialization, row.country): row.tier for row in rows if row.specialization or row.country}


def calendar_of(enrolment_id: int) -> list[TierAssignment]:
    """Every assignment of an enrolment, oldest first, with the decision behind it."""
    rows = TierAssignment.objects.filter(enrolment_id=enrolment_id).select_related("decision", "decision__author")
    return sorted(rows, key=lambda row: (row.specialization, row.country, row.period.lower))


def decisions_of(enrolment_id: int) -> list[TierDecision]:
    """Everything that was ever decided for an enrolment, newest first."""
    rows = TierDecision.objects.filter(enrolment_id=enrolment_id).select_related("author", "scorecard")
    return list(rows.order_by("-recorded_at", "-id"))


def overrides_on(day: date, *, program_id: int) -> list[TierAssignment]:
    """Overrides in force on `day`, soonest end first."""
    rows = TierAssignment.objects.filter(program_id=program_id, source="override", period__contains=day)
    return sorted(rows.select_related("decision", "partner"), key=lambda row: row.period.upper or date.max)


def graces_open_on(day: date, *, program_id: int) -> list[Grace]:
    """Recovery periods that run on `day`, or ended without anything being decided, soonest end first."""
    rows = Grace.objects.filter(
        enrolment__program_id=program_id, granted_on__lte=day, enrolment__period__contains=day
    ).prefetch_related("partner")
    newest = {row.scorecard_id: row for row in rows.order_by("number")}
    closed = set(
        GraceOutcome.objects.filter(scorecard_id__in=newest, decided_on__lte=day).values_list("scorecard_id", flat=True)
    )
    return sorted((row for key, row in newest.items() if key not in closed), key=lambda row: row.ends_on)
