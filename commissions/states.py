"""What an import, a held earning, a payout run and a payout can be, and what may follow."""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class ImportState(StrEnum):
    """A batch of sales. Stopped: it does not add up to what finance typed. Refused: all or none, and rows were bad."""

    RECEIVED = "received"
    CHECKING = "checking"
    STOPPED = "stopped"
    LOADING = "loading"
    LOADED = "loaded"
    REFUSED = "refused"


class HoldState(StrEnum):
    """An outbound earning: held until it matures, or void when the deal is cancelled inside the hold (F-CXL-01)."""

    HELD = "held"
    MATURED = "matured"
    VOID = "void"


class PayoutRunState(StrEnum):
    CALCULATING = "calculating"
    CALCULATED = "calculated"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    EXPORTED = "exported"
    SETTLED = "settled"


class PayoutState(StrEnum):
    """What one payee gets on one day. Returned money is held, or paid, again."""

    HELD = "held"
    PAYABLE = "payable"
    SENT = "sent"
    PAID = "paid"
    RETURNED = "returned"


IMPORT_STATES = StateTable(
    initial=frozenset({ImportState.RECEIVED}),
    transitions={
        ImportState.RECEIVED: frozenset({ImportState.CHECKING}),
        ImportState.CHECKING: frozenset({ImportState.STOPPED, ImportState.REFUSED, ImportState.LOADING}),
        # Finance mistyped a total: it is corrected and the batch is checked again.
        ImportState.STOPPED: frozenset({ImportState.CHECKING, ImportState.REFUSED}),
        ImportState.LOADING: frozenset({ImportState.LOADED}),
        ImportState.LOADED: frozenset(),
        ImportState.REFUSED: frozenset(),
    },
    labels={
        ImportState.RECEIVED: gettext_noop("Received"),
        ImportState.CHECKING: gettext_noop("Checking"),
        ImportState.STOPPED: gettext_noop("Stopped"),
        ImportState.LOADING: gettext_noop("Loading"),
        ImportState.LOADED: gettext_noop("Loaded"),
        ImportState.REFUSED: gettext_noop("Refused"),
    },
)

HOLD_STATES = StateTable(
    initial=frozenset({HoldState.HELD}),
    transitions={
        HoldState.HELD: frozenset({HoldState.MATURED, HoldState.VOID}),
        HoldState.MATURED: frozenset(),
        HoldState.VOID: frozenset(),
    },
    labels={
        HoldState.HELD: gettext_noop("Held until it matures"),
        HoldState.MATURED: gettext_noop("Matured"),
        HoldState.VOID: gettext_noop("Void"),
    },
)

PAYOUT_RUN_STATES = StateTable(
    initial=frozenset({PayoutRunState.CALCULATING}),
    transitions={
        PayoutRunState.CALCULATING: frozenset({PayoutRunState.CALCULATED}),
        # Calculating again adds; the approver's refusal leads back to calculated.
        PayoutRunState.CALCULATED: frozenset({PayoutRunState.CALCULATING, PayoutRunState.SUBMITTED}),
        PayoutRunState.SUBMITTED: frozenset({PayoutRunState.CALCULATED, PayoutRunState.APPROVED}),
        # A bank may have read the file: from exported on, money only comes back by results.
        PayoutRunState.APPROVED: frozenset({PayoutRunState.EXPORTED}),
        PayoutRunState.EXPORTED: frozenset({PayoutRunState.SETTLED}),
        PayoutRunState.SETTLED: frozenset(),
    },
    labels={
        PayoutRunState.CALCULATING: gettext_noop("Calculating"),
        PayoutRunState.CALCULATED: gettext_noop("Calculated"),
        PayoutRunState.SUBMITTED: gettext_noop("Waiting for approval"),
        PayoutRunState.APPROVED: gettext_noop("Approved"),
        PayoutRunState.EXPORTED: gettext_noop("Exported"),
        PayoutRunState.SETTLED: gettext_noop("Settled"),
    },
)

PAYOUT_STATES = StateTable(
    initial=frozenset({PayoutState.HELD, PayoutState.PAYABLE}),
    transitions={
        PayoutState.HELD: frozenset({PayoutState.PAYABLE}),
        PayoutState.PAYABLE: frozenset({PayoutState.HELD, PayoutState.SENT}),
        PayoutState.SENT: frozenset({PayoutState.PAID, PayoutState.RETURNED}),
        # A bank can send money back after it reported it as paid.
        PayoutState.PAID: frozenset({PayoutState.RETURNED}),
        PayoutState.RETURNED: frozenset({PayoutState.HELD, PayoutState.PAYABLE}),
    },
    labels={
        PayoutState.HELD: gettext_noop("On hold"),
        PayoutState.PAYABLE: gettext_noop("Payable"),
        PayoutState.SENT: gettext_noop("Sent"),
        PayoutState.PAID: gettext_noop("Paid"),
        PayoutState.RETURNED: gettext_noop("Returned"),
    },
)
