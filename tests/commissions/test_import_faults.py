"""A file of 10,000 rows with 37 planted faults, each of another kind: every one comes back with its row and code."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from commissions.models import ImportRow, Sale
from leads.models import Deal, Lead
from partners.models import Agreement, Enrolment, PartnerExternalId
from portal.guides.models import GuideVersion, Program
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.commissions.import_world import finish, import_lines, make_lines, receive, totals_of, write_lines

pytestmark = pytest.mark.django_db
ROWS = 10_000
Line = dict[str, str]

#: What a single cell is changed to, and how that is told.
CELLS: list[tuple[Line, str]] = [
    ({"external_id": ""}, "external_id:missing_value"),
    ({"external_id": "x" * 101}, "external_id:value_too_long"),
    ({"external_id": "S-\u202e1"}, "external_id:control_character"),
    ({"invoice": ""}, "invoice:missing_value"),
    ({"invoice": "x" * 101}, "invoice:value_too_long"),
    ({"partner": ""}, "partner:missing_value"),
    ({"partner": "P-NOBODY"}, "partner:unknown_partner"),
    ({"partner": "G-1"}, "partner:unknown_partner"),
    ({"product": " "}, "product:missing_value"),
    ({"product": "x" * 81}, "product:value_too_long"),
    ({"sold_on": ""}, "sold_on:missing_value"),
    ({"sold_on": "2025-02-30"}, "sold_on:bad_date"),
    ({"sold_on": "31/12/2025"}, "sold_on:bad_date"),
    ({"sold_on": "2099-01-01"}, "sold_on:future_date"),
    ({"sold_on": "2023-12-31"}, "sold_on:before_program"),
    ({"sold_on": "2025-05-01", "partner": "P3"}, "sold_on:not_enrolled"),
    ({"amount": ""}, "amount:missing_value"),
    ({"amount": "twelve"}, "amount:bad_amount"),
    ({"amount": "1,234.50"}, "amount:bad_amount"),
    ({"amount": "1.234"}, "amount:too_many_decimals"),
    ({"amount": "99999999999999999999"}, "amount:amount_out_of_range"),
    ({"amount": "0.00"}, "amount:zero_amount"),
    ({"amount": "-5.00"}, "amount:negative_sale"),
    ({"amount": "5.00", "kind": "refund"}, "amount:positive_refund"),
    ({"currency": ""}, "currency:missing_value"),
    ({"currency": "usd"}, "currency:unknown_currency"),
    ({"currency": "GBP"}, "currency:currency_not_accepted"),
    ({"currency": "EUR"}, "currency:currency_not_agreed"),
    ({"kind": "gift"}, "kind:unknown_kind"),
    ({"deal": "D-UNKNOWN"}, "deal:unknown_deal"),
    ({"deal": "D-CEDAR", "partner": "P1"}, "deal:deal_of_another_partner"),
    ({"billed_by": "nobody"}, "billed_by:unknown_biller"),
]


def prepare(acme: VendorCast, globex: VendorCast) -> None:
    """A partner that joined late, a deal of the second partner, an id of the other vendor, and a sale that is here already."""
    with acting_as(Role.STAFF, vendor=globex.id):
        PartnerExternalId.objects.create(partner_id=globex.partners[0], system="erp", value="G-1")
    with acting_as(Role.STAFF, vendor=acme.id):
        from partners.models import Partner

        late = Partner.objects.create(name="Larch")
        program = Program.objects.get(pk=acme.program)
        since = DateRange(date(2025, 6, 1), None)
        PartnerExternalId.objects.create(partner=late, system="erp", value="P3")
        Enrolment.objects.create(partner=late, program=program, category="Solutions", period=since)
        Agreement.objects.create(
            partner=late, program=program, number="AG-P3", currency="USD", period=since, signed_on=since.lower
        )
        make_deal(acme, acme.partners[1], "D-CEDAR")


def make_deal(acme: VendorCast, partner: int, reference: str, source: str = "outbound") -> Deal:
    lead = Lead.objects.create(
        program_id=acme.program, partner_id=partner, source=source, company="Oak", country="US", claim_key=reference,
        contact_name="Ann", contact_email="ann@oak.example", guide_version=GuideVersion.objects.get(program=acme.program),
    )  # fmt: skip
    deal: Deal = Deal.objects.create(
        lead=lead,
        partner_id=partner,
        program_id=acme.program,
        source=source,
        reference=reference,
        closed_on=date(2025, 3, 1),
    )
    return deal


def plant(lines: list[Line]) -> dict[int, str]:
    """Spread the faults over the file; what is expected by row number. The header is row 1."""
    expected = {}
    for index, (change, fault) in enumerate(CELLS):
        place = 150 + index * 250
        lines[place] = lines[place] | change
        expected[place + 2] = fault
    lines[9_000] = lines[9_000] | {"external_id": lines[10]["external_id"]}
    lines[9_100] = lines[9_100] | {"external_id": "S-HERE"}
    return expected | {9_002: "external_id:repeated_id", 9_102: "external_id:changed_id"}


def break_rows(content: bytes) -> tuple[bytes, dict[int, str]]:
    """Three faults of whole rows: bytes that are no UTF-8, a cell too few, a cell too many."""
    rows = content.split(b"\n")
    rows[9_199] = rows[9_199].replace(b"INV", b"\xc4\xd6")
    rows[9_299] = rows[9_299].rsplit(b",", 1)[0]
    rows[9_399] += b",more"
    return b"\n".join(rows), {9_200: ":not_utf8", 9_300: ":too_few_cells", 9_400: ":too_many_cells"}


def test_37_faults_come_back_and_all_other_rows_are_loaded(acme: VendorCast, globex: VendorCast) -> None:
    prepare(acme, globex)
    here = import_lines(acme, [make_lines(1, start=900_000)[0] | {"external_id": "S-HERE"}])
    lines = make_lines(ROWS)
    expected = plant(lines)
    content, whole_rows = break_rows(write_lines(lines))
    expected |= whole_rows
    rows, sums = totals_of(line for number, line in enumerate(lines, start=2) if number not in (9_300, 9_400))
    assert len(expected) == 37

    batch = finish(acme, receive(acme, content, rows=rows + 2, sums=sums))

    assert (batch.state, batch.found_rows, batch.bad, batch.loaded) == ("loaded", ROWS, 37, ROWS - 37)
    with acting_as(Role.STAFF, vendor=acme.id):
        found = {row.row_no: row.faults for row in ImportRow.objects.filter(batch=batch, state="bad")}
        assert Sale.objects.count() == ROWS - 37 + here.loaded
    assert found == {row: [fault] for row, fault in expected.items()}

    again = finish(acme, receive(acme, content, rows=rows + 2, sums=sums))

    assert (again.state, again.known, again.bad, again.loaded) == ("loaded", ROWS - 37, 37, 0)
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Sale.objects.count() == ROWS - 37 + here.loaded


@pytest.mark.rule("F-CXL-02")
def test_deal_decides_whether_a_sale_is_outbound(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        make_deal(acme, acme.partners[0], "D-OUT")
        make_deal(acme, acme.partners[0], "D-IN", "inbound")
    first, second, third = make_lines(3)
    day = {"partner": "P1", "sold_on": (date(2025, 3, 1) + timedelta(days=1)).isoformat()}

    batch = import_lines(acme, [first | day | {"deal": "D-OUT"}, second | day | {"deal": "D-IN"}, third | day])

    assert batch.loaded == 3
    with acting_as(Role.STAFF, vendor=acme.id):
        sources = list(Sale.objects.order_by("row_no").values_list("source", "deal__reference"))
    assert sources == [("outbound", "D-OUT"), ("inbound", "D-IN"), ("inbound", None)]
