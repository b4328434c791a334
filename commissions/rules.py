"""What a sale earns, when it is paid and what stands in the way. Pure; every figure is a parameter from the guide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from commissions.states import HoldState
from portal.clock import Period, first_business_day, first_day_of_next_quarter
from portal.money import AmountOutOfRange, Money, share
from portal.wording import gettext_noop


class StopReason(StrEnum):
    """Why a line earns nothing yet. Money is never guessed: the line waits until somebody supplies what is missing."""

    NO_AGREEMENT = "no_agreement"
    MISSING_RATE = "missing_rate"
    RATE_OUT_OF_RANGE = "rate_out_of_range"
    AMOUNT_OUT_OF_RANGE = "amount_out_of_range"
    UNCONFIRMED_FIGURE = "unconfirmed_figure"


STOP_MESSAGES: dict[StopReason, str] = {
    StopReason.NO_AGREEMENT: gettext_noop("No agreement was in force on the day of the sale. Add or date it."),
    StopReason.MISSING_RATE: gettext_noop("The agreement has no commission rate. Enter the rate that was signed."),
    StopReason.RATE_OUT_OF_RANGE: gettext_noop("The agreement's rate is not between 0 and 100 percent. Correct it."),
    StopReason.AMOUNT_OUT_OF_RANGE: gettext_noop("The amount is larger than the portal can store. Correct the sale."),
    StopReason.UNCONFIRMED_FIGURE: gettext_noop("The guide has a figure nobody confirmed. Confirm it first."),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The agreement in force on the day of the sale. A rate of 0.10 is ten percent; None: nobody entered one."""

    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Earned:
    """What the line earns: `amount` is `base` times `rate`, rounded once (X-02). A refund earns a negative amount."""

    base: Money
    rate: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class Stopped:
    """The line earns nothing yet; `figures` names the unconfirmed ones."""

    reason: StopReason
    figures: tuple[str, ...] = ()


def decide_earning(
    *, base: Money, terms: Terms | None, live: bool, unconfirmed: Sequence[str] = ()
) -> Earned | Stopped:
    """F-COM-01 at the agreement's rate. A missing rate stops the line (F-COM-02).

    `unconfirmed` names the open figures of the guide this line rests on: they stop a live vendor, not a demo (X-04).
    """
    if terms is None:
        return Stopped(StopReason.NO_AGREEMENT)
    if terms.rate is None:
        return Stopped(StopReason.MISSING_RATE)
    if not terms.rate.is_finite() or not 0 <= terms.rate <= 1:
        return Stopped(StopReason.RATE_OUT_OF_RANGE)
    if live and unconfirmed:
        return Stopped(StopReason.UNCONFIRMED_FIGURE, tuple(unconfirmed))
    try:
        return Earned(base, terms.rate, share(base, rate=terms.rate))
    except AmountOutOfRange:
        return Stopped(StopReason.AMOUNT_OUT_OF_RANGE)


def close_day(period: Period) -> date:
    """The statement of a month closes on its last day (F-COM-01)."""
    return period.last


@dataclass(frozen=True, slots=True)
class PayWindow:
    """From `opens` up to and with `breach_line`; paid later is a breach (F-COM-01)."""

    opens: date
    breach_line: date

    def contains(self, day: date) -> bool:
        return self.opens <= day <= self.breach_line


def pay_window(closed_on: date, *, from_days: int, to_days: int) -> PayWindow:
    """`from_days` to `to_days` calendar days after the statement closed."""
    if not 0 <= from_days <= to_days:
        raise ValueError("a window opens before it ends")
    return PayWindow(closed_on + timedelta(days=from_days), closed_on + timedelta(days=to_days))


def payment_day(window: PayWindow, *, holidays: Collection[date]) -> date:
    """The first business day on or after the day the window opens."""
    return first_business_day(window.opens, holidays=holidays)


def is_late(*, paid_on: date, window: PayWindow, papers_complete_on: date | None, holidays: Collection[date]) -> bool:
    """Past the breach line. Papers that came after the payment day excuse it (F-PAY-01)."""
    waited_for_papers = papers_complete_on is not None and papers_complete_on > payment_day(window, holidays=holidays)
    return paid_on > window.breach_line and not waited_for_papers


def maturity_date(closed_on: date, *, hold_days: int) -> date:
    """The last day on which a cancellation still voids an outbound commission (F-CXL-01)."""
    return closed_on + timedelta(days=hold_days)


def is_void(*, closed_on: date, cancelled_on: date | None, hold_days: int) -> bool:
    """Cancelled inside the hold; its last day is inside."""
    return cancelled_on is not None and cancelled_on <= maturity_date(closed_on, hold_days=hold_days)


def outbound_payable_on(closed_on: date, *, hold_days: int) -> date:
    """The first day of the quarter after the maturity date (F-CXL-01)."""
    return first_day_of_next_quarter(maturity_date(closed_on, hold_days=hold_days))


