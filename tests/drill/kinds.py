"""Kinds of jobs that only drills have: many chunks, each with rows and a mail, slow enough to be killed inside."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.signals import setting_changed

from portal.jobs.kinds import KINDS, Done, More, Step, job_kind
from portal.jobs.outbox import send_mail
from portal.jobs.schedule import SCHEDULES, every_minute, schedule

WRITE, TURN = "drill.write", "drill.turn"
TABLES = """
CREATE TABLE drill_row (job text NOT NULL, number int NOT NULL, vendor_id bigint NOT NULL);
CREATE TABLE drill_turn (vendor_id bigint NOT NULL, slot text NOT NULL);
"""


def register() -> None:
    """Make the kinds and their mail known to this process, once."""
    if WRITE in KINDS.all():
        return
    templates: list[Any] = settings.TEMPLATES[0]["DIRS"]  # type: ignore[assignment]
    templates.append(Path(__file__).parent / "templates")
    setting_changed.send(
        sender=None, setting="TEMPLATES", value=settings.TEMPLATES, enter=True
    )  # engines forget what they read
    with _left_open():
        job_kind(WRITE, label="Drill")(write_rows)
        job_kind(TURN, label="Drill's turn")(take_turn)
        schedule(TURN, every_minute())


class _left_open:  # noqa: N801
    """Registries may be closed already; a drill's kinds stay for the life of its process."""

    def __enter__(self) -> None:
        self.before = KINDS._frozen, SCHEDULES._frozen
        KINDS._frozen = SCHEDULES._frozen = False

    def __exit__(self, *_: object) -> None:
        KINDS._frozen, SCHEDULES._frozen = self.before


def write_rows(step: Step) -> More | Done:
    """`payload`: how many chunks, rows in each, seconds in each. No constraint stops a second writing: the drill looks for it."""
    chunks, rows, seconds = (step.payload[name] for name in ("chunks", "rows", "seconds"))
    chunk = step.cursor.get("chunk", 0)
    with connection.cursor() as cursor:
        for number in range(chunk * rows, (chunk + 1) * rows):
            cursor.execute(
                "INSERT INTO drill_row SELECT %s, %s, nullif(current_setting('portal.vendor', true), '')::bigint",
                [step.key, number],
            )
            time.sleep(seconds / rows)
    if step.payload.get("mail") and chunk % 5 == 0:
        send_mail(
            key=f"{step.key}:{chunk}",
            template="drill",
            to="drill@example.com",
            context={"job": step.key, "chunk": chunk},
        )
    after = {"chunk": chunk + 1}
    progress = (chunk + 1) * rows
    return (
        Done(after, progress=progress) if chunk + 1 == chunks else More(after, progress=progress, total=chunks * rows)
    )


def take_turn(step: Step) -> Done:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO drill_turn VALUES (%s, %s)", [step.vendor_id, step.payload["slot"]])
    return Done()
