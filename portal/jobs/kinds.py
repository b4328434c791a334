"""What kinds of jobs there are: registered by the apps that do the work, run by this one.

A kind is a function that is called once for each chunk. It runs in one transaction together with the saving of its
cursor, so a chunk has happened wholly or not at all. A chunk takes at most 30 seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from portal.registry import Registry
from portal.tenancy import Role

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a kind: what was asked for, and how far it came."""

    job_id: int
    kind: str
    key: str
    vendor_id: int | None
    partner_id: int | None
    membership_id: int | None
    payload: Mapping[str, Any]
    cursor: Mapping[str, Any]
    progress: int
    total: int | None
    skipped: int
    attempt: int
    now: datetime


@dataclass(frozen=True, slots=True)
class More:
    """The chunk is done and others follow; what is None stays as it was. `cursor` is the next step's."""

    cursor: Mapping[str, Any]
    progress: int | None = None
    total: int | None = None
    skipped: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The chunk was the last."""

    result: Mapping[str, Any] = field(default_factory=dict)
    progress: int | None = None
    total: int | None = None
    skipped: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job as `manage.py run_job` asks for it: key and payload made from the command's options."""

    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    total: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What jobs of a kind are about: the row whose id stands in the payload under `name`; its `str` is shown."""

    name: str
    model: type[Model]


Run = Callable[[Step], More | Done]
Options = Callable[[Mapping[str, str]], Wanted]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind. `role` is the database role of its chunks; without a vendor that is platform, over all vendors."""

    key: str
    label: str | Promise
    run: Run
    role: Role
    attempts: int
    command: str
    options: Options | None
    about: About | None
    results: Mapping[str, str | Promise]

    @property
    def is_for_all_vendors(self) -> bool:
        return self.role is Role.PLATFORM


KINDS: Registry[JobKind] = Registry("job kind")


def job_kind(
    key: str,
    *,
    label: str | Promise,
    role: Role = Role.STAFF,
    attempts: int = ATTEMPTS,
    command: str = "",
    options: Options | None = None,
    about: About | None = None,
    results: Mapping[str, str | Promise] | None = None,
) -> Callable[[Run], Run]:
    """Register the function below as a kind of job.

    `role=Role.PARTNER` needs jobs with a partner; `role=Role.PLATFORM` is a job over all vendors. `attempts` failures in a
    row, without a chunk in between, and the job stops. With `options`, `manage.py run_job COMMAND` runs it by hand.
    A page says what a job is `about`, and of its result what `results` has words for, under them.
    """

    def keep(run: Run) -> Run:
        KINDS.register(key, JobKind(key, label, run, role, attempts, command, options, about, results or {}))
        return run

    return keep


def kind_of_command(word: str) -> JobKind | None:
    """The kind that `manage.py run_job` means, by its key or its short name."""
    return next((kind for kind in KINDS.all().values() if word in (kind.key, kind.command)), None)
