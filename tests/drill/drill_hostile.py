"""The whole corpus through every field and operation, and a long run of requests made from the OpenAPI description."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test.utils import override_settings

from tests.hostile.fuzz import fuzz
from tests.hostile.stage import HostileStage, build_stage
from tests.hostile.test_api import feed_operations
from tests.hostile.test_forms import feed_forms, feed_uploads


@contextmanager
def _stage() -> Iterator[HostileStage]:
    with override_settings(ALLOWED_HOSTS=["testserver", "localhost"]):
        yield build_stage()


def drill_hostile_forms(seed: int) -> dict[str, object]:
    """Every text and file in every field of every form."""
    with _stage() as stage:
        wrong = [*feed_forms(stage, None, seed), *feed_uploads(stage, None, seed)]
        assert "\n".join(wrong) == ""
        return {"requests": stage.asked}


def drill_hostile_bodies(seed: int) -> dict[str, object]:
    """Every text and value in every field of every operation."""
    with _stage() as stage:
        assert "\n".join(feed_operations(stage, None, seed)) == ""
        return {"requests": stage.asked}


def drill_schemathesis(seed: int) -> dict[str, object]:
    """60 cases of each mode of each operation."""
    with _stage() as stage:
        report = fuzz(stage, examples=60, seed=seed)
        assert "\n".join(report.wrong) == ""
        return {"requests": report.requests, "answers": report.by_status}
