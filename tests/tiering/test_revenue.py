"""Revenue of an AppFoundry partner: each sale counts once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portal.money import Money
from tests.tiering.library import revenue_section
from tiering.guide.revenue import RevenueSection
from tiering.rules.revenue import RevenueLine, counted_lines, revenue

GENESYS, PARTNER, GROSS = "genesys_invoices", "partner_invoices", "gross_sales"


def line(stream: str, amount: int, *, sale: str = "S1", recurring: bool = True) -> RevenueLine:
    return RevenueLine(stream, sale, Money(amount * 100, "USD"), recurring)


def added(name: str, lines: list[RevenueLine]) -> int:
    return revenue(revenue_section(), name, lines, currency="USD").minor // 100


BILLED = [line(GENESYS, 120_000, sale="S1"), line(PARTNER, 80_000, sale="S2")]
AGAIN = [line(GROSS, 120_000, sale="S1"), line(GROSS, 80_000, sale="S2")]


# C76
@pytest.mark.rule("A-REV-03", "A-REV-04")
def test_gross_sales_do_not_double_what_was_billed() -> None:
    assert added("aggregate_revenue", BILLED) == 200_000
    assert added("aggregate_revenue", BILLED + AGAIN) == 200_000
    assert added("recurring_revenue", BILLED + AGAIN) == 200_000


@pytest.mark.rule("A-REV-04")
def test_gross_sale_counts_where_neither_side_invoiced() -> None:
    assert added("recurring_revenue", [*BILLED, line(GROSS, 5_000, sale="S3")]) == 205_000
    assert added("aggregate_revenue", [*BILLED, line(GROSS, 5_000, sale="S3")]) == 200_000


@pytest.mark.rule("A-REV-04")
def test_only_recurring_lines_are_in_the_kpi() -> None:
    once = line(PARTNER, 7_000, sale="S4", recurring=False)
    assert added("recurring_revenue", [*BILLED, once]) == 200_000
    assert added("aggregate_revenue", [*BILLED, once]) == 207_000


@pytest.mark.rule("A-REV-04")
def test_sale_that_was_invoiced_once_is_not_counted_as_gross_either() -> None:
    lines = [line(PARTNER, 7_000, sale="S4", recurring=False), line(GROSS, 7_000, sale="S4")]
    assert added("recurring_revenue", lines) == 0


SALES = st.lists(
    st.tuples(st.sampled_from([GENESYS, PARTNER, GROSS]), st.integers(1, 10**6), st.sampled_from("ABC"), st.booleans()),
    max_size=12,
)


@pytest.mark.rule("A-REV-03", "A-REV-04")
@given(sales=SALES)
def test_no_sale_counts_as_invoice_and_as_gross_sale(sales: list[tuple[str, int, str, bool]]) -> None:
    lines = [line(stream, amount, sale=sale, recurring=recurring) for stream, amount, sale, recurring in sales]
    counted = counted_lines(revenue_section(), "recurring_revenue", lines)
    gross = {one.sale for one in counted if one.stream == GROSS}
    assert not gross & {one.sale for one in lines if one.stream != GROSS}
    assert all(one.recurring for one in counted)


@pytest.mark.rule("A-REV-04")
def test_sum_that_counts_an_invoice_twice_is_refused() -> None:
    data = revenue_section().model_dump()
    data["sums"]["recurring_revenue"]["once_per_sale"] = False
    with pytest.raises(ValidationError, match="counts one invoice twice: genesys_invoices, partner_invoices"):
        RevenueSection.model_validate(data)


def test_sum_of_an_unknown_stream_is_refused() -> None:
    data = revenue_section().model_dump()
    data["sums"]["aggregate_revenue"]["streams"] = ("tips",)
    with pytest.raises(ValidationError, match="there is no stream tips"):
        RevenueSection.model_validate(data)
