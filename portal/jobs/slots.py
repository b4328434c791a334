"""Turning slots into job rows. Two schedulers, or one that was restarted, insert each slot once: the key is unique."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from portal.jobs.kinds import KINDS
from portal.jobs.schedule import SCHEDULES, Schedule, Slot
from portal.jobs.wake import wake_after_commit
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor

log = logging.getLogger(__name__)
Known = set[tuple[int | None, str, str]]

_INSERT = """
INSERT INTO jobs_job (vendor_id, kind, key, role, payload, due_at, sent_at,
                      state, attempt, failures, cursor, progress, skipped, result, error, cancel_asked)
VALUES (%s, %s, %s, %s, %s, now(), now(), 'queued', 0, 0, '{}', 0, 0, '{}', '', false)
ON CONFLICT (vendor_id, kind, key) DO NOTHING
RETURNING id
"""


def insert_slots(now: datetime, *, known: Known) -> int:
    """Insert the slots that have come; returns how many were new. `known` remembers what this process has seen."""
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        fresh = [each for each in _due_slots(now) if (each[0], each[1].kind, each[2].key) not in known]
        wanted = {
            plan.kind: plan.wanted(now) for plan in {plan.kind: plan for _, plan, _ in fresh}.values() if plan.wanted
        }
        inserted = 0
        for vendor_id, plan, slot in fresh:
            if plan.kind in wanted and vendor_id not in wanted[plan.kind]:
                continue
            payload = json.dumps({"slot": slot.key.removeprefix("slot:"), "at": slot.at.isoformat()})
            cursor.execute(_INSERT, [vendor_id, plan.kind, slot.key, KINDS.get(plan.kind).role.value, payload])
            if row := cursor.fetchone():
                wake_after_commit(row[0])
                inserted += 1
    known.update((vendor_id, plan.kind, slot.key) for vendor_id, plan, slot in fresh)
    return inserted


def _due_slots(now: datetime) -> Iterator[tuple[int | None, Schedule, Slot]]:
    vendors = list(Vendor.objects.order_by("pk").values_list("pk", "time_zone", "created_at"))
    for plan in SCHEDULES.all().values():
        if KINDS.get(plan.kind).is_for_all_vendors:
            yield None, plan, plan.when.last_slot(now, zone=ZoneInfo("UTC"))
            continue
        for vendor_id, zone, created_at in vendors:
            slot = plan.when.last_slot(now, zone=ZoneInfo(zone or "UTC"))
            if slot.at >= created_at:
                yield vendor_id, plan, slot
