"""Imports of sales: what is loaded, what comes back with its reason, what stops."""

import csv
import io

import pytest

from commissions.models import ImportBatch, ImportMove, ImportRow, Sale
from commissions.queries.imports import read_batch_file, same_file_before
from commissions.services.imports import correct_totals, refuse_batch
from commissions.states import ImportState
from portal.files.services import open_file
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.commissions.import_world import actor_of, finish, import_lines, make_lines, receive, totals_of, write_lines

pytestmark = pytest.mark.django_db


def sales_of(cast: VendorCast) -> list[tuple[object, ...]]:
    with acting_as(Role.STAFF, vendor=cast.id):
        return list(
            Sale.objects.order_by("external_id").values_list(
                "external_id", "partner_id", "amount_minor", "batch_id", "row_no"
            )
        )


def counts_of(batch: ImportBatch) -> tuple[str, int, int, int, int]:
    return batch.state, batch.good, batch.bad, batch.known, batch.loaded


def test_good_rows_become_sales_with_their_batch_and_row(acme: VendorCast) -> None:
    batch = import_lines(acme, make_lines(5))

    assert counts_of(batch) == ("loaded", 5, 0, 0, 5)
    birch, cedar = acme.partners
    assert sales_of(acme) == [
        ("S-000001", cedar, 10101, batch.pk, 2),
        ("S-000002", birch, 10202, batch.pk, 3),
        ("S-000003", cedar, 10303, batch.pk, 4),
        ("S-000004", birch, 10404, batch.pk, 5),
        ("S-000005", cedar, 10505, batch.pk, 6),
    ]
    with acting_as(Role.STAFF, vendor=acme.id):
        moves = list(ImportMove.objects.filter(batch=batch).order_by("pk").values_list("before", "after"))
    assert moves == [("", "received"), ("received", "checking"), ("checking", "loading"), ("loading", "loaded")]


def test_same_file_again_changes_nothing(acme: VendorCast) -> None:
    lines = make_lines(30)
    first = import_lines(acme, lines)
    before = sales_of(acme)

    again = import_lines(acme, lines)

    assert counts_of(again) == ("loaded", 0, 0, 30, 0)
    assert sales_of(acme) == before
    with acting_as(Role.STAFF, vendor=acme.id):
        assert same_file_before(again) == first


def test_chunks_see_what_earlier_chunks_read(acme: VendorCast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissions.services.import_steps.CHECKED_AT_ONCE", 4)
    monkeypatch.setattr("commissions.services.import_steps.LOADED_AT_ONCE", 3)
    lines = make_lines(10)
    lines[7] = lines[1] | {"invoice": "INV-X"}

    batch = import_lines(acme, lines)

    assert counts_of(batch) == ("loaded", 9, 1, 0, 9)
    with acting_as(Role.STAFF, vendor=acme.id):
        bad = ImportRow.objects.get(batch=batch, state="bad")
    assert (bad.row_no, bad.error, bad.column, bad.detail) == (9, "repeated_id", "external_id", "3")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"partner": "NOBODY"}, "partner:unknown_partner"),
        ({"sold_on": "2099-01-01"}, "sold_on:future_date"),
        ({"sold_on": "2023-12-31"}, "sold_on:before_program"),
        ({"currency": "GBP"}, "currency:currency_not_accepted"),
        ({"currency": "EUR"}, "currency:currency_not_agreed"),
        ({"deal": "D-UNKNOWN"}, "deal:unknown_deal"),
    ],
)
def test_row_that_does_not_fit_what_is_here_says_why(acme: VendorCast, change: dict[str, str], code: str) -> None:
    lines = make_lines(3)
    lines[1] |= change

    batch = import_lines(acme, lines)

    assert counts_of(batch) == ("loaded", 2, 1, 0, 2)
    with acting_as(Role.STAFF, vendor=acme.id):
        bad = ImportRow.objects.get(batch=batch, state="bad")
    assert (bad.row_no, bad.faults) == (3, [code])


def test_ids_of_another_vendors_partners_are_unknown(acme: VendorCast, globex: VendorCast) -> None:
    from partners.models import PartnerExternalId

    with acting_as(Role.STAFF, vendor=globex.id):
        PartnerExternalId.objects.create(partner_id=globex.partners[0], system="erp", value="G-1")

    batch = import_lines(acme, [make_lines(1)[0] | {"partner": "G-1"}])

    assert counts_of(batch) == ("loaded", 0, 1, 0, 0)
    assert sales_of(acme) == []


def test_known_id_with_other_content_is_bad_and_changes_nothing(acme: VendorCast) -> None:
    lines = make_lines(3)
    first = import_lines(acme, lines)
    before = sales_of(acme)
    lines[2] = lines[2] | {"amount": "1.00"}

    again = import_lines(acme, lines)

    assert counts_of(again) == ("loaded", 0, 1, 2, 0)
    assert sales_of(acme) == before
    with acting_as(Role.STAFF, vendor=acme.id):
        bad = ImportRow.objects.get(batch=again, state="bad")
    assert (bad.error, bad.detail) == ("changed_id", f"{first.pk}:4")


