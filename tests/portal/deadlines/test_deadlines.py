from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from portal.deadlines.kinds import KINDS, deadline_kind
from portal.deadlines.models import Deadline
from portal.deadlines.services import close_deadline, set_deadline
from portal.deadlines.tasks import vendors_with_something_due
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.problems import Conflict
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.jobs.kinds_for_tests import ask_for, change, reload

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def called() -> Iterator[list[tuple[str, int]]]:
    """A kind that notes its calls and fails for subject 13 until told otherwise."""
    calls: list[tuple[str, int]] = []

    def due(deadline: Deadline, now: datetime) -> str | None:
        if deadline.subject_id == 13 and ("mended", 13) not in calls:
            raise ValueError("unlucky")
        if deadline.subject_id == 99:
            set_deadline("test.due", subject_id=99, due_at=now + HOUR)
        calls.append(("due", deadline.subject_id))
        return "released" if deadline.subject_id == 1 else None

    with KINDS.opened():
        deadline_kind("test.due", label="Test", due=due, remind=lambda d, now: calls.append(("remind", d.subject_id)))
        yield calls


def run_due(vendor: VendorCast, key: str = "now") -> None:
    assert run_job(ask_for("deadlines.due", vendor=vendor.id, key=key).pk) == "done"


def test_what_is_due_is_done_once_and_closed_with_its_outcome(acme: VendorCast, called: list[tuple[str, int]]) -> None:
    now = timezone.now()
    with acting_as(Role.STAFF, vendor=acme.id):
        set_deadline("test.due", subject_id=1, due_at=now - HOUR)
        set_deadline("test.due", subject_id=2, due_at=now - HOUR / 2)
        set_deadline("test.due", subject_id=3, due_at=now + HOUR)
    run_due(acme)
    run_due(acme, key="again")
    with acting_as(Role.STAFF, vendor=acme.id):
        outcomes = list(Deadline.objects.order_by("subject_id").values_list("subject_id", "outcome", "closed_at"))
    assert called == [("due", 1), ("due", 2)]
    assert [(subject, outcome, at is None) for subject, outcome, at in outcomes] == [
        (1, "released", False), (2, "due", False), (3, "", True),
    ]  # fmt: skip


def test_deadline_that_fails_stops_no_other_and_is_tried_by_itself(
    acme: VendorCast, called: list[tuple[str, int]]
) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        for subject in (12, 13, 14):
            set_deadline("test.due", subject_id=subject, due_at=timezone.now() - HOUR)
    run_due(acme)
    assert called == [("due", 12), ("due", 14)]
    with acting_as(Role.STAFF, vendor=acme.id):
        alone = Job.objects.get(kind="deadlines.act")
    assert run_job(alone.pk) == "queued"
    called.append(("mended", 13))
    change(alone, due_at=timezone.now() - HOUR)
    assert run_job(alone.pk) == "done"
    assert called[-1] == ("due", 13)
    assert reload(alone).attempt == 2


def test_deadline_that_its_own_action_moves_stays_open(acme: VendorCast, called: list[tuple[str, int]]) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        set_deadline("test.due", subject_id=99, due_at=timezone.now() - HOUR)
    run_due(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        moved = Deadline.objects.get(subject_id=99)
    assert (moved.closed_at, called) == (None, [("due", 99)])
    assert moved.due_at > timezone.now()


def test_reminder_comes_once_and_again_only_when_the_deadline_moved(
    acme: VendorCast, called: list[tuple[str, int]]
) -> None:
    now = timezone.now()
    with acting_as(Role.STAFF, vendor=acme.id):
        set_deadline("test.due", subject_id=5, due_at=now + HOUR, remind_at=now - HOUR)
    run_due(acme)
    run_due(acme, key="again")
    assert called == [("remind", 5)]
    with acting_as(Role.STAFF, vendor=acme.id):
        set_deadline("test.due", subject_id=5, due_at=now + 2 * HOUR, remind_at=now - HOUR / 2)
        assert Deadline.objects.filter(subject_id=5).count() == 1
    run_due(acme, key="moved")
    assert called == [("remind", 5), ("remind", 5)]


def test_closed_deadline_is_not_done(acme: VendorCast, called: list[tuple[str, int]]) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        set_deadline("test.due", subject_id=6, due_at=timezone.now() - HOUR)
        assert close_deadline("test.due", 6, "decided")
        assert not close_deadline("test.due", 6, "decided")
    run_due(acme)
    assert called == []


def test_only_vendors_with_something_due_get_a_turn(acme: VendorCast, globex: VendorCast) -> None:
    now = timezone.now()
    with acting_as(Role.STAFF, vendor=acme.id):
        set_deadline("test.due", subject_id=1, due_at=now - HOUR)
    with acting_as(Role.STAFF, vendor=globex.id):
        set_deadline("test.due", subject_id=1, due_at=now + HOUR)
    with acting_as(Role.PLATFORM):
        assert vendors_with_something_due(now) == {acme.id}
        assert vendors_with_something_due(now + 2 * HOUR) == {acme.id, globex.id}


def test_partner_sets_a_deadline_but_moves_none(acme: VendorCast) -> None:
    now = timezone.now()
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0]):
        assert set_deadline("test.due", subject_id=8, due_at=now).partner_id == acme.partners[0]
        with pytest.raises(Conflict):
            set_deadline("test.due", subject_id=8, due_at=now + HOUR)
