from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissions.rules import (
    MISSING_MESSAGES,
    STOP_MESSAGES,
    BankLetter,
    Earned,
    Missing,
    PayeePapers,
    PayFigures,
    PayMethod,
    PayWindow,
    Schedule,
    Stopped,
    StopReason,
    TaxForm,
    Terms,
    close_day,
    decide_earning,
    find_missing_papers,
    is_late,
    is_void,
    maturity_date,
    outbound_payable_on,
    outbound_state,
    pay_window,
    payment_day,
    schedule_payment,
)
from commissions.states import HoldState
from portal.clock import Period, is_business_day
from portal.money import LARGEST, Money

FIGURES = PayFigures(from_days=30, to_days=45, hold_days=90)
days = st.dates(date(2000, 1, 1), date(2080, 1, 1))


@pytest.mark.rule("F-COM-01", "X-02")
@pytest.mark.parametrize(
    ("minor", "rate", "expected"),
    [(100_00, "0.10", 10_00), (5, "0.10", 1), (4, "0.10", 0), (-5, "0.10", -1), (99_99, "0.125", 12_50), (7, "0", 0)],
)
def test_earning_is_the_agreements_rate_rounded_once(minor: int, rate: str, expected: int) -> None:
    base = Money(minor, "USD")
    earned = decide_earning(base=base, terms=Terms(Decimal(rate)), live=True)
    assert earned == Earned(base, Decimal(rate), Money(expected, "USD"))


@pytest.mark.rule("F-COM-02", "X-04")
@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (None, StopReason.NO_AGREEMENT),
        (Terms(None), StopReason.MISSING_RATE),
        (Terms(Decimal("1.01")), StopReason.RATE_OUT_OF_RANGE),
        (Terms(Decimal("-0.01")), StopReason.RATE_OUT_OF_RANGE),
        (Terms(Decimal("NaN")), StopReason.RATE_OUT_OF_RANGE),
    ],
)
def test_line_without_a_rate_stops_with_a_named_reason(terms: Terms | None, reason: StopReason, live: bool) -> None:
    assert decide_earning(base=Money(100, "USD"), terms=terms, live=live) == Stopped(reason)


@pytest.mark.rule("X-04")
def test_unconfirmed_figure_stops_a_live_vendor_and_not_a_demo() -> None:
    base, terms = Money(100, "USD"), Terms(Decimal("0.1"))
    live = decide_earning(base=base, terms=terms, live=True, unconfirmed=["F-COM-02"])
    assert live == Stopped(StopReason.UNCONFIRMED_FIGURE, ("F-COM-02",))
    demo = decide_earning(base=base, terms=terms, live=False, unconfirmed=["F-COM-02"])
    assert demo == Earned(base, Decimal("0.1"), Money(10, "USD"))


@given(st.integers(-LARGEST, LARGEST), st.decimals(0, 1, allow_nan=False, places=6))
def test_refund_takes_back_what_the_sale_earned(minor: int, rate: Decimal) -> None:
    sale = decide_earning(base=Money(minor, "EUR"), terms=Terms(rate), live=True)
    refund = decide_earning(base=Money(-minor, "EUR"), terms=Terms(rate), live=True)
    assert isinstance(sale, Earned)
    assert isinstance(refund, Earned)
    assert refund.amount == -sale.amount


@pytest.mark.rule("F-COM-01")
@pytest.mark.parametrize(
    ("period", "closed", "opens", "breach_line", "pays"),
    [
        ("2026-10", date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 15), date(2026, 11, 30)),
        ("2026-02", date(2026, 2, 28), date(2026, 3, 30), date(2026, 4, 14), date(2026, 3, 30)),
        ("2028-02", date(2028, 2, 29), date(2028, 3, 30), date(2028, 4, 14), date(2028, 3, 30)),
        ("2026-12", date(2026, 12, 31), date(2027, 1, 30), date(2027, 2, 14), date(2027, 2, 1)),
    ],
)
def test_statement_closes_on_the_last_day_and_is_paid_in_the_window(
    period: str, closed: date, opens: date, breach_line: date, pays: date
) -> None:
    assert close_day(Period.parse(period)) == closed
    window = pay_window(closed, from_days=30, to_days=45)
    assert window == PayWindow(opens, breach_line)
    assert payment_day(window, holidays=[]) == pays


@pytest.mark.rule("F-COM-01")
def test_payment_steps_over_a_holiday() -> None:
    window = pay_window(date(2026, 10, 31), from_days=30, to_days=45)
    assert payment_day(window, holidays=[date(2026, 11, 30)]) == date(2026, 12, 1)


@pytest.mark.rule("F-COM-01")
@given(days)
def test_payment_day_lies_in_the_window_on_a_business_day(closed: date) -> None:
    window = pay_window(closed, from_days=30, to_days=45)
    pays = payment_day(window, holidays=[])
    assert window.contains(pays)
    assert is_business_day(pays, holidays=[])
    assert (pays - closed).days in {30, 31, 32}


def test_window_may_not_end_before_it_opens() -> None:
    with pytest.raises(ValueError, match="window"):
        pay_window(date(2026, 1, 31), from_days=45, to_days=30)


@pytest.mark.rule("F-COM-01", "F-PAY-01")
@pytest.mark.parametrize(
    ("paid_on", "papers", "late"),
    [
        (date(2026, 12, 15), None, False),
        (date(2026, 12, 16), None, True),
        (date(2026, 12, 16), date(2026, 11, 30), True),
        (date(2026, 12, 30), date(2026, 12, 1), False),
    ],
)
def test_payment_past_day_45_is_late_unless_it_waited_for_papers(
    paid_on: date, papers: date | None, late: bool
) -> None:
    window = pay_window(date(2026, 10, 31), from_days=30, to_days=45)
    assert is_late(paid_on=paid_on, window=window, papers_complete_on=papers, holidays=[]) is late


