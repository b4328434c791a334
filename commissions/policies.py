"""Who may do what with sales, payees and payouts, and what the audit trail and the file store know of them."""

from django.utils.translation import gettext_lazy as _

from commissions.sheets import LARGEST_FILE
from portal.accounts.rights import (
    CHANNEL_MANAGER,
    EVERYONE,
    FINANCE,
    PARTNER_ADMIN,
    PARTNER_FINANCE,
    PARTNERS,
    PROGRAM_ADMIN,
    declare_right,
)
from portal.audit.kinds import audit_kind
from portal.files.purposes import MEGABYTE, file_purpose
from portal.files.types import Type

#: What files are for.
SALES_FILE, IMPORT_REPORT, PAYEE_PAPER = "sales_csv", "import_report", "payee_paper"

# Imports and sales
declare_right("sales.import", _("Import sales"), {FINANCE})
declare_right("sales.see", _("See sales and what they earned"), EVERYONE)
audit_kind("import.received", _("brought in a file of sales"))
audit_kind("import.corrected", _("corrected the totals of an import"))
audit_kind("import.stopped", _("stopped an import that does not add up"))
audit_kind("import.refused", _("refused an import"))
audit_kind("import.loaded", _("loaded an import"))
file_purpose(SALES_FILE, types={Type.CSV}, limit=LARGEST_FILE, label=_("Sales"), right="sales.import")
file_purpose(
    IMPORT_REPORT, types={Type.CSV}, limit=4 * LARGEST_FILE, label=_("Bad rows of an import"), right="sales.import"
)

# Payees
declare_right("payees.propose", _("Say who is paid, and where"), {PARTNER_ADMIN, PARTNER_FINANCE})
declare_right("payees.see", _("See who is paid, and what is missing"), {PARTNER_ADMIN, PARTNER_FINANCE, FINANCE})
declare_right("payees.confirm", _("Confirm accounts and papers of payees"), {FINANCE})
audit_kind("payee.named", _("named a payee"))
audit_kind("payee.account_proposed", _("proposed an account"))
audit_kind("payee.account_confirmed", _("confirmed an account"))
audit_kind("payee.account_refused", _("refused an account"))
audit_kind("payee.account_shown", _("looked at an account in full"))
audit_kind("payee.paper_received", _("handed in a paper"))
audit_kind("payee.paper_confirmed", _("confirmed a paper"))
audit_kind("payee.paper_sent_back", _("sent a paper back"))
file_purpose(PAYEE_PAPER, types={Type.PDF, Type.PNG, Type.JPEG}, limit=10 * MEGABYTE, label=_("Papers of a payee"))

# Rates
declare_right(
    "rates.see",
    _("See the commission rates of agreements"),
    {PARTNER_ADMIN, PARTNER_FINANCE, CHANNEL_MANAGER, FINANCE, PROGRAM_ADMIN},
)
declare_right("rates.ask", _("Ask for the commission rate of an agreement"), {FINANCE})
declare_right("rates.confirm", _("Confirm commission rates that somebody else asked for"), {FINANCE})
audit_kind("rate.asked", _("asked for a commission rate"))
audit_kind("rate.set", _("set a commission rate"))

# Runs, statements, payouts, ledger
declare_right("commissions.see", _("See commissions and payouts"), PARTNERS | {CHANNEL_MANAGER, FINANCE, PROGRAM_ADMIN})
declare_right(
    "statements.see",
    _("See statements"),
    PARTNERS | {CHANNEL_MANAGER, FINANCE, PROGRAM_ADMIN},
    while_waiting=True,
    after_end=True,
)
declare_right("payouts.see", _("See payout runs"), {FINANCE, PROGRAM_ADMIN})
declare_right("payouts.run", _("Calculate payout runs"), {FINANCE})
declare_right("payouts.submit", _("Submit payout runs for approval"), {FINANCE})
declare_right("payouts.approve", _("Approve payout runs that somebody else submitted"), {FINANCE})
declare_right("payouts.settle", _("Load what banks did with payout files"), {FINANCE})
declare_right("payouts.set_account", _("Say which account the vendor pays from"), {FINANCE})
declare_right("ledger.see", _("See the ledger"), {FINANCE, PROGRAM_ADMIN})
audit_kind("payout_run.opened", _("started a payout run"))
audit_kind("payout_run.calculated_again", _("calculated a payout run again"))
audit_kind("payout_run.submitted", _("submitted a payout run"))
audit_kind("payout_run.approved", _("approved a payout run"))
audit_kind("payout_run.sent_back", _("sent a payout run back"))
audit_kind("payout_run.results_loaded", _("loaded the results of a payout run"))
audit_kind("paying_account.changed", _("changed the account that is paid from"))
file_purpose(
    "payout_file", types={Type.CSV, Type.XML}, limit=64 * MEGABYTE, label=_("Payout files"), right="payouts.see"
)
file_purpose(
    "payout_results", types={Type.CSV}, limit=16 * MEGABYTE, label=_("Results of payouts"), right="payouts.see"
)
file_purpose("statement", types={Type.PDF}, limit=16 * MEGABYTE, label=_("Statements"), right="statements.see")
