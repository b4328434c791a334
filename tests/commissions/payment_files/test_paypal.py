import csv
import io

import pytest

from commissions.payment_files.orders import UNPAYABLE_MESSAGES, MixedOrders, OrdersRefused, Unpayable
from commissions.payment_files.paypal import HEADER, MOST_ORDERS, PayPalOrder, refuse_paypal, write_paypal
from portal.money import Money

FILE = (
    b"Email/Phone/PayerID,Amount,Currency code,Reference ID,Note to recipient,Recipient wallet\r\n"
    b"ann@acme.com,12.50,USD,PO-1,Statement 2026-10,PayPal\r\n"
    b"ABCDEFGHJKLMN,1000.00,USD,PO-2,Statement 2026-10,PayPal\r\n"
)


def order(reference: str = "PO-1", recipient: str = "ann@acme.com", amount: Money | None = None) -> PayPalOrder:
    return PayPalOrder(reference, recipient, Money(1250, "USD") if amount is None else amount)


def test_file_is_the_same_whatever_the_order_of_the_payouts() -> None:
    orders = [order(), order("PO-2", "ABCDEFGHJKLMN", Money(100000, "USD"))]
    assert write_paypal(orders, note="Statement 2026-10") == [FILE]
    assert write_paypal(orders[::-1], note="Statement 2026-10") == [FILE]


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        (order(), ()),
        (order(amount=Money(5, "JPY")), ()),
        (order(amount=Money(0, "USD")), (Unpayable.NOT_POSITIVE,)),
        (order(amount=Money(-1, "USD")), (Unpayable.NOT_POSITIVE,)),
        (order(reference=""), (Unpayable.BAD_REFERENCE,)),
        (order(reference="=1"), (Unpayable.BAD_REFERENCE,)),
        (order(reference="x" * 36), (Unpayable.BAD_REFERENCE,)),
        (order(recipient="=cmd@acme.com"), (Unpayable.BAD_RECIPIENT,)),
        (order(recipient="ann@localhost"), (Unpayable.BAD_RECIPIENT,)),
        (order(recipient="ann@acme.com\n"), (Unpayable.BAD_RECIPIENT,)),
        (order(amount=Money(5, "RUB")), (Unpayable.CURRENCY_NOT_SUPPORTED,)),
        (order(amount=Money(150, "HUF")), (Unpayable.DECIMALS_NOT_SUPPORTED,)),
        (order(amount=Money(200, "HUF")), ()),
    ],
)
def test_order_is_refused_with_its_reasons(given: PayPalOrder, reasons: tuple[Unpayable, ...]) -> None:
    assert refuse_paypal(given) == reasons


def test_one_bad_order_refuses_the_file_by_its_reference() -> None:
    with pytest.raises(OrdersRefused) as caught:
        write_paypal([order(), order("PO-2", "nobody")], note="")
    assert caught.value.reasons == (("PO-2", Unpayable.BAD_RECIPIENT),)


@pytest.mark.parametrize("orders", [[], [order(), order()], [order(), order("PO-2", amount=Money(1, "EUR"))]])
def test_file_pays_each_reference_once_in_one_currency(orders: list[PayPalOrder]) -> None:
    with pytest.raises(MixedOrders):
        write_paypal(orders, note="")


def test_files_hold_no_more_lines_than_paypal_takes() -> None:
    files = write_paypal([order(f"PO-{number:05d}") for number in range(MOST_ORDERS + 1)], note="")
    counts = [len(list(csv.reader(io.StringIO(file.decode())))) for file in files]
    assert counts == [MOST_ORDERS + 1, 2]


def test_note_is_stripped_of_what_a_spreadsheet_would_compute() -> None:
    (file,) = write_paypal([order()], note='=HYPERLINK("x")')
    lines = list(csv.reader(io.StringIO(file.decode())))
    assert (tuple(lines[0]), lines[1][4]) == (HEADER, "HYPERLINK( x )")
    assert [cell for cell in lines[1] if cell[:1] in set("=+-@\t\r")] == []


def test_whole_unit_currencies_are_written_without_a_point() -> None:
    (file,) = write_paypal([order(amount=Money(20000, "HUF"))], note="")
    assert file.splitlines()[1] == b"ann@acme.com,200,HUF,PO-1,,PayPal"


def test_every_reason_says_what_to_do() -> None:
    assert set(UNPAYABLE_MESSAGES) == set(Unpayable)
