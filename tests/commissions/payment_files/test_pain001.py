import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from commissions.payment_files.latin import is_legible, transliterate
from commissions.payment_files.orders import MixedOrders, OrdersRefused, Unpayable
from commissions.payment_files.pain001 import (
    NAMESPACE,
    Account,
    Party,
    TransferOrder,
    is_iban,
    refuse_transfer,
    write_pain001,
)
from portal.money import LARGEST, Money

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parent.parent / "data" / "pain.001.001.09.xsd"))
CREATED = datetime(2026, 11, 30, 9, 15, tzinfo=UTC)
PAY_ON = date(2026, 11, 30)
DE = Account("DE89370400440532013000")
GB = Account("GB29NWBK60161331926819")
DEBTOR = Party("Freshworks Inc.", DE, "COBADEFFXXX")
NS = {"p": NAMESPACE}


def order(
    reference: str = "PO-1", creditor: Party | None = None, amount: Money | None = None, remittance: str = "Statement"
) -> TransferOrder:
    return TransferOrder(reference, creditor or Party("Acme Ltd", GB), amount or Money(1250, "EUR"), remittance)


def write(*orders: TransferOrder, debtor: Party = DEBTOR, pay_on: date = PAY_ON) -> bytes:
    return write_pain001(orders, debtor=debtor, pay_on=pay_on, created=CREATED)


def texts(data: bytes, path: str) -> list[str | None]:
    return [element.text for element in ElementTree.fromstring(data).findall(path, NS)]


def test_file_is_valid_and_adds_up() -> None:
    name = "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS} & S\N{LATIN SMALL LETTER O WITH STROKE}n"
    usd = Party(name, Account("12-345678", is_iban=False), "CHASUS33")
    data = write(order("PO-2", amount=Money(5, "USD")), order("PO-1", usd, Money(1234567, "USD")))
    SCHEMA.validate(data.decode())
    assert texts(data, ".//p:NbOfTxs") == ["2", "2"]
    assert texts(data, ".//p:CtrlSum") == ["12345.72", "12345.72"]
    assert texts(data, ".//p:EndToEndId") == ["PO-1", "PO-2"]
    assert texts(data, ".//p:InstdAmt") == ["12345.67", "0.05"]
    assert texts(data, ".//p:CdtTrfTxInf/p:Cdtr/p:Nm") == ["Zoe + Son", "Acme Ltd"]
    assert texts(data, ".//p:ChrgBr") == ["SHAR"]
    assert texts(data, ".//p:CreDtTm") == ["2026-11-30T09:15:00Z"]


def test_file_in_euro_asks_for_the_sepa_service() -> None:
    data = write(order(), debtor=Party("Freshworks Inc.", DE))
    SCHEMA.validate(data.decode())
    assert texts(data, ".//p:SvcLvl/p:Cd") == ["SEPA"]
    assert texts(data, ".//p:ChrgBr") == ["SLEV"]
    assert texts(data, ".//p:DbtrAgt//p:Othr/p:Id") == ["NOTPROVIDED"]


def test_same_payouts_are_the_same_file_and_another_payout_is_another_message() -> None:
    first, second = order("PO-1"), order("PO-2")
    assert write(first, second) == write(second, first)
    ids = {str(texts(data, ".//p:MsgId")) for data in (
        write(first), write(second), write(first, second), write(first, pay_on=date(2026, 12, 1)),
        write(order(amount=Money(1251, "EUR"))),
    )}  # fmt: skip
    assert len(ids) == 5
    assert texts(write(first), ".//p:MsgId")[0] != texts(write(first), ".//p:PmtInfId")[0]


