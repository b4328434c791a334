"""What an import, an earning, a statement, a payout run and a payout can be, and what may follow."""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class ImportState(StrEnum):
    """A batch of sales. STOPPED: its rows do not add up to what finance typed from its source."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    STOPPED = "stopped"
    APPLYING = "applying"
    APPLIED = "applied"
    CANCELLED = "cancelled"


class EarningState(StrEnum):
    """One line (rules M): inbound is accrued at once, outbound held until it matures or is void (F-CXL-01)."""

    ACCRUED = "accrued"
    HELD = "held"
    MATURED = "matured"
    VOID = "void"
    STATED = "stated"


class StatementState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class PayoutRunState(StrEnum):
    DRAFT = "draft"
    CALCULATING = "calculating"
    CALCULATED = "calculated"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    EXPORTED = "exported"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class PayoutState(StrEnum):
    """What one payee gets in one run. Returned money is held, or paid, again."""

    HELD = "held"
    PAYABLE = "payable"
    SENT = "sent"
    PAID = "paid"
    RETURNED = "returned"
    CANCELLED = "cancelled"


IMPORT_STATES = StateTable(
    initial=frozenset({ImportState.UPLOADED}),
    transitions={
        ImportState.UPLOADED: frozenset({ImportState.CHECKING, ImportState.CANCELLED}),
        ImportState.CHECKING: frozenset({ImportState.CHECKED, ImportState.STOPPED}),
        ImportState.CHECKED: frozenset({ImportState.APPLYING, ImportState.CANCELLED}),
        ImportState.STOPPED: frozenset({ImportState.CHECKING, ImportState.CANCELLED}),
        ImportState.APPLYING: frozenset({ImportState.APPLIED}),
        ImportState.APPLIED: frozenset(),
        ImportState.CANCELLED: frozenset(),
    },
    labels={
        ImportState.UPLOADED: gettext_noop("Uploaded"),
        ImportState.CHECKING: gettext_noop("Being checked"),
        ImportState.CHECKED: gettext_noop("Checked"),
        ImportState.STOPPED: gettext_noop("Stopped: totals differ"),
        ImportState.APPLYING: gettext_noop("Being imported"),
        ImportState.APPLIED: gettext_noop("Imported"),
        ImportState.CANCELLED: gettext_noop("Cancelled"),
    },
)

EARNING_STATES = StateTable(
    initial=frozenset({EarningState.ACCRUED, EarningState.HELD}),
    transitions={
        EarningState.ACCRUED: frozenset({EarningState.STATED}),
        EarningState.HELD: frozenset({EarningState.MATURED, EarningState.VOID}),
        EarningState.MATURED: frozenset({EarningState.STATED}),
        EarningState.VOID: frozenset(),
        EarningState.STATED: frozenset(),
    },
    labels={
        EarningState.ACCRUED: gettext_noop("Earned"),
        EarningState.HELD: gettext_noop("Held until it matures"),
        EarningState.MATURED: gettext_noop("Matured"),
        EarningState.VOID: gettext_noop("Void: cancelled in time"),
        EarningState.STATED: gettext_noop("On a statement"),
    },
)

STATEMENT_STATES = StateTable(
    initial=frozenset({StatementState.OPEN}),
    transitions={
        StatementState.OPEN: frozenset({StatementState.CLOSED}),
        StatementState.CLOSED: frozenset({StatementState.PUBLISHED}),
        StatementState.PUBLISHED: frozenset(),
    },
    labels={
        StatementState.OPEN: gettext_noop("Open"),
        StatementState.CLOSED: gettext_noop("Closed"),
        StatementState.PUBLISHED: gettext_noop("Published"),
    },
)

PAYOUT_RUN_STATES = StateTable(
    initial=frozenset({PayoutRunState.DRAFT}),
    transitions={
        PayoutRunState.DRAFT: frozenset({PayoutRunState.CALCULATING, PayoutRunState.CANCELLED}),
        PayoutRunState.CALCULATING: frozenset({PayoutRunState.CALCULATED}),
        # Calculating again adds; the approver's refusal leads back to CALCULATED.
        PayoutRunState.CALCULATED: frozenset(
            {PayoutRunState.CALCULATING, PayoutRunState.SUBMITTED, PayoutRunState.CANCELLED}
        ),
        PayoutRunState.SUBMITTED: frozenset(
            {PayoutRunState.CALCULATED, PayoutRunState.APPROVED, PayoutRunState.CANCELLED}
        ),
        PayoutRunState.APPROVED: frozenset({PayoutRunState.EXPORTED, PayoutRunState.CANCELLED}),
        # A bank may have read the file: from here on money is only taken back by results.
        PayoutRunState.EXPORTED: frozenset({PayoutRunState.SETTLED}),
        PayoutRunState.SETTLED: frozenset(),
        PayoutRunState.CANCELLED: frozenset(),
    },
    labels={
        PayoutRunState.DRAFT: gettext_noop("Draft"),
        PayoutRunState.CALCULATING: gettext_noop("Being calculated"),
        PayoutRunState.CALCULATED: gettext_noop("Calculated"),
        PayoutRunState.SUBMITTED: gettext_noop("Waiting for approval"),
        PayoutRunState.APPROVED: gettext_noop("Approved"),
        PayoutRunState.EXPORTED: gettext_noop("Files made"),
        PayoutRunState.SETTLED: gettext_noop("Settled"),
        PayoutRunState.CANCELLED: gettext_noop("Cancelled"),
    },
)

PAYOUT_STATES = StateTable(
    initial=frozenset({PayoutState.HELD, PayoutState.PAYABLE}),
    transitions={
        PayoutState.HELD: frozenset({PayoutState.PAYABLE, PayoutState.CANCELLED}),
        PayoutState.PAYABLE: frozenset({PayoutState.HELD, PayoutState.SENT, PayoutState.CANCELLED}),
        PayoutState.SENT: frozenset({PayoutState.PAID, PayoutState.RETURNED}),
        PayoutState.PAID: frozenset({PayoutState.RETURNED}),
        PayoutState.RETURNED: frozenset({PayoutState.HELD, PayoutState.PAYABLE}),
        PayoutState.CANCELLED: frozenset(),
    },
    labels={
        PayoutState.HELD: gettext_noop("On hold"),
        PayoutState.PAYABLE: gettext_noop("Payable"),
        PayoutState.SENT: gettext_noop("Sent"),
        PayoutState.PAID: gettext_noop("Paid"),
        PayoutState.RETURNED: gettext_noop("Returned"),
        PayoutState.CANCELLED: gettext_noop("Cancelled"),
    },
)
