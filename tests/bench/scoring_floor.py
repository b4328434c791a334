"""The least that scoring can cost: the same facts read and nothing done with them, the same rows written from files."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import connection

from portal.tenancy import Role, acting_as
from tiering.models import Scorecard
from tiering.queries.facts import stream_facts
from tiering.services.scoring import CHUNK

#: Everything that scoring wrote, in the order in which it is written; keys come as they were.
TABLES = ("tiering_scorecard", "tiering_scorecardline", "tiering_recognition")
_BY_PARTNER = "SELECT {columns} FROM {table} WHERE vendor_id = %s AND partner_id > %s AND partner_id <= %s ORDER BY id"


@dataclass(frozen=True, slots=True)
class Part:
    """A chunk of partners, with the rows that scoring wrote for it, as COPY reads them."""

    vendor: int
    collection: int
    after: int
    last: int
    files: tuple[Path, ...]


def save_answers(vendor: int, collection: int, folder: Path) -> list[Part]:
    """What scoring wrote, chunk by chunk, before anything is measured."""
    with acting_as(Role.STAFF, vendor=vendor), connection.cursor() as cursor:
        partners = list(Scorecard.objects.order_by("partner_id").values_list("partner_id", flat=True))
        ends = [0, *partners[CHUNK - 1 : -1 : CHUNK], partners[-1]]
        parts = [
            Part(vendor, collection, after, last, tuple(folder / f"{after}.{table}" for table in TABLES))
            for after, last in pairwise(ends)
        ]
        for part in parts:
            for table, file in zip(TABLES, part.files, strict=True):
                _save(cursor, table, part, file)
    return parts


def read_and_write(part: Part) -> None:
    """Facts in, rows out, in one transaction as scoring does it."""
    with acting_as(Role.STAFF, vendor=part.vendor), connection.cursor() as cursor:
        assert sum(1 for _row in stream_facts(part.collection, after=part.after, last=part.last))
        for table, file in zip(TABLES, part.files, strict=True):
            columns = ", ".join(_columns(cursor, table))
            cursor.execute(
                f"CREATE TEMPORARY TABLE kept_{table} ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"
            )
            raw: Any = cursor.cursor
            with raw.copy(f"COPY kept_{table} ({columns}) FROM STDIN") as copy:
                copy.write(file.read_bytes())
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table}")


def _save(cursor: Any, table: str, part: Part, file: Path) -> None:
    query = _BY_PARTNER.format(columns=", ".join(_columns(cursor, table)), table=table)
    raw = cursor.cursor
    with raw.copy(f"COPY ({query}) TO STDOUT", [part.vendor, part.after, part.last]) as copy, file.open("wb") as out:
        for rows in copy:
            out.write(rows)


def _columns(cursor: Any, table: str) -> list[str]:
    """All but the stamp of the transaction that wrote the row."""
    cursor.execute(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attname <> 'created_xid' ORDER BY attnum",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]
