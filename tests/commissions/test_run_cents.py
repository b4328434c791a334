"""The rule in Python and the set-based run are two spellings of one sum: the same cents for every line (X-02)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissions.models import Earning, RunException, Sale, Statement
from commissions.rules import Earned, Stopped, Terms, decide_earning
from portal.currencies import minor_units
from portal.money import Money
from portal.tenancy import Role, acting_as
from tests.cast import look_up
from tests.commissions.sales_world import Sales, begin_sales

FIRST = date(2026, 10, 1)
#: No decimals, two, three.
CURRENCIES = ("JPY", "USD", "KWD")
#: None: nobody entered a rate for that day.
RATES = st.none() | st.integers(1, 10**6).map(lambda parts: Decimal(parts).scaleb(-6))
AMOUNTS = st.integers(-(10**12), 10**12) | st.integers(-60, 60)
LINES = st.lists(st.tuples(st.integers(0, 30), AMOUNTS, st.sampled_from(CURRENCIES)), min_size=1, max_size=40)


@pytest.fixture
def sales(db: None) -> Iterator[Sales]:
    with acting_as(Role.STAFF, vendor=look_up("acme").id):
        yield begin_sales()


def expected_of(sale: Sale, rate: Decimal | None) -> tuple[str, int]:
    """What the rule makes of a line: its cents, or the reason that stops it."""
    base = Money(sale.amount_minor, sale.currency)
    match decide_earning(base=base, terms=Terms(rate), live=False):
        case Earned(amount=amount):
            return "", amount.minor
        case Stopped(reason=reason):
            return str(reason), 0


@pytest.mark.rule("X-02", "F-COM-01", "F-COM-02")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rates=st.lists(RATES, min_size=31, max_size=31), lines=LINES)
def test_run_earns_the_cents_of_the_rule(
    sales: Sales, rates: list[Decimal | None], lines: list[tuple[int, int, str]]
) -> None:
    assert [minor_units(currency) for currency in CURRENCIES] == [0, 2, 3]
    with undone():
        made = month_of(sales, rates, lines)

        sales.run()

        found = {pk: ("", cents) for pk, cents in Earning.objects.values_list("sale_id", "amount_minor")}
        found |= {pk: (reason, 0) for pk, reason in RunException.objects.values_list("sale_id", "reason")}
        assert found == {sale.pk: expected_of(sale, rate) for sale, rate in made}
        assert sums_of_statements() == sums_of(made)


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins with the same empty month."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def month_of(
    sales: Sales, rates: list[Decimal | None], lines: list[tuple[int, int, str]]
) -> list[tuple[Sale, Decimal | None]]:
    """One partner's sales of a month with a rate for each day, each beside the rate that holds for it."""
    birch = sales.cast.partners[0]
    for number, rate in enumerate(rates):
        if rate is not None:
            day = FIRST + timedelta(days=number)
            sales.rate(birch, str(rate), since=day, until=day + timedelta(days=1))
    return [
        (sales.sale(birch, minor or 1, FIRST + timedelta(days=day), currency=currency), rates[day])
        for day, minor, currency in lines
    ]


def sums_of_statements() -> dict[str, tuple[int, int]]:
    return {
        currency: (total, lines)
        for currency, total, lines in Statement.objects.values_list("currency", "total_minor", "lines")
    }


def sums_of(made: list[tuple[Sale, Decimal | None]]) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for sale, rate in made:
        if rate is not None:
            total, lines = sums.get(sale.currency, (0, 0))
            sums[sale.currency] = total + expected_of(sale, rate)[1], lines + 1
    return sums
