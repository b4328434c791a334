"""What is to be paid, and what stands against putting it into a file."""

import re
from collections.abc import Sequence
from enum import StrEnum

from portal.money import Money
from portal.wording import gettext_noop


class Unpayable(StrEnum):
    """Why an order cannot stand in a file; UNPAYABLE_MESSAGES says what to do."""

    NOT_POSITIVE = "not_positive"
    AMOUNT_TOO_LARGE = "amount_too_large"
    CURRENCY_NOT_SUPPORTED = "currency_not_supported"
    DECIMALS_NOT_SUPPORTED = "decimals_not_supported"
    BAD_REFERENCE = "bad_reference"
    BAD_RECIPIENT = "bad_recipient"
    BAD_IBAN = "bad_iban"
    BAD_ACCOUNT = "bad_account"
    BAD_BANK = "bad_bank"
    BAD_NAME = "bad_name"


UNPAYABLE_MESSAGES: dict[Unpayable, str] = {
    Unpayable.NOT_POSITIVE: gettext_noop("Only an amount above zero can be paid."),
    Unpayable.AMOUNT_TOO_LARGE: gettext_noop("The amount is larger than the file can carry. Pay it in parts."),
    Unpayable.CURRENCY_NOT_SUPPORTED: gettext_noop("PayPal does not pay in this currency. Choose a bank transfer."),
    Unpayable.DECIMALS_NOT_SUPPORTED: gettext_noop("PayPal pays whole units only in this currency. Round the amount."),
    Unpayable.BAD_REFERENCE: gettext_noop("The reference of the payout has characters that a bank does not take."),
    Unpayable.BAD_RECIPIENT: gettext_noop("The PayPal ID is neither a mail address nor an account number. Correct it."),
    Unpayable.BAD_IBAN: gettext_noop("The IBAN is mistyped: its check digits do not match. Correct it."),
    Unpayable.BAD_ACCOUNT: gettext_noop("The account number cannot be read. Correct it."),
    Unpayable.BAD_BANK: gettext_noop("The bank's code is not a BIC of 8 or 11 characters. Correct it."),
    Unpayable.BAD_NAME: gettext_noop("The name of the payee has no letter that a bank can read. Write it in Latin."),
}

_REFERENCE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,33}[A-Za-z0-9])?")


class OrdersRefused(ValueError):
    """Orders that cannot stand in a file, with the reason by reference. No file is made of the others."""

    def __init__(self, reasons: Sequence[tuple[str, Unpayable]]) -> None:
        super().__init__("; ".join(f"{reference}: {reason}" for reference, reason in reasons))
        self.reasons = tuple(reasons)


class MixedOrders(ValueError):
    """A file pays each reference once and in one currency, and at least one."""


def check_together(references: Sequence[str], amounts: Sequence[Money]) -> None:
    if not references:
        raise MixedOrders("there is nothing to pay")
    if len(set(references)) != len(references):
        raise MixedOrders("a reference stands there twice")
    if len({amount.currency for amount in amounts}) != 1:
        raise MixedOrders("a file pays in one currency")


def refuse_basics(reference: str, amount: Money) -> list[Unpayable]:
    """Reasons that hold for every kind of file. A reference is at most 35 letters, digits and inner hyphens."""
    reasons = [] if amount.minor > 0 else [Unpayable.NOT_POSITIVE]
    return reasons if _REFERENCE.fullmatch(reference) else [*reasons, Unpayable.BAD_REFERENCE]
