"""The vendor's own accounts that transfers are paid from."""

from django.utils.translation import gettext as _

from commissions.models import PayingAccount
from commissions.payment_files.orders import UNPAYABLE_MESSAGES
from commissions.payment_files.pain001 import Account, Party, TransferOrder, refuse_transfer
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.currencies import is_active
from portal.money import Money
from portal.problems import Refusal


def set_paying_account(
    *, currency: str, name: str, number: str, bic: str = "", by: Actor | None = None
) -> PayingAccount:
    """From now on transfers in `currency` are paid from this account. Raises Refusal for what a bank would not take."""
    if not is_active(currency):
        raise Refusal(_("This is not a currency."), field="currency")
    number, bic = number.replace(" ", "").upper(), bic.replace(" ", "").upper()
    is_iban = number[:2].isalpha() and number[2:4].isdigit()
    probe = TransferOrder("probe", Party(name, Account(number, is_iban), bic), Money(1, currency), "")
    if reasons := refuse_transfer(probe):
        field = {"bad_bank": "bic", "bad_name": "name"}.get(reasons[0], "number")
        raise Refusal(_(UNPAYABLE_MESSAGES[reasons[0]]), field=field)
    account: PayingAccount
    account, _made = PayingAccount.objects.update_or_create(
        currency=currency,
        defaults={
            "name": name,
            "number": number,
            "is_iban": is_iban,
            "bic": bic,
            "changed_by_id": by and by.membership_id,
        },
    )
    record("paying_account.changed", by=by, subject=account, currency=currency)
    return account
