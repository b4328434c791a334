"""What an agreement with a partner can be, and what may follow (section M, G-GEN-02)."""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class AgreementState(StrEnum):
    """`executed` is the only state that carries benefits: both sides signed, or a second person checked the paper."""

    SENT = "sent"
    PARTNER_SIGNED = "partner_signed"
    VENDOR_SIGNED = "vendor_signed"
    PAPER = "paper"
    EXECUTED = "executed"
    SUPERSEDED = "superseded"
    LAPSED = "lapsed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


AGREEMENT_STATES = StateTable(
    initial=frozenset({AgreementState.SENT}),
    transitions={
        # What only the partner accepts (a code of conduct) is executed by its signature alone.
        AgreementState.SENT: frozenset(
            {
                AgreementState.PARTNER_SIGNED,
                AgreementState.VENDOR_SIGNED,
                AgreementState.PAPER,
                AgreementState.EXECUTED,
                AgreementState.WITHDRAWN,
            }
        ),
        AgreementState.PARTNER_SIGNED: frozenset({AgreementState.EXECUTED, AgreementState.WITHDRAWN}),
        AgreementState.VENDOR_SIGNED: frozenset({AgreementState.EXECUTED, AgreementState.WITHDRAWN}),
        # Sent back by the person who checked, or found to be as it should.
        AgreementState.PAPER: frozenset({AgreementState.SENT, AgreementState.EXECUTED, AgreementState.WITHDRAWN}),
        AgreementState.EXECUTED: frozenset({AgreementState.SUPERSEDED, AgreementState.LAPSED, AgreementState.ENDED}),
        # Renewed late by an act, or replaced by the version that should have been accepted in time.
        AgreementState.LAPSED: frozenset({AgreementState.EXECUTED, AgreementState.SUPERSEDED, AgreementState.ENDED}),
        AgreementState.SUPERSEDED: frozenset(),
        AgreementState.ENDED: frozenset(),
        AgreementState.WITHDRAWN: frozenset(),
    },
    labels={
        AgreementState.SENT: gettext_noop("To be signed by the partner"),
        AgreementState.PARTNER_SIGNED: gettext_noop("To be signed by the vendor"),
        AgreementState.VENDOR_SIGNED: gettext_noop("Signed by the vendor, not yet by the partner"),
        AgreementState.PAPER: gettext_noop("Paper to be checked"),
        AgreementState.EXECUTED: gettext_noop("Executed"),
        AgreementState.SUPERSEDED: gettext_noop("Replaced by a newer version"),
        AgreementState.LAPSED: gettext_noop("Lapsed"),
        AgreementState.ENDED: gettext_noop("Ended"),
        AgreementState.WITHDRAWN: gettext_noop("Withdrawn"),
    },
)

#: Somebody still has to sign or to check.
UNDER_WAY = frozenset(
    {AgreementState.SENT, AgreementState.PARTNER_SIGNED, AgreementState.VENDOR_SIGNED, AgreementState.PAPER}
)


class Side(StrEnum):
    """Who signs."""

    PARTNER = "partner"
    VENDOR = "vendor"
