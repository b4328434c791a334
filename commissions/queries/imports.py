"""Reads around imports: the file, its bad rows, what differs from the typed totals, earlier imports of the same file."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Min, QuerySet

from commissions.models import ImportBatch, ImportMove, ImportRow
from commissions.sheets import RowCode, RowError, RowFault, read_layout, read_sales
from leads.models import Deal
from partners.models import PartnerExternalId
from portal.files.services import open_file
from portal.guides.models import Program
from portal.jobs.models import Job
from portal.money import Money
from portal.tenancy.context import current_vendor_id
from portal.tenancy.models import Vendor


def batches_seen() -> "QuerySet[ImportBatch]":
    """Imports that the scope may see."""
    batches: QuerySet[ImportBatch] = ImportBatch.objects.select_related("program", "file")
    return batches.prefetch_related("created_by")


def rows_seen(batch: ImportBatch) -> "QuerySet[ImportRow]":
    """Every row of an import."""
    rows: QuerySet[ImportRow] = ImportRow.objects.filter(batch=batch)
    return rows


def moves_of(batch: ImportBatch) -> "QuerySet[ImportMove]":
    """The history of an import, the newest move first."""
    moves: QuerySet[ImportMove] = ImportMove.objects.filter(batch=batch).select_related("by").order_by("-pk")
    return moves


def job_of(batch: ImportBatch) -> Job | None:
    """The job that checks and loads an import."""
    job: Job | None = Job.objects.filter(pk=batch.job_id).first()
    return job


def cancellations_of(batch: ImportBatch, *, after: int, limit: int) -> list[tuple[int, date]]:
    """Deals behind `after` that stand as won and that the file says were cancelled, each with the earliest day it names."""
    standing = Deal.objects.filter(state=Deal.State.WON, pk__gt=after)
    named = ImportRow.objects.filter(batch=batch, cancelled_on__isnull=False, deal_id__in=standing.values("pk"))
    days = (
        named.exclude(state=ImportRow.State.BAD)
        .values_list("deal_id")
        .annotate(Min("cancelled_on"))
        .order_by("deal_id")
    )
    return list(days[:limit])


def programs_seen() -> "QuerySet[Program]":
    """Programs that sales can come in for."""
    programs: QuerySet[Program] = Program.objects.order_by("name")
    return programs


def accepted_currencies() -> list[str]:
    """Currencies of the vendor."""
    currencies: list[str] = Vendor.objects.values_list("currencies", flat=True).get(pk=current_vendor_id())
    return currencies


def known_systems() -> list[str]:
    """Source systems that call partners by an id, in the order of their names."""
    return list(PartnerExternalId.objects.values_list("system", flat=True).distinct().order_by("system"))


def is_known_system(system: str) -> bool:
    """Whether any partner has an id of this system."""
    return bool(PartnerExternalId.objects.filter(system=system).exists())


def read_batch_file(batch: ImportBatch) -> bytes:
    """The file as it was received."""
    with open_file(batch.file) as stream:
        content: bytes = stream.read()
    return content


def differences(batch: ImportBatch) -> dict[str, tuple[int, int]]:
    """(typed, found) by "rows" or currency where the two differ; minor units. Empty when the file adds up."""
    typed = {"rows": batch.declared_rows, **batch.declared_sums}
    found = {"rows": batch.found_rows, **batch.found_sums}
    currencies = sorted((typed.keys() | found.keys()) - {"rows"})
    pairs = {key: (typed.get(key, 0), found.get(key, 0)) for key in ("rows", *currencies)}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def same_file_before(batch: ImportBatch) -> ImportBatch | None:
    """The import that brought the same bytes in first, if this one is not it."""
    earlier: ImportBatch | None = (
        ImportBatch.objects.filter(file__sha256=batch.file.sha256, system=batch.system, pk__lt=batch.pk)
        .order_by("pk")
        .first()
    )
    return earlier


def bad_rows(batch: ImportBatch) -> "QuerySet[ImportRow]":
    """Bad rows in the order of the file."""
    rows: QuerySet[ImportRow] = ImportRow.objects.filter(batch=batch, state=ImportRow.State.BAD).order_by("row_no")
    return rows


def row_errors(batch: ImportBatch) -> Iterator[RowError]:
    """Every bad row with all its faults and the row as it came."""
    raws = _raws_from_file(batch)
    for row in bad_rows(batch).iterator(chunk_size=2_000):
        amount = Money(row.amount_minor, row.currency) if row.amount_minor is not None else None
        yield RowError(
            row.row_no, tuple(read_fault(text) for text in row.faults), row.raw or raws.get(row.row_no, ""), amount
        )


def read_fault(text: str) -> RowFault:
    """A fault as ImportRow keeps it: column:code."""
    column, _, code = text.partition(":")
    return RowFault(column, RowCode(code))


def _raws_from_file(batch: ImportBatch) -> dict[int, str]:
    """Rows that were good when they were checked, so that their text was not kept, and turned bad later."""
    wanted = set(bad_rows(batch).filter(raw="").values_list("row_no", flat=True))
    if not wanted:
        return {}
    content = read_batch_file(batch)
    return {row.row: row.raw for row, _after in read_sales(content, layout=read_layout(content)) if row.row in wanted}
