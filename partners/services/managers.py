"""Regions of channel managers, and who looks after whom: every change dated, with who made it and why (G-REL-01)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import Enrolment, EnrolmentManager, ManagerRegion
from partners.queries.agreements import today_of
from partners.queries.managers import enrolments_at_home, managers_to_choose, region_manager
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.countries import COUNTRIES
from portal.guides.models import Program
from portal.problems import Conflict, Refusal

DAY = timedelta(days=1)
#: One row with this country means everywhere else.
ELSEWHERE = ""


@transaction.atomic
def serve_countries(
    program: Program, *, countries: Collection[str], manager_id: int, by: Actor, at: datetime
) -> list[ManagerRegion]:
    """From today on a manager gets the new partners of these countries. Raises Refusal where somebody serves one already."""
    _refuse_unknown(manager_id)
    day = today_of(program, at)
    wanted = sorted(set(countries))
    if not wanted:
        raise Refusal(_("Choose countries, or everywhere else."), field="countries")
    rows_today = ManagerRegion.objects.filter(program=program, country__in=wanted, period__contains=day)
    taken = {one.country: one for one in rows_today.select_related("manager").order_by("country")}
    # A row that began and ended today served nobody: it is taken up again, since no two rows share a day.
    again = [one for one in taken.values() if one.period.lower == day and one.period.upper is not None]
    named = [f"{_place(country)}: {one.manager.name}" for country, one in taken.items() if one not in again]
    if named:
        words = _("Somebody serves this already: %(named)s. End that first.") % {"named": "; ".join(named)}
        raise Refusal(words, field="countries")
    rows = [
        ManagerRegion(program=program, country=country, manager_id=manager_id, period=DateRange(day, None))
        for country in wanted
        if country not in taken
    ]
    for one in again:
        one.manager_id, one.period = manager_id, DateRange(day, None)
        one.save(update_fields=["manager", "period"])
    try:
        with transaction.atomic():
            made = ManagerRegion.objects.bulk_create(rows)
    except IntegrityError as error:
        if "region_has_one_manager_at_a_time" in str(error):
            raise Conflict(_("Somebody was faster: look again.")) from None
        raise
    record("region.served", by=by, subject=program, manager=manager_id, countries=wanted)
    return [*again, *made]


@transaction.atomic
def end_region(region_id: int, *, by: Actor, at: datetime) -> ManagerRegion:
    """From today on nobody serves it by this row; who is looked after already stays so. Raises Conflict where it ended."""
    region: ManagerRegion = ManagerRegion.objects.select_for_update(of=("self",)).get(pk=region_id)
    day = today_of(region.program, at)
    if region.period.upper is not None:
        raise Conflict(_("This ended already."))
    region.period = DateRange(region.period.lower, max(day, region.period.lower + DAY))
    region.save(update_fields=["period"])
    record("region.ended", by=by, subject=region.program, manager=region.manager_id, countries=[region.country])
    return region


def give_manager(enrolment: Enrolment, *, country: str, at: datetime) -> EnrolmentManager | None:
    """A new enrolment gets the manager of its country; None where nobody serves it."""
    day = today_of(enrolment.program, at)
    manager = region_manager(enrolment.program_id, country, day)
    if manager is None or EnrolmentManager.objects.filter(enrolment=enrolment, period__contains=day).exists():
        return None
    return _assign(enrolment, manager, day, by=None, at=at, reason="")


@transaction.atomic
def assign_manager(
    enrolment_id: int, *, manager_id: int, reason: str, by: Actor, at: datetime
) -> EnrolmentManager | None:
    """Somebody else looks after an enrolment from today on; None where they do already. Raises Refusal without a reason."""
    _refuse_unknown(manager_id)
    if not reason.strip():
        raise Refusal(_("Say why: the history of the partner will show it."), field="reason")
    # The row is held, so that two at once come one after the other.
    enrolment: Enrolment = (
        Enrolment.objects.select_for_update(of=("self",)).select_related("program").get(pk=enrolment_id)
    )
    day = today_of(enrolment.program, at)
    running = EnrolmentManager.objects.filter(enrolment=enrolment, period__contains=day).first()
    if running is not None and running.manager_id == manager_id:
        return None
    if running is not None and running.period.lower == day:
        # Two changes on one day: the second is the day's, and the trail has both.
        return _correct(running, manager_id, by=by, at=at, reason=reason.strip())
    if running is not None:
        running.period = DateRange(running.period.lower, day)
        running.save(update_fields=["period"])
    return _assign(enrolment, manager_id, day, by=by, at=at, reason=reason.strip())


def _assign(
    enrolment: Enrolment, manager_id: int, day: date, *, by: Actor | None, at: datetime, reason: str
) -> EnrolmentManager:
    made: EnrolmentManager = EnrolmentManager.objects.create(
        enrolment=enrolment,
        partner_id=enrolment.partner_id,
        manager_id=manager_id,
        period=DateRange(day, None),
        reason=reason[:500],
        assigned_by_id=by.membership_id if by else None,
        assigned_at=at,
    )
    _tell(made, by=by)
    return made


def _correct(row: EnrolmentManager, manager_id: int, *, by: Actor, at: datetime, reason: str) -> EnrolmentManager:
    row.manager_id, row.reason, row.assigned_by_id, row.assigned_at = manager_id, reason[:500], by.membership_id, at
    row.save(update_fields=["manager", "reason", "assigned_by", "assigned_at"])
    _tell(row, by=by)
    return row


def _tell(row: EnrolmentManager, *, by: Actor | None) -> None:
    record(
        "partner.manager_assigned", by=by, subject=row, partner_id=row.partner_id, manager=row.manager_id,
        reason=row.reason,
    )  # fmt: skip


@transaction.atomic
def reassign(
    program: Program,
    *,
    of: int | None,
    countries: Collection[str],
    to: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> int:
    """Hand over all that a manager, or nobody, looks after in some countries (none named: in all). Returns how many moved."""
    _refuse_unknown(to)
    if not reason.strip():
        raise Refusal(_("Say why: the history of each partner will show it."), field="reason")
    rows = enrolments_at_home(program, today_of(program, at))
    rows = rows.filter(looked_after__isnull=True) if of is None else rows.filter(looked_after=of)
    if countries:
        rows = rows.filter(home__in=list(countries))
    moved = [
        assign_manager(enrolment, manager_id=to, reason=reason, by=by, at=at)
        for enrolment in rows.order_by("pk").values_list("pk", flat=True)
    ]
    return sum(one is not None for one in moved)


def _refuse_unknown(manager_id: int) -> None:
    if manager_id not in dict(managers_to_choose()):
        raise Refusal(_("Choose a channel manager who works here."), field="manager")


def _place(country: str) -> str:
    return COUNTRIES.get(country, country) if country else _("everywhere else")
