"""Jobs under fire: nothing lost, nothing twice."""

import time
from collections import Counter

from django.db import connections

from portal.embedded.processes import wait_until
from portal.jobs.models import OutboxMessage
from portal.tenancy import Role, acting_as
from tests import ground
from tests.drill import work
from tests.drill.canonical import canonical_export, difference
from tests.drill.fire import EVERYTHING, Fire, running_crew
from tests.stack import flush_redis


def drill_jobs_under_fire(seed: int) -> dict[str, object]:
    """80 kills of worker, child, beat, connection and server process over 40 jobs with 1,600 chunks."""
    return jobs_under_fire(seed, kills=80, jobs=40, chunks=40, seconds=0.15)


def drill_redis_flushed(seed: int) -> dict[str, object]:
    """Redis emptied twice while 120 jobs wait and run, with the production's own waits."""
    del seed
    owner_url = _owner_url()
    work.prepare(owner_url)
    with running_crew(redis_database=61, variables={}) as crew:
        work.ask_for("f", jobs=120, chunks=3, rows=2, seconds=0.2, mail=False)
        wait_until(lambda: work.unfinished() < 110, 60)
        flush_redis(crew.env["REDIS_URL"])
        waiting = work.unfinished()
        flushed = time.monotonic()
        time.sleep(3)
        flush_redis(crew.env["REDIS_URL"])
        assert waiting > 0, "the jobs were done before Redis was emptied"
        while work.unfinished() and time.monotonic() - flushed < 120:
            time.sleep(0.5)
        seconds = time.monotonic() - flushed
    assert work.unfinished() == 0, f"{work.unfinished()} jobs not done 120 s after Redis was emptied"
    return {"jobs": 120, "waiting": waiting, "seconds_after_flush": round(seconds, 1)}


def jobs_under_fire(
    seed: int,
    *,
    kills: int,
    jobs: int,
    chunks: int,
    seconds: float,
    targets: dict[str, int] | None = None,
    redis_database: int = 60,
) -> dict[str, object]:
    """The drill itself, for any size: the same work undisturbed and under fire, compared byte for byte."""
    owner_url = _owner_url()
    work.prepare(owner_url)
    work.run_undisturbed("calm:", jobs=jobs, chunks=chunks, rows=4)
    with running_crew(redis_database=redis_database) as crew:
        work.ask_for("fire:", jobs=jobs, chunks=chunks, rows=4, seconds=seconds)
        fire = Fire(crew, seed, targets=targets or EVERYTHING)
        took = fire.burn(finished=lambda: work.unfinished() == 0, kills=kills, seconds=900)
        files = work.mail_files(crew.home)
    calm, fired = canonical_export(owner_url, work.rows_of("calm:")), canonical_export(owner_url, work.rows_of("fire:"))
    assert fired == calm, difference(fired, calm)
    with acting_as(Role.PLATFORM):
        messages = OutboxMessage.objects.count()
    assert files == messages, f"{files} mail files for {messages} messages"
    turns = _turns()
    assert all(count == 1 for count in turns.values()), f"turns taken twice: {turns}"
    assert work.quarantined() == 0
    return {
        "kills": fire.kills.total(), **fire.kills, "jobs": jobs, "chunks": jobs * chunks, "lost": 0, "twice": 0,
        "mails": files, "turns": len(turns), "seconds_under_fire": round(took, 1),
    }  # fmt: skip


def _turns() -> Counter[tuple[int, str]]:
    with acting_as(Role.PLATFORM), connections["default"].cursor() as cursor:
        cursor.execute("SELECT vendor_id, slot FROM drill_turn")
        return Counter(cursor.fetchall())


def _owner_url() -> str:
    return ground.environment_for(connections.settings["default"]["NAME"], redis_database=0)["DATABASE_OWNER_URL"]
