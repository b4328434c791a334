"""What the import job does between its cursors: check, hold against what finance typed, load, cancel deals, report.

Every function is one chunk's whole effect. It runs in the transaction that saves the job's cursor.
"""

from contextlib import suppress
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commissions.models import ImportBatch, ImportRow
from commissions.policies import IMPORT_REPORT
from commissions.queries.imports import cancellations_of, differences, read_batch_file, row_errors
from commissions.services.import_rows import Bounds, Counts, check_rows, count_rows, load_rows, mark_overtaken
from commissions.services.imports import lock_batch, move_batch
from commissions.sheets import read_layout, read_sales, write_error_report
from commissions.states import ImportState
from leads.services.closing import cancel_deal
from portal.audit.services import record
from portal.clock import legal_date
from portal.csv_records import Cursor
from portal.files.services import store_file
from portal.guides.models import GuideVersion
from portal.problems import Conflict
from portal.tenancy.context import current_vendor_id
from portal.tenancy.models import Vendor

CHECKED_AT_ONCE = 1_000
LOADED_AT_ONCE = 2_000
CANCELLED_AT_ONCE = 200
#: Where a program has no guide yet, no day is too early.
_LONG_AGO = date(1990, 1, 1)

DIFFERS = gettext_noop("The file does not add up to what was typed.")
_CANCELLED = "import %d"
HAS_BAD_ROWS = gettext_noop("Rows are bad, and this import takes all rows or none.")


def begin_check(batch_id: int) -> ImportBatch:
    """Clear the way: rows of an earlier check go."""
    batch = lock_batch(batch_id)
    if batch.state == ImportState.RECEIVED:
        move_batch(batch, to=ImportState.CHECKING, by=None)
    ImportRow.objects.filter(batch=batch).delete()
    return batch


def check_chunk(batch: ImportBatch, *, at: Cursor | None) -> tuple[Cursor | None, int]:
    """Check the rows that follow `at`: where to go on (None: that was the end), and how many rows it was."""
    content = read_batch_file(batch)
    layout = read_layout(content)
    read = list(islice(read_sales(content, layout=layout, at=at), CHECKED_AT_ONCE))
    check_rows(batch, rows=[row for row, _after in read], bounds=bounds_of(batch))
    return (read[-1][1] if len(read) == CHECKED_AT_ONCE else None), len(read)


def bounds_of(batch: ImportBatch) -> Bounds:
    """What every row is held against. Today is the day the file came, so that a second check agrees with the first."""
    zone = ZoneInfo(batch.program.legal_time_zone)
    guides = GuideVersion.objects.filter(program=batch.program).order_by("effective")
    first = guides.values_list("effective", flat=True).first()
    currencies = Vendor.objects.values_list("currencies", flat=True).get(pk=current_vendor_id())
    began = (first.lower if first else None) or _LONG_AGO
    return Bounds(today=legal_date(batch.created_at, zone=zone), began=began, currencies=currencies)


def close_check(batch_id: int) -> ImportBatch:
    """After the last row: hold the file against what finance typed, then go on, stop or refuse."""
    batch = lock_batch(batch_id)
    counts = _keep_counts(batch)
    if differences(batch):
        move_batch(batch, to=ImportState.STOPPED, by=None, reason=DIFFERS)
        record("import.stopped", subject=batch)
        _write_report(batch)
    elif counts.bad and batch.bad_rows == ImportBatch.BadRows.ALL_OR_NOTHING:
        _refuse(batch)
    else:
        move_batch(batch, to=ImportState.LOADING, by=None)
    return batch


def load_chunk(batch_id: int, *, after: int) -> int | None:
    """Load the good rows that follow row `after`: the row to go on after, None where nothing is left."""
    batch = lock_batch(batch_id)
    if batch.bad_rows == ImportBatch.BadRows.ALL_OR_NOTHING:
        _load_whole(batch)
        return None
    loaded = load_rows(batch, after=after, limit=LOADED_AT_ONCE)
    return loaded.last if loaded.taken == LOADED_AT_ONCE else None


def cancel_chunk(batch_id: int, *, after: int, at: datetime) -> int | None:
    """Cancel the next deals that the file says the customer cancelled: the deal to go on after, None at the end (F-CXL-01).

    A row that was here already counts too: a source sends a sale again when its deal is cancelled.
    """
    batch = lock_batch(batch_id)
    days = cancellations_of(batch, after=after, limit=CANCELLED_AT_ONCE)
    for deal_id, cancelled_on in days:
        with suppress(Conflict):  # somebody else said so since the file was checked
            cancel_deal(deal_id=deal_id, cancelled_on=cancelled_on, by=None, at=at, reason=_CANCELLED % batch.pk)
    return days[-1][0] if len(days) == CANCELLED_AT_ONCE else None


def close_load(batch_id: int) -> ImportBatch:
    """After the last deal: count, say that it is loaded, write the report."""
    batch = lock_batch(batch_id)
    counts = _keep_counts(batch)
    batch.loaded = counts.good
    batch.save(update_fields=["loaded"])
    move_batch(batch, to=ImportState.LOADED, by=None)
    record("import.loaded", subject=batch, loaded=batch.loaded, known=batch.known, bad=batch.bad)
    _write_report(batch)
    return batch


class _Overtaken(Exception):
    """Another import brought an id in with other content after this one was checked."""


def _load_whole(batch: ImportBatch) -> None:
    try:
        with transaction.atomic():
            load_rows(batch, after=0, limit=batch.found_rows)
            if ImportRow.objects.filter(batch=batch, state=ImportRow.State.BAD).exists():
                raise _Overtaken
    except _Overtaken:
        mark_overtaken(batch)
        _keep_counts(batch)
        _refuse(batch)


def _refuse(batch: ImportBatch) -> None:
    move_batch(batch, to=ImportState.REFUSED, by=None, reason=HAS_BAD_ROWS)
    record("import.refused", subject=batch)
    _write_report(batch)


def _keep_counts(batch: ImportBatch) -> Counts:
    counts = count_rows(batch)
    batch.found_rows, batch.found_sums = counts.rows, counts.sums
    batch.good, batch.bad, batch.known, batch.unread = counts.good, counts.bad, counts.known, counts.unread
    batch.save(update_fields=["found_rows", "found_sums", "good", "bad", "known", "unread"])
    return counts


def _write_report(batch: ImportBatch) -> None:
    """The file that says of each bad row what is wrong and what to do, with the row as it came."""
    if not batch.bad:
        return
    content = b"".join(write_error_report(row_errors(batch), translate=_))
    batch.report = store_file(content, name=f"import-{batch.pk}-bad-rows.csv", purpose=IMPORT_REPORT)
    batch.save(update_fields=["report"])
