"""PayPal mass payment: one line per payout, no more than a file may hold, in one currency."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from commissions.payment_files.orders import OrdersRefused, Unpayable, check_together, refuse_basics
from portal.money import Money, format_plain, to_decimal

HEADER = ("Email/Phone/PayerID", "Amount", "Currency code", "Reference ID", "Note to recipient", "Recipient wallet")
MOST_ORDERS = 5000
_WHOLE_UNITS = frozenset({"HUF", "JPY", "TWD"})
_CURRENCIES = frozenset(
    {
        *_WHOLE_UNITS, "AUD", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "ILS", "MXN", "MYR", "NOK",
        "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "USD",
    }
)  # fmt: skip
# Starts with a letter or digit, so that no cell of the file can be a formula.
_MAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_PAYER_ID = re.compile(r"[A-Z0-9]{13}")


@dataclass(frozen=True, slots=True)
class PayPalOrder:
    """`reference` is the payout's; it comes back in the result. `recipient` is a mail address or a payer id."""

    reference: str
    recipient: str
    amount: Money


def refuse_paypal(order: PayPalOrder) -> tuple[Unpayable, ...]:
    """What stands against paying this order by PayPal; empty when nothing does."""
    reasons = refuse_basics(order.reference, order.amount)
    if not (_MAIL.fullmatch(order.recipient) or _PAYER_ID.fullmatch(order.recipient)):
        reasons.append(Unpayable.BAD_RECIPIENT)
    if order.amount.currency not in _CURRENCIES:
        reasons.append(Unpayable.CURRENCY_NOT_SUPPORTED)
    elif order.amount.currency in _WHOLE_UNITS and to_decimal(order.amount) % 1:
        reasons.append(Unpayable.DECIMALS_NOT_SUPPORTED)
    return tuple(reasons)


def write_paypal(orders: Sequence[PayPalOrder], *, note: str) -> list[bytes]:
    """The files, each of at most MOST_ORDERS lines, sorted by reference. Raises OrdersRefused, MixedOrders.

    `note` is read by the recipients; it is cut to what PayPal shows and stripped of what a spreadsheet would compute.
    """
    check_together([order.reference for order in orders], [order.amount for order in orders])
    refused = [(order.reference, reason) for order in orders for reason in refuse_paypal(order)]
    if refused:
        raise OrdersRefused(refused)
    rest = sorted(orders, key=lambda order: order.reference)
    return [_write_file(rest[at : at + MOST_ORDERS], note=note) for at in range(0, len(rest), MOST_ORDERS)]


def _write_file(orders: Sequence[PayPalOrder], *, note: str) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADER)
    plain_note = re.sub(r"[^\w .,:/()-]", " ", note).strip(" -")[:1000]
    writer.writerows(
        (order.recipient, _plain(order.amount), order.amount.currency, order.reference, plain_note, "PayPal")
        for order in orders
    )
    return buffer.getvalue().encode("utf-8")


def _plain(amount: Money) -> str:
    return format_plain(amount) if amount.currency not in _WHOLE_UNITS else str(int(to_decimal(amount)))
