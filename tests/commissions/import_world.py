"""A file of sales made to order, and the cast's world that it is imported into."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from commissions.models import ImportBatch
from commissions.services.imports import receive_file
from portal.accounts.actor import Actor
from portal.accounts.rights import rights_of
from portal.guides.models import Program
from portal.jobs.runner import run_job
from portal.money import AmountUnreadable, parse
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast

COLUMNS = (
    "external_id", "invoice", "partner", "product", "sold_on", "amount", "currency", "kind", "deal", "cancelled_on", "billed_by",
)  # fmt: skip
FIRST_DAY = date(2025, 1, 1)


def make_lines(count: int, *, start: int = 1) -> list[dict[str, str]]:
    """Good rows of the cast's partners P1 and P2."""
    return [_line(number) for number in range(start, start + count)]


def _line(number: int) -> dict[str, str]:
    return {
        "external_id": f"S-{number:06}",
        "invoice": f"INV-{number // 3:05}",
        "partner": f"P{number % 2 + 1}",
        "product": ("Desk", "Chat", "Phone")[number % 3],
        "sold_on": (FIRST_DAY + timedelta(days=number % 300)).isoformat(),
        "amount": f"{100 + number % 900}.{number % 100:02}",
        "currency": "USD",
        "kind": "new" if number % 4 else "renewal",
        "deal": "",
        "cancelled_on": "",
        "billed_by": "vendor",
    }


def write_lines(lines: Iterable[Mapping[str, str]]) -> bytes:
    """The file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def totals_of(lines: Iterable[Mapping[str, str]]) -> tuple[int, dict[str, int]]:
    """Row count and sums as finance would type them: of every row whose amount can be read."""
    rows, sums = 0, dict[str, int]()
    for line in lines:
        rows += 1
        try:
            amount = parse(line["amount"], currency=line["currency"])
        except (AmountUnreadable, ValueError):
            continue
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return rows, sums


def actor_of(cast: VendorCast, role: str, partner: int | None = None) -> Actor:
    """A member of the cast as the services know them."""
    partner_id = None if partner is None else cast.partners[partner]
    return Actor(
        cast.id, cast.member(role, partner or 0), cast.user(role, partner or 0), role, role, partner_id, rights_of(role)
    )


def receive(cast: VendorCast, content: bytes, *, rows: int, sums: Mapping[str, int], **options: Any) -> ImportBatch:
    """Hand a file in as the cast's finance person; nothing has run yet."""
    with acting_as(Role.STAFF, vendor=cast.id):
        program = Program.objects.get(pk=cast.program)
        values = {"system": "erp", "name": "sales.csv", "by": actor_of(cast, "finance"), **options}
        return receive_file(program=program, content=content, rows=rows, sums=sums, **values)


def finish(cast: VendorCast, batch: ImportBatch) -> ImportBatch:
    """Run the import's job to its end."""
    with acting_as(Role.STAFF, vendor=cast.id):
        job_id = ImportBatch.objects.values_list("job_id", flat=True).get(pk=batch.pk)
    assert run_job(job_id, seconds=600) == "done"
    with acting_as(Role.STAFF, vendor=cast.id):
        found: ImportBatch = ImportBatch.objects.get(pk=batch.pk)
    return found


def import_lines(cast: VendorCast, lines: list[dict[str, str]], **options: Any) -> ImportBatch:
    """Hand rows in as a file that adds up, and import them."""
    rows, sums = totals_of(lines)
    return finish(cast, receive(cast, write_lines(lines), rows=rows, sums=sums, **options))
