"""`manage.py run_job`, on the kinds that tests bring."""

from collections.abc import Iterator, Mapping
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.jobs.kinds import KINDS, Done, More, Step, Wanted, job_kind
from portal.jobs.models import Job
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.jobs.kinds_for_tests import count_to_three, numbers_written

pytestmark = pytest.mark.django_db


def by_period(options: Mapping[str, str]) -> Wanted:
    if "period" not in options:
        raise ValueError("give --period")
    return Wanted(key=options["period"], payload=dict(options), total=3)


def run(step: Step) -> More | Done:
    if step.payload.get("closed"):
        raise Refusal("This period is closed.")
    return count_to_three(step)


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    with KINDS.opened():
        job_kind("test.payout", label="Payout", command="pay", options=by_period)(run)
        yield


def call(*words: str) -> str:
    out = StringIO()
    call_command("run_job", *words, stdout=out)
    return out.getvalue()


def test_job_runs_here_and_now_with_its_progress(acme: VendorCast) -> None:
    text = call("pay", "--vendor", "acme", "--period", "2026-10")
    assert "1 of 3 done" in text
    assert "test.payout 2026-10: Done, 3 done, 0 skipped" in text
    assert "number: 3" in text
    assert numbers_written(acme.id) == [1, 2, 3]


def test_same_job_again_tells_what_became_of_it(acme: VendorCast) -> None:
    call("pay", "--vendor", "acme", "--period", "2026-10")
    assert "Done" in call("test.payout", "--vendor", "acme", "--period", "2026-10")
    assert numbers_written(acme.id) == [1, 2, 3]
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Job.objects.filter(kind="test.payout").count() == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing", "--vendor", "acme"], "no job 'nothing'"),
        (["outbox.deliver", "--vendor", "acme"], "no job 'outbox.deliver'"),
        (["pay", "--period", "2026-10"], "no vendor None"),
        (["pay", "--vendor", "nobody", "--period", "2026-10"], "no vendor 'nobody'"),
        (["pay", "--vendor", "acme"], "give --period"),
        (["pay", "--vendor", "acme", "--period", "2026-10", "--set", "closed=yes"], "This period is closed."),
    ],
)
def test_what_cannot_run_says_why(acme: VendorCast, words: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call(*words)
