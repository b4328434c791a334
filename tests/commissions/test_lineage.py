"""From an invoice to every line it caused, and from a row of a file to the sale it became."""

import pytest
from django.test import Client

from commissions.models import Sale
from commissions.queries.lineage import find_by_invoice, find_by_row, find_by_sale
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.commissions.import_world import import_lines, make_lines
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/acme/commissions/lineage/"


def test_invoice_leads_to_every_sale_on_it_with_batch_and_row(acme: VendorCast) -> None:
    batch = import_lines(acme, make_lines(5))

    with acting_as(Role.STAFF, vendor=acme.id):
        traces = find_by_invoice("INV-00001")
        assert [(trace.external_id, trace.batch_id, trace.row_no) for trace in traces] == [
            ("S-000003", batch.pk, 4),
            ("S-000004", batch.pk, 5),
            ("S-000005", batch.pk, 6),
        ]
        assert [trace.earning_id for trace in traces] == [None, None, None]
        assert find_by_invoice("INV-99999") == []


def test_row_of_a_file_leads_to_the_sale_also_where_an_earlier_import_brought_it(acme: VendorCast) -> None:
    first = import_lines(acme, make_lines(2))
    again = import_lines(acme, make_lines(3))

    with acting_as(Role.STAFF, vendor=acme.id):
        (trace,) = find_by_row(again.pk, 3)
    assert (trace.external_id, trace.batch_id, trace.row_no) == ("S-000002", first.pk, 3)


def test_partner_finds_its_own_sales_only_with_the_name_of_the_file(client: Client, acme: VendorCast) -> None:
    import_lines(acme, make_lines(5), name="november.csv")
    with acting_as(Role.STAFF, vendor=acme.id):
        theirs = Sale.objects.get(external_id="S-000003")
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0]):
        assert [trace.external_id for trace in find_by_invoice("INV-00001")] == ["S-000004"]
        assert find_by_sale(theirs.pk) == []

    text = sign_in(client, acme, "partner_sales").get(PAGE, {"invoice": "INV-00001"}).content.decode()
    assert ("S-000004" in text, "S-000003" in text, "november.csv, row 5" in text) == (True, False, True)
    assert "S-000003" not in client.get(PAGE, {"sale": theirs.pk}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"invoice": "\x01'; --"},
        {"sale": "99999999999999999999"},
        {"batch": "x", "row": "1"},
        {"statement": "-1"},
        {"invoice": "x" * 500},
    ],
)
def test_nonsense_finds_nothing(client: Client, acme: VendorCast, query: dict[str, str]) -> None:
    import_lines(acme, make_lines(2))
    answer = sign_in(client, acme, "finance").get(PAGE, query)
    assert (answer.status_code, "S-000001" in answer.content.decode()) == (200, False)


def test_row_of_a_file_is_the_vendors_to_ask_for(client: Client, acme: VendorCast) -> None:
    batch = import_lines(acme, make_lines(2))
    query = {"batch": batch.pk, "row": 3}
    assert "S-000002" in sign_in(client, acme, "finance").get(PAGE, query).content.decode()
    assert "S-000002" not in sign_in(client, acme, "partner_finance").get(PAGE, query).content.decode()
