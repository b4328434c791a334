"""What the page of an import shows, put into the shape of the shell's pieces."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.models import ImportBatch, ImportMove, ImportRow
from commissions.queries.imports import differences, read_fault


def facts_of(batch: ImportBatch) -> list[dict[str, Any]]:
    """What became of the rows, in a strip."""
    facts: list[dict[str, Any]] = [
        {"label": _("Rows in the file"), "value": batch.found_rows or "—"},
        {"label": _("Loaded"), "value": batch.loaded},
        {"label": _("Here already"), "value": batch.known, "hint": _("same id, same content")},
        {"label": _("Bad"), "value": batch.bad},
    ]
    if batch.unread:
        facts.append({"label": _("In no sum"), "value": batch.unread, "hint": _("amount or currency unreadable")})
    return facts


def totals_of(batch: ImportBatch) -> list[dict[str, Any]]:
    """Row by row: what finance typed, what the file has, and whether the two agree."""
    differ = differences(batch)
    currencies = sorted(batch.declared_sums.keys() | batch.found_sums.keys())
    rows: list[dict[str, Any]] = [
        {"currency": "", "typed": batch.declared_rows, "found": batch.found_rows, "differs": "rows" in differ}
    ]
    for currency in currencies:
        typed, found = batch.declared_sums.get(currency, 0), batch.found_sums.get(currency, 0)
        rows.append({"currency": currency, "typed": typed, "found": found, "differs": currency in differ})
    return rows


def rows_of(rows: Iterable[ImportRow]) -> list[dict[str, Any]]:
    """Bad rows with the words of every fault."""
    return [
        {"row_no": row.row_no, "raw": row.raw, "faults": [_fault_of(row, text) for text in row.faults]} for row in rows
    ]


def _fault_of(row: ImportRow, text: str) -> dict[str, str]:
    fault = read_fault(text)
    return {
        "column": fault.column,
        "code": fault.code.value,
        "words": _(fault.message),
        "detail": _detail_of(row, fault.code),
    }


def _detail_of(row: ImportRow, code: str) -> str:
    if code == "repeated_id":
        return _("It is row %(row)s.") % {"row": row.detail}
    if code == "changed_id":
        batch, _colon, number = row.detail.partition(":")
        return _("It came with import %(batch)s, row %(row)s.") % {"batch": batch, "row": number}
    return ""


def timeline_of(moves: Iterable[ImportMove]) -> list[dict[str, Any]]:
    """The history of an import, for `_timeline.html`."""
    labels = dict(ImportBatch.State.choices)
    return [
        {
            "who": move.by.name if move.by else None,
            "at": move.at,
            "from_label": labels.get(move.before, ""),
            "to_label": labels.get(move.after, move.after),
            "why": _(move.reason) if move.reason and move.by is None else move.reason,
        }
        for move in moves
    ]


def url_of(vendor: str, batch: ImportBatch) -> str:
    """The import's page."""
    return reverse("commissions:import", kwargs={"vendor": vendor, "batch_id": batch.pk})
