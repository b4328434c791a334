"""Tables of commissions, by noun."""

from commissions.models.earnings import Earning, Rate, Release, RunException
from commissions.models.ledger import Account, Entry, Leg
from commissions.models.payees import Payee, PayeeDocument, PayoutMethod
from commissions.models.payouts import PayingAccount, Payout, PayoutFile, PayoutMove, PayoutRun, PayoutRunMove
from commissions.models.sales import ImportBatch, ImportMove, ImportRow, Sale
from commissions.models.statements import Statement

__all__ = [
    "Account",
    "Earning",
    "Entry",
    "ImportBatch",
    "ImportMove",
    "ImportRow",
    "Leg",
    "Payee",
    "PayeeDocument",
    "PayingAccount",
    "Payout",
    "PayoutFile",
    "PayoutMethod",
    "PayoutMove",
    "PayoutRun",
    "PayoutRunMove",
    "Rate",
    "Release",
    "RunException",
    "Sale",
    "Statement",
]
