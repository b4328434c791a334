"""ISO 20022 pain.001.001.09: a credit transfer order that a bank reads.

Ids come from the payouts' references, never from an attempt, and the instant is a parameter: the same payouts give the
same bytes, so that a bank that is handed the file twice can tell.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

from commissions.payment_files.latin import is_legible, transliterate
from commissions.payment_files.orders import OrdersRefused, Unpayable, check_together, refuse_basics
from portal.clock import as_utc
from portal.money import Money, format_plain, to_decimal, total

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
LONGEST_ID = 35
LONGEST_NAME = 70
LONGEST_REMITTANCE = 140
# The schema carries 18 digits, 5 of them behind the point.
LARGEST_AMOUNT = Decimal("9999999999999")

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_ACCOUNT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,32}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Account:
    """An IBAN, or another bank's account number with `is_iban` false. Blanks are no part of it."""

    number: str
    is_iban: bool = True


@dataclass(frozen=True, slots=True)
class Party:
    """Who pays or is paid, and where. `bic` may be empty with an IBAN, since the bank follows from it."""

    name: str
    account: Account
    bic: str = ""


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """One payout. `reference` is the payout's and comes back from the bank; `remittance` is what the payee reads."""

    reference: str
    creditor: Party
    amount: Money
    remittance: str


def is_iban(text: str) -> bool:
    """Form and check digits (ISO 13616), written without blanks in capitals."""
    if not _IBAN.fullmatch(text):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def refuse_transfer(order: TransferOrder) -> tuple[Unpayable, ...]:
    """What stands against paying this order by bank; empty when nothing does."""
    reasons = [*refuse_basics(order.reference, order.amount), *_refuse_party(order.creditor)]
    if to_decimal(order.amount) > LARGEST_AMOUNT:
        reasons.append(Unpayable.AMOUNT_TOO_LARGE)
    return tuple(reasons)


def write_pain001(orders: Sequence[TransferOrder], *, debtor: Party, pay_on: date, created: datetime) -> bytes:
    """The file, its transfers sorted by reference. `created` is when the run was approved.

    Raises OrdersRefused (also for the debtor, under the reference "debtor") and MixedOrders.
    """
    check_together([order.reference for order in orders], [order.amount for order in orders])
    refused = [("debtor", reason) for reason in _refuse_party(debtor)]
    refused += [(order.reference, reason) for order in orders for reason in refuse_transfer(order)]
    if refused:
        raise OrdersRefused(refused)
    transfers = sorted(orders, key=lambda order: order.reference)
    ElementTree.register_namespace("", NAMESPACE)
    document = ElementTree.Element(f"{{{NAMESPACE}}}Document")
    initiation = _add(document, "CstmrCdtTrfInitn")
    _add_header(initiation, transfers, debtor=debtor, pay_on=pay_on, created=created)
    _add_payment(initiation, transfers, debtor=debtor, pay_on=pay_on)
    ElementTree.indent(document)
    body: bytes = ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _refuse_party(party: Party) -> list[Unpayable]:
    reasons = []
    if not is_legible(transliterate(party.name, longest=LONGEST_NAME)):
        reasons.append(Unpayable.BAD_NAME)
    if party.account.is_iban and not is_iban(party.account.number):
        reasons.append(Unpayable.BAD_IBAN)
    if not party.account.is_iban and not _ACCOUNT.fullmatch(party.account.number):
        reasons.append(Unpayable.BAD_ACCOUNT)
    if (party.bic or not party.account.is_iban) and not _BIC.fullmatch(party.bic):
        reasons.append(Unpayable.BAD_BANK)
    return reasons


def _message_id(transfers: Sequence[TransferOrder], *, pay_on: date) -> str:
    """Of everything that makes two files different orders to a bank."""
    content = "\n".join(f"{each.reference} {each.amount} {each.creditor}" for each in transfers)
    return "M" + hashlib.sha256(f"{pay_on}\n{content}".encode()).hexdigest()[: LONGEST_ID - 2]


def _add_header(
    parent: ElementTree.Element,
    transfers: Sequence[TransferOrder],
    *,
    debtor: Party,
    pay_on: date,
    created: datetime,
) -> None:
    header = _add(parent, "GrpHdr")
    _add(header, "MsgId", _message_id(transfers, pay_on=pay_on))
    _add(header, "CreDtTm", as_utc(created).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add_control(header, transfers)
    _add(_add(header, "InitgPty"), "Nm", transliterate(debtor.name, longest=LONGEST_NAME))


def _add_control(parent: ElementTree.Element, transfers: Sequence[TransferOrder]) -> None:
    amounts = [order.amount for order in transfers]
    _add(parent, "NbOfTxs", str(len(transfers)))
    _add(parent, "CtrlSum", format_plain(total(amounts, currency=amounts[0].currency)))


def _add_payment(
    parent: ElementTree.Element, transfers: Sequence[TransferOrder], *, debtor: Party, pay_on: date
) -> None:
    payment = _add(parent, "PmtInf")
    _add(payment, "PmtInfId", "P" + _message_id(transfers, pay_on=pay_on)[1:])
    _add(payment, "PmtMtd", "TRF")
    _add_control(payment, transfers)
    in_sepa = transfers[0].amount.currency == "EUR"
    if in_sepa:
        _add(_add(_add(payment, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _add(_add(payment, "ReqdExctnDt"), "Dt", pay_on.isoformat())
    _add(_add(payment, "Dbtr"), "Nm", transliterate(debtor.name, longest=LONGEST_NAME))
    _add_account(_add(payment, "DbtrAcct"), debtor.account)
    _add_agent(_add(payment, "DbtrAgt"), debtor)
    _add(payment, "ChrgBr", "SLEV" if in_sepa else "SHAR")
    for order in transfers:
        _add_transfer(payment, order)


def _add_transfer(parent: ElementTree.Element, order: TransferOrder) -> None:
    transfer = _add(parent, "CdtTrfTxInf")
    _add(_add(transfer, "PmtId"), "EndToEndId", order.reference)
    amount = _add(_add(transfer, "Amt"), "InstdAmt", format_plain(order.amount))
    amount.set("Ccy", order.amount.currency)
    if order.creditor.bic:
        _add_agent(_add(transfer, "CdtrAgt"), order.creditor)
    _add(_add(transfer, "Cdtr"), "Nm", transliterate(order.creditor.name, longest=LONGEST_NAME))
    _add_account(_add(transfer, "CdtrAcct"), order.creditor.account)
    remittance = transliterate(order.remittance, longest=LONGEST_REMITTANCE)
    if remittance:
        _add(_add(transfer, "RmtInf"), "Ustrd", remittance)


def _add_account(parent: ElementTree.Element, account: Account) -> None:
    identity = _add(parent, "Id")
    if account.is_iban:
        _add(identity, "IBAN", account.number)
    else:
        _add(_add(identity, "Othr"), "Id", account.number)


def _add_agent(parent: ElementTree.Element, party: Party) -> None:
    """A bank without a BIC is named NOTPROVIDED, as the SEPA guidelines have it."""
    institution = _add(parent, "FinInstnId")
    if party.bic:
        _add(institution, "BICFI", party.bic)
    else:
        _add(_add(institution, "Othr"), "Id", "NOTPROVIDED")


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = text
    return element
