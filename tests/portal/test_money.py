from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.currencies import MINOR_UNITS, UnknownCurrency, is_active, minor_units
from portal.money import (
    LARGEST,
    SMALLEST,
    AmountOutOfRange,
    AmountUnreadable,
    CurrencyMismatch,
    Fault,
    Money,
    format_money,
    format_plain,
    parse,
    round_half_up,
    share,
    split,
    to_decimal,
    total,
)

bigints = st.integers(SMALLEST, LARGEST)
currencies = st.sampled_from(sorted(MINOR_UNITS))
rates = st.decimals(min_value=0, max_value=1, allow_nan=False, places=6)
weights = st.lists(st.one_of(st.integers(0, 10**9), st.decimals(0, 1000, allow_nan=False, places=4)), min_size=1)


@pytest.mark.rule("X-02")
@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("-2.5", -3), ("0.4999", 0), ("-0.4999", 0), ("2.50001", 3)],
)
def test_rounding_takes_half_away_from_zero(value: str, expected: int) -> None:
    assert round_half_up(Decimal(value)) == expected


@pytest.mark.rule("X-02")
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**25), max_value=10**25, places=8))
def test_rounding_equals_quantize_and_commutes_with_negation(value: Decimal) -> None:
    with localcontext(prec=80):
        assert round_half_up(value) == int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
        assert round_half_up(-value) == -round_half_up(value)


