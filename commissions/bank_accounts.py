"""Accounts as people type them, read strictly: a PayPal id, an IBAN, or another account number with its bank's code."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from commissions.payment_files.pain001 import is_iban
from portal.problems import Refusal

_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_ACCOUNT = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,32}[A-Z0-9])?")
_LOOKS_LIKE_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}")
_PAYPAL_MERCHANT = re.compile(r"[A-Z0-9]{13}")


@dataclass(frozen=True, slots=True)
class PlainAccount:
    """An account that could be one. `hint` is all that is ever shown of it without a reason."""

    kind: str
    account: str
    bank_code: str
    hint: str


def read_account(*, kind: str, account: str, bank_code: str) -> PlainAccount:
    """What was typed, blanks and case evened out. Raises Refusal at the field that cannot be right."""
    if kind == "paypal":
        return _read_paypal(account.strip())
    if kind == "bank":
        return _read_bank(_squeeze(account), _squeeze(bank_code))
    raise Refusal(_("Choose PayPal or bank transfer."), field="kind")


def _read_paypal(account: str) -> PlainAccount:
    if _PAYPAL_MERCHANT.fullmatch(account):
        return PlainAccount("paypal", account, "", f"…{account[-4:]}")
    try:
        validate_email(account)
    except ValidationError:
        raise Refusal(
            _("Enter the PayPal id: a mail address or a merchant id of 13 characters."), field="account"
        ) from None
    name, _at, domain = account.partition("@")
    return PlainAccount("paypal", account, "", f"{name[:1]}…@{domain}"[:12])


def _read_bank(account: str, bank_code: str) -> PlainAccount:
    is_international = bool(_LOOKS_LIKE_IBAN.match(account))
    if is_international and not is_iban(account):
        raise Refusal(_("The IBAN is mistyped: its check digits do not match."), field="account")
    if not _ACCOUNT.fullmatch(account) or len(account) < 4:
        raise Refusal(_("Enter the IBAN, or the account number in letters and digits."), field="account")
    if (bank_code or not is_international) and not _BIC.fullmatch(bank_code):
        raise Refusal(_("Enter the bank's BIC of 8 or 11 characters."), field="bank_code")
    return PlainAccount("bank", account, bank_code, f"…{account[-4:]}")


def _squeeze(text: str) -> str:
    return "".join(text.split()).upper()
