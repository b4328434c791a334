"""Imports of sales as people move them: taking a file, correcting what was typed, giving up.

The state of an import moves here and nowhere else, along commissions.states.IMPORT_STATES.
"""

import csv
import io
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commissions.models import ImportBatch, ImportMove
from commissions.policies import SALES_FILE
from commissions.queries.imports import is_known_system
from commissions.sheets import OPTIONAL, REQUIRED, read_layout
from commissions.states import IMPORT_STATES, ImportState
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.csv_records import FILE_MESSAGES, FileRefused
from portal.files.services import store_file
from portal.guides.models import Program
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal
from portal.state_table import MoveRefused

JOB = "commissions.import"


@transaction.atomic
def receive_file(
    *,
    program: Program,
    system: str,
    content: bytes,
    name: str,
    rows: int,
    sums: Mapping[str, int],
    bad_rows: str = ImportBatch.BadRows.KEEP_GOOD,
    earns: bool = True,
    by: Actor | None,
) -> ImportBatch:
    """Store a file of sales and ask for its import. `rows` and `sums` (minor units by currency) are what finance typed.

    Raises Refusal for a file that is no CSV of sales, or a system whose ids no partner carries: then nothing is stored.
    """
    if not is_known_system(system):
        raise Refusal(_("No partner has an id of this system. Add their ids first."), field="system")
    try:
        read_layout(content)
    except FileRefused as refused:
        raise Refusal(_say(refused), field="file", code=refused.fault.value.replace("_", "-")) from None
    stored = store_file(content, name=name, purpose=SALES_FILE, by=by)
    batch: ImportBatch = ImportBatch.objects.create(
        program=program,
        file=stored,
        system=system,
        bad_rows=bad_rows,
        earns=earns,
        declared_rows=rows,
        declared_sums=dict(sums),
        created_by_id=by.membership_id if by else None,
    )
    ImportMove.objects.create(batch=batch, by_id=batch.created_by_id, after=batch.state)
    record("import.received", by=by, subject=batch, rows=rows)
    _ask_for_check(batch, by=by)
    return batch


def _say(refused: FileRefused) -> str:
    return " ".join([_(FILE_MESSAGES[refused.fault]), ", ".join(refused.names[:20])]).strip()


def receive_rows(
    *,
    program: Program,
    system: str,
    lines: Sequence[Mapping[str, str]],
    name: str,
    rows: int,
    sums: Mapping[str, int],
    bad_rows: str = ImportBatch.BadRows.KEEP_GOOD,
    earns: bool = True,
    by: Actor | None,
) -> ImportBatch:
    """The same for rows that came over the interface: they are kept as the file they would have been."""
    content = write_rows(lines)
    return receive_file(
        program=program,
        system=system,
        content=content,
        name=name,
        rows=rows,
        sums=sums,
        bad_rows=bad_rows,
        earns=earns,
        by=by,
    )


def write_rows(lines: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as a CSV that this import reads back cell for cell."""
    columns = (*REQUIRED, *OPTIONAL)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def _ask_for_check(batch: ImportBatch, *, by: Actor | None) -> None:
    batch.checks += 1
    job = enqueue(
        JOB, key=f"batch:{batch.pk}:{batch.checks}", payload={"batch": batch.pk}, total=2 * batch.declared_rows, by=by
    )
    batch.job_id = job.pk
    batch.save(update_fields=["checks", "job_id"])


@transaction.atomic
def correct_totals(batch: ImportBatch, *, rows: int, sums: Mapping[str, int], reason: str, by: Actor) -> ImportBatch:
    """Finance typed a total wrongly: put the right one in and check the file again. Raises Conflict unless it stopped."""
    if not reason.strip():
        raise Refusal(_("Say why: the old figures stay in the history."), field="reason")
    batch = lock_batch(batch.pk)
    before = {"rows": batch.declared_rows, "sums": batch.declared_sums}
    move_batch(batch, to=ImportState.CHECKING, by=by, reason=reason)
    batch.declared_rows, batch.declared_sums = rows, dict(sums)
    batch.save(update_fields=["declared_rows", "declared_sums"])
    record("import.corrected", by=by, subject=batch, before=before, rows=rows, sums=dict(sums))
    _ask_for_check(batch, by=by)
    return batch


@transaction.atomic
def refuse_batch(batch: ImportBatch, *, reason: str, by: Actor) -> ImportBatch:
    """Give a stopped import up; nothing of it was loaded. Raises Conflict unless it stopped."""
    batch = lock_batch(batch.pk)
    if batch.state != ImportState.STOPPED:
        raise Conflict(_("Only an import that stopped can be given up."))
    move_batch(batch, to=ImportState.REFUSED, by=by, reason=reason)
    record("import.refused", by=by, subject=batch)
    return batch


def move_batch(batch: ImportBatch, *, to: ImportState, by: Actor | None, reason: str = "") -> None:
    """One move, with its row in the history. Raises Conflict for a move that its state does not permit."""
    try:
        IMPORT_STATES.check_move(ImportState(batch.state), to)
    except MoveRefused:
        raise Conflict(_("This import has moved on meanwhile. Look at it again.")) from None
    before, batch.state, batch.reason = batch.state, to.value, reason
    batch.save(update_fields=["state", "reason"])
    by_id = by.membership_id if by else None
    ImportMove.objects.create(batch=batch, by_id=by_id, before=before, after=to.value, reason=reason)


def lock_batch(batch_id: int) -> ImportBatch:
    """The import, held until the transaction ends: nobody else moves it meanwhile."""
    batch: ImportBatch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    return batch