def test_difference_to_the_typed_totals_stops_the_batch(acme: VendorCast) -> None:
    lines = make_lines(4)
    rows, sums = totals_of(lines)

    batch = finish(acme, receive(acme, write_lines(lines), rows=rows + 1, sums={"USD": sums["USD"] - 5}))

    assert (batch.state, batch.declared_rows, batch.found_rows, batch.found_sums) == ("stopped", 5, 4, sums)
    assert sales_of(acme) == []
    finance = actor_of(acme, "finance")
    with acting_as(Role.STAFF, vendor=acme.id):
        correct_totals(batch, rows=rows, sums=sums, reason="Typed from the wrong page", by=finance)
    assert counts_of(finish(acme, batch)) == ("loaded", 4, 0, 0, 4)
    with acting_as(Role.STAFF, vendor=acme.id), pytest.raises(Conflict):
        correct_totals(batch, rows=rows, sums=sums, reason="Once more", by=finance)


def test_stopped_batch_can_be_given_up_and_a_loaded_one_not(acme: VendorCast) -> None:
    stopped = finish(acme, receive(acme, write_lines(make_lines(2)), rows=3, sums={}))
    loaded = import_lines(acme, make_lines(2))
    finance = actor_of(acme, "finance")

    with acting_as(Role.STAFF, vendor=acme.id):
        assert refuse_batch(stopped, reason="Wrong file", by=finance).state == ImportState.REFUSED
        with pytest.raises(Conflict):
            refuse_batch(loaded, reason="Too late", by=finance)


def test_all_or_nothing_loads_nothing_when_one_row_is_bad(acme: VendorCast) -> None:
    lines = make_lines(3)
    lines[0] |= {"partner": "NOBODY"}

    batch = import_lines(acme, lines, bad_rows="all_or_nothing")

    assert counts_of(batch) == ("refused", 2, 1, 0, 0)
    assert sales_of(acme) == []
    assert batch.report_id is not None


def test_history_is_loaded_but_earns_nothing(acme: VendorCast) -> None:
    import_lines(acme, make_lines(2), earns=False)

    with acting_as(Role.STAFF, vendor=acme.id):
        assert set(Sale.objects.values_list("earns", flat=True)) == {False}


def test_report_says_row_column_reason_and_carries_no_formula(acme: VendorCast) -> None:
    lines = make_lines(3)
    lines[1] |= {"external_id": "=cmd|'/c calc'!A1", "partner": "NOBODY", "sold_on": "2099-01-01"}

    batch = import_lines(acme, lines)

    with acting_as(Role.STAFF, vendor=acme.id), open_file(ImportBatch.objects.get(pk=batch.pk).report) as file:
        rows = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:]] == [["3", "partner", "unknown_partner"], ["3", "sold_on", "future_date"]]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


HOSTILE = {
    "zip": b"PK\x03\x04" + b"0" * 500,
    "utf-16": "external_id,invoice\n".encode("utf-16"),
    "nul": write_lines(make_lines(1)) + b"\0\n",
    "only a byte order mark": b"\xef\xbb\xbf",
    "nothing": b"",
    "wide": b"a," * 5_000_000 + b"a\n",
    "no header": write_lines(make_lines(2)).split(b"\n", 1)[1],
    "latin-1 header": "amount,größe\n".encode("latin-1"),
    "html": b"<html><script>alert(1)</script></html>",
    "old workbook": b"\xd0\xcf\x11\xe0" + b"0" * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_and_nothing_is_stored(acme: VendorCast, name: str) -> None:
    from portal.files.models import StoredFile

    with pytest.raises(Refusal) as refused:
        receive(acme, HOSTILE[name], rows=1, sums={})

    assert (refused.value.field, bool(str(refused.value))) == ("file", True)
    with acting_as(Role.STAFF, vendor=acme.id):
        assert (ImportBatch.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("piece", "code"),
    [
        (b'S-9,"' + b"x" * 10_000_000 + b"\n", "bad_quotes"),
        (b"S-9," + b"x" * 10_000_000 + b"\n", "too_long"),
        (b'S-9,"never closed\n', "bad_quotes"),
    ],
    ids=["10 MB quoted", "10 MB", "never closed"],
)
def test_hostile_row_costs_itself_only(acme: VendorCast, piece: bytes, code: str) -> None:
    lines = make_lines(2)
    content = write_lines(lines[:1]) + piece + write_lines(lines[1:]).split(b"\n", 1)[1]
    rows, sums = totals_of(lines)

    batch = finish(acme, receive(acme, content, rows=rows + 1, sums=sums))

    assert counts_of(batch) == ("loaded", 2, 1, 0, 2)
    with acting_as(Role.STAFF, vendor=acme.id):
        bad = ImportRow.objects.get(batch=batch, state="bad")
        assert len(read_batch_file(batch)) == len(content)
    assert bad.error in (code, "too_long")