def outbound_state(*, closed_on: date, cancelled_on: date | None, today: date, hold_days: int) -> HoldState:
    """Held through the last day of the hold, void once cancelled inside it, matured the day after."""
    if is_void(closed_on=closed_on, cancelled_on=cancelled_on, hold_days=hold_days):
        return HoldState.VOID
    if today <= maturity_date(closed_on, hold_days=hold_days):
        return HoldState.HELD
    return HoldState.MATURED


@dataclass(frozen=True, slots=True)
class PayFigures:
    """The guide's figures for paying: the window after close and the hold of outbound deals, all in calendar days."""

    from_days: int
    to_days: int
    hold_days: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a line is due. `breach_line` is None for outbound: the window of F-COM-01 does not apply (F-CXL-02)."""

    payable_on: date
    breach_line: date | None


def schedule_payment(
    *, outbound: bool, sold_on: date, closed_on: date, figures: PayFigures, holidays: Collection[date]
) -> Schedule:
    """The lead's source decides (F-CXL-02). `closed_on` is the deal's close; a sale without a lead is not outbound.

    An outbound line is payable on the quarter's first day as a date; the transfer follows on its first business day.
    """
    if outbound:
        return Schedule(outbound_payable_on(closed_on, hold_days=figures.hold_days), None)
    window = pay_window(close_day(Period.of(sold_on)), from_days=figures.from_days, to_days=figures.to_days)
    return Schedule(payment_day(window, holidays=holidays), window.breach_line)


class PayMethod(StrEnum):
    PAYPAL = "paypal"
    BANK = "bank"


class TaxForm(StrEnum):
    """W-8 stands for BEN (a person) and BEN-E (a company) alike."""

    W9 = "w9"
    W8 = "w8"


class Missing(StrEnum):
    """What keeps a payout on hold (F-PAY-01)."""

    PAY_METHOD = "pay_method"
    PAYPAL_ID = "paypal_id"
    BANK_LETTER = "bank_letter"
    BANK_LETTER_SIGNATURE = "bank_letter_signature"
    BANK_LETTER_STAMP = "bank_letter_stamp"
    TAX_RESIDENCE = "tax_residence"
    W9 = "w9"
    W8 = "w8"


MISSING_MESSAGES: dict[Missing, str] = {
    Missing.PAY_METHOD: gettext_noop("Choose PayPal or bank transfer."),
    Missing.PAYPAL_ID: gettext_noop("Enter the PayPal ID."),
    Missing.BANK_LETTER: gettext_noop("Upload the bank letter that confirms the account."),
    Missing.BANK_LETTER_SIGNATURE: gettext_noop("The bank letter is not signed. Upload a signed one."),
    Missing.BANK_LETTER_STAMP: gettext_noop("The bank letter is not stamped. Upload a stamped one."),
    Missing.TAX_RESIDENCE: gettext_noop("Say whether the payee is a US person."),
    Missing.W9: gettext_noop("Upload form W-9; it is due for US persons."),
    Missing.W8: gettext_noop("Upload form W-8BEN or W-8BEN-E; it is due outside the United States."),
}


@dataclass(frozen=True, slots=True)
class BankLetter:
    """The letter that confirms the account data, as finance looked at it."""

    signed: bool
    stamped: bool


@dataclass(frozen=True, slots=True)
class PayeePapers:
    """What a payee handed in. `us_person` None: nobody said yet."""

    method: PayMethod | None = None
    paypal_id: str = ""
    bank_letter: BankLetter | None = None
    us_person: bool | None = None
    tax_forms: frozenset[TaxForm] = frozenset()


def find_missing_papers(papers: PayeePapers) -> tuple[Missing, ...]:
    """Empty when the payee may be paid: PayPal ID or bank letter, and W-9 for US persons, W-8 otherwise (F-PAY-01)."""
    return (*_missing_for_method(papers), *_missing_tax_form(papers))


def _missing_for_method(papers: PayeePapers) -> tuple[Missing, ...]:
    match papers.method:
        case None:
            return (Missing.PAY_METHOD,)
        case PayMethod.PAYPAL:
            return () if papers.paypal_id.strip() else (Missing.PAYPAL_ID,)
        case PayMethod.BANK:
            return _missing_in_letter(papers.bank_letter)


def _missing_in_letter(letter: BankLetter | None) -> tuple[Missing, ...]:
    if letter is None:
        return (Missing.BANK_LETTER,)
    unsigned = () if letter.signed else (Missing.BANK_LETTER_SIGNATURE,)
    return unsigned if letter.stamped else (*unsigned, Missing.BANK_LETTER_STAMP)


def _missing_tax_form(papers: PayeePapers) -> tuple[Missing, ...]:
    if papers.us_person is None:
        return (Missing.TAX_RESIDENCE,)
    if papers.us_person:
        return () if TaxForm.W9 in papers.tax_forms else (Missing.W9,)
    return () if TaxForm.W8 in papers.tax_forms else (Missing.W8,)
