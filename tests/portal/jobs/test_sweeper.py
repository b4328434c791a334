from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from portal.jobs import wake
from portal.jobs.claims import claim_job
from portal.jobs.kinds import KINDS
from portal.jobs.models import Job
from portal.jobs.schedule import SCHEDULES, daily, every_minute, hourly, monthly, schedule
from portal.jobs.slots import Known, insert_slots
from portal.jobs.sweeper import sweep
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor
from tests.cast import VendorCast
from tests.portal.jobs.kinds_for_tests import ask_for, change, count_to_three, kind_that, reload

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def long_ago() -> datetime:
    return timezone.now() - timedelta(seconds=settings.JOB_RESEND_SECONDS + 1)


def test_sweeper_sends_again_what_nobody_took_but_not_at_once(acme: VendorCast, redis_url: str) -> None:
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        assert sweep() == 0
        change(job, sent_at=long_ago())
        assert [sweep(), sweep()] == [1, 0]
    assert wake.waiting_messages() == 1


def test_sweeper_leaves_a_live_lease_alone_and_takes_up_a_dead_one(acme: VendorCast, redis_url: str) -> None:
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        claim_job(job.pk)
        change(job, sent_at=long_ago())
        assert sweep() == 0
        change(job, lease_until=timezone.now() - timedelta(milliseconds=1))
        assert [sweep(), sweep()] == [1, 0]


def test_sweeper_keeps_the_queue_short(acme: VendorCast, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.jobs.sweeper.QUEUE_LENGTH", 3)
    with kind_that(count_to_three) as kind:
        jobs = [ask_for(kind, vendor=acme.id, key=str(number)) for number in range(5)]
        for job in jobs:
            change(job, sent_at=None)
        assert [sweep(), sweep()] == [3, 0]
    assert [reload(job).sent_at is None for job in jobs] == [False, False, False, True, True]


def test_dead_redis_costs_a_moment_and_loses_nothing(acme: VendorCast, monkeypatch: pytest.MonkeyPatch) -> None:
    from celery import Celery

    dead = Celery("dead", broker="redis+socket:///nowhere/redis.sock")
    dead.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(wake, "app", dead)
    monkeypatch.setattr(wake, "_quiet_until", 0.0)
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        change(job, sent_at=long_ago())
        began = timezone.now()
        assert sweep() == 0
        assert timezone.now() - began < timedelta(seconds=10)
    assert reload(job).sent_at is None


def test_turns_follow_each_vendors_clock_and_come_once(acme: VendorCast, globex: VendorCast) -> None:
    born(acme, NOON - timedelta(days=90), zone="Asia/Tokyo")
    born(globex, NOON - timedelta(days=90), zone="America/New_York")
    with KINDS.opened(), SCHEDULES.opened(), kind_that(count_to_three) as kind:
        schedule(kind, monthly(1, "02:00"))
        known: Known = set()
        insert_slots(NOON - timedelta(hours=7), known=known)
        assert turns(kind, acme) == ["slot:2026-11-01"]
        assert turns(kind, globex) == ["slot:2026-10-01"]
        insert_slots(NOON, known=known)
        before = count()
        assert insert_slots(NOON, known=set()) == 0
    assert turns(kind, globex) == ["slot:2026-10-01", "slot:2026-11-01"]
    assert count() == before


def test_turns_from_before_the_vendor_are_not_made_up(acme: VendorCast, globex: VendorCast) -> None:
    born(acme, NOON - timedelta(hours=1), zone="UTC")
    with KINDS.opened(), SCHEDULES.opened(), kind_that(count_to_three) as kind:
        schedule(kind, daily("03:00"))
        insert_slots(NOON, known=set())
    assert turns(kind, acme) == []


def test_turn_that_nobody_needs_makes_no_row(acme: VendorCast, globex: VendorCast) -> None:
    with KINDS.opened(), SCHEDULES.opened(), kind_that(count_to_three) as kind:
        schedule(kind, every_minute(), wanted=lambda now: {globex.id})
        insert_slots(timezone.now() + timedelta(minutes=2), known=set())
        assert [len(turns(kind, acme)), len(turns(kind, globex))] == [0, 1]


@pytest.mark.parametrize(
    ("zone", "expected"), [("UTC", "2026-11-01 12:00"), ("Asia/Kolkata", "2026-11-01 12:00")], ids=["utc", "half-hour"]
)
def test_hours_are_hours_everywhere(zone: str, expected: str) -> None:
    from zoneinfo import ZoneInfo

    slot = hourly().last_slot(NOON + timedelta(minutes=59), zone=ZoneInfo(zone))
    assert f"{slot.at:%Y-%m-%d %H:%M}" == expected


def born(vendor: VendorCast, at: datetime, *, zone: str) -> None:
    with acting_as(Role.PLATFORM):
        Vendor.objects.filter(pk=vendor.id).update(time_zone=zone, created_at=at)


def turns(kind: str, vendor: VendorCast) -> list[str]:
    with acting_as(Role.PLATFORM):
        return list(Job.objects.filter(kind=kind, vendor_id=vendor.id).order_by("key").values_list("key", flat=True))


def count() -> int:
    with acting_as(Role.PLATFORM):
        return int(Job.objects.count())