# C85, its cases a to e; alternative B is the reading that was not taken.
@pytest.mark.rule("F-CXL-01")
@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        (date(2026, 1, 10), date(2026, 7, 1)),
        (date(2026, 1, 1), date(2026, 7, 1)),
        (date(2025, 12, 31), date(2026, 4, 1)),
        (date(2026, 10, 2), date(2027, 1, 1)),
        (date(2026, 10, 3), date(2027, 4, 1)),
    ],
)
def test_outbound_is_payable_at_the_quarter_after_maturity(closed: date, expected: date) -> None:
    assert outbound_payable_on(closed, hold_days=90) == expected


@pytest.mark.rule("F-CXL-01")
@pytest.mark.parametrize(
    ("cancelled", "void"),
    [(None, False), (date(2026, 1, 10), True), (date(2026, 4, 10), True), (date(2026, 4, 11), False)],
)
def test_cancellation_on_day_90_is_still_inside(cancelled: date | None, void: bool) -> None:
    assert is_void(closed_on=date(2026, 1, 10), cancelled_on=cancelled, hold_days=90) is void


@pytest.mark.rule("F-CXL-01")
@pytest.mark.parametrize(
    ("cancelled", "today", "state"),
    [
        (None, date(2026, 4, 10), HoldState.HELD),
        (None, date(2026, 4, 11), HoldState.MATURED),
        (date(2026, 4, 10), date(2026, 4, 10), HoldState.VOID),
        (date(2026, 4, 10), date(2026, 8, 1), HoldState.VOID),
        (date(2026, 4, 11), date(2026, 8, 1), HoldState.MATURED),
    ],
)
def test_outbound_is_held_void_or_matured(cancelled: date | None, today: date, state: HoldState) -> None:
    decided = outbound_state(closed_on=date(2026, 1, 10), cancelled_on=cancelled, today=today, hold_days=90)
    assert decided is state


@pytest.mark.rule("F-CXL-01")
@given(days, st.integers(1, 200))
def test_outbound_is_payable_on_a_quarters_first_day_within_a_quarter_of_maturity(closed: date, hold: int) -> None:
    payable, matures = outbound_payable_on(closed, hold_days=hold), maturity_date(closed, hold_days=hold)
    assert (payable.day, payable.month % 3) == (1, 1)
    assert timedelta(0) < payable - matures <= timedelta(days=92)
    held = outbound_state(closed_on=closed, cancelled_on=None, today=matures, hold_days=hold)
    paid = outbound_state(closed_on=closed, cancelled_on=None, today=payable, hold_days=hold)
    assert (held, paid) == (HoldState.HELD, HoldState.MATURED)


@pytest.mark.rule("F-CXL-02")
def test_source_of_the_lead_decides_when_a_line_is_paid() -> None:
    sold = closed = date(2026, 1, 10)
    inbound = schedule_payment(outbound=False, sold_on=sold, closed_on=closed, figures=FIGURES, holidays=[])
    outbound = schedule_payment(outbound=True, sold_on=sold, closed_on=closed, figures=FIGURES, holidays=[])
    assert inbound == Schedule(date(2026, 3, 2), date(2026, 3, 17))
    assert outbound == Schedule(date(2026, 7, 1), None)


SIGNED = BankLetter(signed=True, stamped=True)


@pytest.mark.rule("F-PAY-01")
@pytest.mark.parametrize(
    ("papers", "missing"),
    [
        (PayeePapers(), (Missing.PAY_METHOD, Missing.TAX_RESIDENCE)),
        (PayeePapers(PayMethod.PAYPAL, "ann@acme.com", None, True, frozenset({TaxForm.W9})), ()),
        (PayeePapers(PayMethod.PAYPAL, "  ", None, True, frozenset({TaxForm.W9})), (Missing.PAYPAL_ID,)),
        (PayeePapers(PayMethod.PAYPAL, "ann", SIGNED, False, frozenset({TaxForm.W8})), ()),
        (PayeePapers(PayMethod.BANK, "", SIGNED, False, frozenset({TaxForm.W8})), ()),
        (PayeePapers(PayMethod.BANK, "ann", None, False, frozenset()), (Missing.BANK_LETTER, Missing.W8)),
        (PayeePapers(PayMethod.BANK, "", SIGNED, False, frozenset({TaxForm.W9})), (Missing.W8,)),
        (PayeePapers(PayMethod.BANK, "", SIGNED, True, frozenset({TaxForm.W8})), (Missing.W9,)),
        (
            PayeePapers(PayMethod.BANK, "", BankLetter(signed=False, stamped=False), None, frozenset({TaxForm.W9})),
            (Missing.BANK_LETTER_SIGNATURE, Missing.BANK_LETTER_STAMP, Missing.TAX_RESIDENCE),
        ),
        (
            PayeePapers(PayMethod.BANK, "", BankLetter(signed=True, stamped=False), True, frozenset({TaxForm.W9})),
            (Missing.BANK_LETTER_STAMP,),
        ),
    ],
)
def test_payout_waits_for_exactly_the_missing_papers(papers: PayeePapers, missing: tuple[Missing, ...]) -> None:
    assert find_missing_papers(papers) == missing


def test_every_reason_says_what_to_do() -> None:
    assert (set(STOP_MESSAGES), set(MISSING_MESSAGES)) == (set(StopReason), set(Missing))
    assert all(text.endswith(".") for text in (*STOP_MESSAGES.values(), *MISSING_MESSAGES.values()))
