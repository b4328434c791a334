from datetime import UTC, datetime, timedelta

from portal.api.models import IdempotencyKey
from portal.api.tasks import forget_answers
from portal.jobs.kinds import Done, Step
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast

NOW = datetime(2026, 5, 20, 4, tzinfo=UTC)


def test_kept_answers_are_forgotten_after_a_week(acme: VendorCast) -> None:
    step = Step(
        job_id=1, kind="api.forget_answers", key="k", vendor_id=acme.id, partner_id=None, membership_id=None, payload={},
        cursor={}, progress=0, total=None, skipped=0, attempt=1, now=NOW,
    )  # fmt: skip
    with acting_as(Role.STAFF, vendor=acme.id):
        for days in (1, 6, 8, 30):
            IdempotencyKey.objects.create(
                membership_id=acme.member("finance"),
                key=f"{days} days",
                request_hash=b"x" * 32,
                status=200,
                body="{}",
                answered_at=NOW - timedelta(days=days),
            )
        assert forget_answers(step) == Done(progress=2)
        assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"1 days", "6 days"}