@pytest.mark.rule("X-02")
@pytest.mark.parametrize("value", [0.5, 1, "1"])
def test_rounding_refuses_what_is_no_decimal(value: object) -> None:
    with pytest.raises(TypeError):
        round_half_up(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_rounding_refuses_what_is_not_finite(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        round_half_up(Decimal(value))


@pytest.mark.rule("X-02")
@given(bigints, rates)
def test_share_is_the_exact_product_rounded_once(minor: int, rate: Decimal) -> None:
    numerator, denominator = rate.as_integer_ratio()
    exact_halves, rest = divmod(abs(minor) * numerator * 2 + denominator, denominator * 2)
    expected = exact_halves if minor >= 0 else -exact_halves
    assert share(Money(minor, "USD"), rate=rate).minor == expected
    assert rest >= 0


@pytest.mark.rule("X-02")
@given(st.integers(-LARGEST, LARGEST), rates)
def test_share_of_a_refund_mirrors_the_sale(minor: int, rate: Decimal) -> None:
    assert share(Money(-minor, "EUR"), rate=rate) == -share(Money(minor, "EUR"), rate=rate)


def test_share_refuses_float_and_overflow() -> None:
    with pytest.raises(TypeError):
        share(Money(1, "USD"), rate=0.1)  # type: ignore[arg-type]
    with pytest.raises(AmountOutOfRange):
        share(Money(LARGEST, "USD"), rate=Decimal("1.01"))
    with pytest.raises(ValueError, match="finite"):
        share(Money(1, "USD"), rate=Decimal("NaN"))


@pytest.mark.parametrize(
    ("minor", "parts", "expected"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (1, [0, 1, 1], [0, 1, 0]),
        (10, [Decimal("0.5"), Decimal("0.25"), Decimal("0.25")], [5, 3, 2]),
        (0, [3, 4], [0, 0]),
        (7, [5], [7]),
        (5, [1, 2, 0, 4], [1, 1, 0, 3]),
    ],
)
def test_split_serves_the_largest_remainder(minor: int, parts: list[int | Decimal], expected: list[int]) -> None:
    assert [part.minor for part in split(Money(minor, "USD"), weights=parts)] == expected


@given(bigints, weights.filter(any))
def test_split_adds_up_and_leaves_zero_weights_empty(minor: int, parts: list[int | Decimal]) -> None:
    result = split(Money(minor, "USD"), weights=parts)
    assert sum(part.minor for part in result) == minor
    assert all(part.minor == 0 for part, weight in zip(result, parts, strict=True) if weight == 0)
    fair = [Decimal(minor), *map(Decimal, parts)]
    with localcontext(prec=80):
        for part, weight in zip(result, fair[1:], strict=True):
            assert abs(part.minor - fair[0] * weight / sum(fair[1:])) < 1


@given(st.integers(-LARGEST, LARGEST), weights.filter(any))
def test_split_mirrors_negatives(minor: int, parts: list[int | Decimal]) -> None:
    there = split(Money(minor, "USD"), weights=parts)
    assert split(Money(-minor, "USD"), weights=parts) == [-part for part in there]


@pytest.mark.parametrize("parts", [[], [0, 0], [1, -1], [Decimal("NaN")], [Decimal("Infinity")]])
def test_split_refuses_weights_that_divide_nothing(parts: list[int | Decimal]) -> None:
    with pytest.raises(ValueError, match="weight"):
        split(Money(5, "USD"), weights=parts)


def test_split_refuses_float_weights() -> None:
    with pytest.raises(TypeError):
        split(Money(5, "USD"), weights=[0.5, 0.5])  # type: ignore[list-item]


def test_money_stays_in_one_currency() -> None:
    usd, eur = Money(5, "USD"), Money(5, "EUR")
    assert (usd + usd, usd - usd, -usd, abs(-usd)) == (Money(10, "USD"), Money(0, "USD"), Money(-5, "USD"), usd)
    assert usd != eur
    assert Money(4, "USD") < usd <= Money(5, "USD")
    for meet in (lambda: usd + eur, lambda: usd - eur, lambda: usd < eur, lambda: total([usd, eur], currency="USD")):
        with pytest.raises(CurrencyMismatch):
            meet()
    with pytest.raises(TypeError):
        usd + 1  # type: ignore[operator]


@pytest.mark.parametrize("minor", [1.0, "1", True, None, Decimal(1)])
def test_money_refuses_what_is_no_whole_number(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "USD")  # type: ignore[arg-type]


@pytest.mark.parametrize("minor", [LARGEST + 1, SMALLEST - 1])
def test_money_refuses_what_no_bigint_holds(minor: int) -> None:
    with pytest.raises(AmountOutOfRange):
        Money(minor, "USD")


def test_money_checks_the_bounds_of_sums_once() -> None:
    top = Money(LARGEST, "USD")
    with pytest.raises(AmountOutOfRange):
        top + Money(1, "USD")
    assert total([top, top, -top], currency="USD") == top
    with pytest.raises(AmountOutOfRange):
        -Money(SMALLEST, "USD")
    assert total([], currency="JPY") == Money.zero("JPY")


@pytest.mark.parametrize("code", ["usd", "USX", "", "XAU", "XXX", None, "US", "USD "])
def test_currency_must_be_a_code_with_a_minor_unit(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        minor_units(code)


@pytest.mark.parametrize(
    ("code", "digits"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ISK", 0), ("HUF", 2), ("BGN", 2)]
)
def test_currency_knows_its_decimals(code: str, digits: int) -> None:
    assert minor_units(code) == digits


def test_currency_withdrawn_is_readable_but_not_active() -> None:
    assert (is_active("EUR"), is_active("BGN"), is_active("ZZZ")) == (True, False, False)
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in MINOR_UNITS)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.50", "USD", 123450),
        ("1234.5", "USD", 123450),
        ("7", "USD", 700),
        ("-0.01", "USD", -1),
        ("-0", "USD", 0),
        ("5", "JPY", 5),
        ("1.005", "KWD", 1005),
        ("00012", "EUR", 1200),
        ("92233720368547758.07", "USD", LARGEST),
        ("-92233720368547758.08", "USD", SMALLEST),
    ],
)
def test_parse_reads_plain_amounts(text: str, currency: str, minor: int) -> None:
    assert parse(text, currency=currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "fault"),
    [
        (1.5, "USD", Fault.NOT_TEXT),
        (Decimal("1.5"), "USD", Fault.NOT_TEXT),
        (b"1", "USD", Fault.NOT_TEXT),
        ("", "USD", Fault.NOT_A_NUMBER),
        (" 1", "USD", Fault.NOT_A_NUMBER),
        ("1\n", "USD", Fault.NOT_A_NUMBER),
        ("1e3", "USD", Fault.NOT_A_NUMBER),
        ("NaN", "USD", Fault.NOT_A_NUMBER),
        ("Infinity", "USD", Fault.NOT_A_NUMBER),
        ("1,234.50", "USD", Fault.NOT_A_NUMBER),
        ("1.234,50", "USD", Fault.NOT_A_NUMBER),
        ("1 234", "USD", Fault.NOT_A_NUMBER),
        ("1_000", "USD", Fault.NOT_A_NUMBER),
        ("\N{FULLWIDTH DIGIT ONE}2", "USD", Fault.NOT_A_NUMBER),
        ("\N{ARABIC-INDIC DIGIT ONE}", "USD", Fault.NOT_A_NUMBER),
        ("+1", "USD", Fault.NOT_A_NUMBER),
        ("--1", "USD", Fault.NOT_A_NUMBER),
        (".5", "USD", Fault.NOT_A_NUMBER),
        ("5.", "USD", Fault.NOT_A_NUMBER),
        ("0x10", "USD", Fault.NOT_A_NUMBER),
        ("$5", "USD", Fault.NOT_A_NUMBER),
        ("9" * 5000, "USD", Fault.NOT_A_NUMBER),
        ("1.005", "USD", Fault.TOO_MANY_DECIMALS),
        ("1.000", "USD", Fault.TOO_MANY_DECIMALS),
        ("5.0", "JPY", Fault.TOO_MANY_DECIMALS),
        ("92233720368547758.08", "USD", Fault.OUT_OF_RANGE),
    ],
)
def test_parse_refuses_with_the_fault(text: str, currency: str, fault: Fault) -> None:
    with pytest.raises(AmountUnreadable) as caught:
        parse(text, currency=currency)
    assert caught.value.fault == fault


@given(bigints, currencies)
def test_parse_reads_back_what_format_wrote(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    assert parse(format_plain(amount), currency=currency) == amount
    assert to_decimal(amount).scaleb(minor_units(currency)) == minor


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(123456789, "USD"), "1,234,567.89 USD"),
        (Money(-5, "USD"), "-0.05 USD"),
        (Money(1234, "JPY"), "1,234 JPY"),
        (Money(0, "KWD"), "0.000 KWD"),
        (Money(SMALLEST + 1, "USD"), "-92,233,720,368,547,758.07 USD"),
    ],
)
def test_format_groups_thousands(amount: Money, text: str) -> None:
    assert format_money(amount) == text


def test_money_prints_plainly() -> None:
    assert str(Money(-123450, "USD")) == "-1234.50 USD"
    assert (bool(Money(0, "USD")), bool(Money(-1, "USD"))) == (False, True)
