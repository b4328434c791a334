"""`manage.py run_job KIND --vendor SLUG [--period 2026-10] [--set name=value]`: one job, here and now, with its progress."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.identify import find_vendor
from portal.jobs.claims import Claim
from portal.jobs.kinds import KINDS, JobKind, kind_of_command
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.jobs.services import enqueue
from portal.tenancy import Role, acting_as

ENDED = {Job.State.DONE, Job.State.QUARANTINED, Job.State.CANCELLED}


class Command(BaseCommand):
    """Runs a job in the foreground. The same job asked for again is the same job: it tells what became of it."""

    help = "Run one job in the foreground and print its progress."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of all kinds; each kind says which it needs."""
        words = ", ".join(sorted(kind.command or kind.key for kind in KINDS.all().values() if kind.options))
        parser.add_argument("kind", help=f"one of: {words}")
        parser.add_argument("--vendor", help="first part of the vendor's address")
        parser.add_argument("--period", help="a month such as 2026-10")
        parser.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help="another option of the kind"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Run it to its end. Exits with an error when the job stops, or the kind or vendor is unknown."""
        kind = kind_of_command(options["kind"])
        if kind is None or kind.options is None:
            raise CommandError(f"There is no job {options['kind']!r} to run by hand.")
        vendor_id = self._vendor(kind, options["vendor"])
        job_id = self._ask(kind, vendor_id, _settings(options))
        job = self._follow(job_id)
        if job.state != Job.State.DONE:
            raise CommandError(f"{kind.key} {job.key}: {job.get_state_display()}. {job.error}")
        self.stdout.write(
            f"{kind.key} {job.key}: {job.get_state_display()}, {job.progress} done, {job.skipped} skipped"
        )
        for name, value in job.result.items():
            self.stdout.write(f"  {name}: {value}")

    def _vendor(self, kind: JobKind, slug: str | None) -> int | None:
        if kind.is_for_all_vendors:
            return None
        found = find_vendor(slug or "")
        if found is None:
            raise CommandError(f"There is no vendor {slug!r}: give --vendor SLUG.")
        return found.vendor_id

    def _ask(self, kind: JobKind, vendor_id: int | None, settings: dict[str, str]) -> int:
        assert kind.options is not None
        with acting_as(Role.PLATFORM if vendor_id is None else Role.STAFF, vendor=vendor_id):
            try:
                wanted = kind.options(settings)
            except (KeyError, ValueError) as error:
                raise CommandError(f"{kind.key}: {error}") from None
            job = enqueue(kind.key, key=wanted.key, payload=wanted.payload, total=wanted.total, wake=False)
            return int(job.pk)

    def _follow(self, job_id: int) -> Job:
        """Work on it, and where a worker has it, watch until it has ended."""
        while True:
            run_job(job_id, watch=self._print, seconds=float("inf"))
            with acting_as(Role.PLATFORM):
                job: Job = Job.objects.get(pk=job_id)
            if job.state in ENDED:
                return job
            self.stdout.write(f"  {job.get_state_display()} {job.progress} {job.error}")
            time.sleep(1)

    def _print(self, claim: Claim) -> None:
        of = f" of {claim.total}" if claim.total else ""
        self.stdout.write(f"  {claim.progress}{of} done, {claim.skipped} skipped")


def _settings(options: dict[str, Any]) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in options["set"])
    settings = {name: value for name, _, value in pairs}
    return settings | ({"period": options["period"]} if options["period"] else {})