@pytest.mark.parametrize(
    ("given_order", "reasons"),
    [
        (order(), ()),
        (order(amount=Money(-1, "EUR")), (Unpayable.NOT_POSITIVE,)),
        (order(amount=Money(LARGEST, "EUR")), (Unpayable.AMOUNT_TOO_LARGE,)),
        (order(reference="PO/1"), (Unpayable.BAD_REFERENCE,)),
        (order(reference="-PO"), (Unpayable.BAD_REFERENCE,)),
        (order(creditor=Party("\N{CJK UNIFIED IDEOGRAPH-516C}", GB)), (Unpayable.BAD_NAME,)),
        (order(creditor=Party("Acme", Account("GB29NWBK60161331926818"))), (Unpayable.BAD_IBAN,)),
        (order(creditor=Party("Acme", Account("12 34", is_iban=False), "CHASUS33")), (Unpayable.BAD_ACCOUNT,)),
        (order(creditor=Party("Acme", Account("1234", is_iban=False))), (Unpayable.BAD_BANK,)),
        (order(creditor=Party("Acme", GB, "chasus33")), (Unpayable.BAD_BANK,)),
    ],
)
def test_order_is_refused_with_its_reasons(given_order: TransferOrder, reasons: tuple[Unpayable, ...]) -> None:
    assert refuse_transfer(given_order) == reasons


def test_bad_order_or_debtor_refuses_the_file_by_name() -> None:
    with pytest.raises(OrdersRefused) as caught:
        write(order(), order("PO-2", Party("", GB)), debtor=Party("Freshworks", Account("DE00")))
    assert caught.value.reasons == (("debtor", Unpayable.BAD_IBAN), ("PO-2", Unpayable.BAD_NAME))
    with pytest.raises(MixedOrders):
        write(order(), order())
    with pytest.raises(MixedOrders):
        write()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DE89370400440532013000", True), ("GB29NWBK60161331926819", True), ("NO9386011117947", True),
        ("DE89370400440532013001", False), ("de89370400440532013000", False), ("DE89 3704 0044 0532 0130 00", False),
        ("", False), ("DE89" + "1" * 40, False),
    ],
)  # fmt: skip
def test_iban_is_checked_by_its_digits(text: str, expected: bool) -> None:
    assert is_iban(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller & S\N{LATIN SMALL LETTER O WITH DIAERESIS}hne",
            "Muller + Sohne",
        ),
        ("Stra\N{LATIN SMALL LETTER SHARP S}e", "Strasse"),
        (
            "\N{LATIN CAPITAL LETTER L WITH STROKE}\N{LATIN SMALL LETTER O WITH ACUTE}d\N{LATIN SMALL LETTER Z WITH ACUTE}",
            "Lodz",
        ),
        ("ООО Ромашка", "OOO Romashka"),
        ("Щука и Ёж", "Shchuka i Ezh"),
        ("Αθήνα", "Athina"),
        ("a//b/ ", "a/b"),
        ("A\n\tB", "A B"),
        ("\N{CJK UNIFIED IDEOGRAPH-516C}", "."),
    ],
)
def test_text_is_written_in_letters_that_banks_read(text: str, expected: str) -> None:
    assert transliterate(text, longest=70) == expected


@given(st.text(max_size=200), st.integers(1, 140))
def test_transliterated_text_is_legal_and_not_too_long(text: str, longest: int) -> None:
    legible = transliterate(text, longest=longest)
    assert re.fullmatch(r"[A-Za-z0-9/?:().,'+ -]*", legible)
    assert len(legible) <= longest
    assert "//" not in legible
    assert transliterate(legible, longest=longest) == legible


names = st.text(min_size=1, max_size=90).filter(lambda name: is_legible(transliterate(name, longest=70)))
lists = st.lists(st.tuples(names, st.integers(1, 10**12), st.text(max_size=200)), min_size=1, max_size=5)


@settings(max_examples=40)
@given(lists, st.sampled_from(["EUR", "USD", "JPY", "KWD"]))
def test_any_payable_orders_make_a_valid_file(rows: list[tuple[str, int, str]], currency: str) -> None:
    orders = [
        order(f"PO-{number}", Party(name, GB), Money(minor, currency), remittance)
        for number, (name, minor, remittance) in enumerate(rows)
    ]
    data = write(*orders)
    SCHEMA.validate(data.decode())
    amounts = [Decimal(text or "") for text in texts(data, ".//p:InstdAmt")]
    assert {Decimal(text or "") for text in texts(data, ".//p:CtrlSum")} == {sum(amounts)}
