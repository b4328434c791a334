"""Decisions about a lead: moves, protection, who wins a customer, discounts. Pure; figures come from the guide."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from leads.states import LEAD_STATES, UNDECIDED, Assignment, Capability, LeadSource, LeadStatus, permits
from portal.clock import as_utc
from portal.wording import gettext_noop


class Refusal(StrEnum):
    """Why a wish about a lead is refused; REFUSAL_MESSAGES says what to do."""

    MOVE_NOT_ALLOWED = "move_not_allowed"
    NOT_IN_PARTNERS_NAME = "not_in_partners_name"
    DEMO_NOT_DONE = "demo_not_done"
    ALREADY_EXTENDED = "already_extended"
    NOT_PROTECTED = "not_protected"
    STATUS_FORBIDS = "status_forbids"
    STILL_HELD = "still_held"
    APPROVAL_MISSING = "approval_missing"
    DISCOUNT_OUT_OF_RANGE = "discount_out_of_range"


REFUSAL_MESSAGES: dict[Refusal, str] = {
    Refusal.MOVE_NOT_ALLOWED: gettext_noop("The lead cannot go from its status to this one."),
    Refusal.NOT_IN_PARTNERS_NAME: gettext_noop("The lead waits for the manager's approval first."),
    Refusal.DEMO_NOT_DONE: gettext_noop("Record the demo first; an opportunity needs one."),
    Refusal.ALREADY_EXTENDED: gettext_noop("The protection was extended once already."),
    Refusal.NOT_PROTECTED: gettext_noop("The protection has ended; ask for a new registration instead."),
    Refusal.STATUS_FORBIDS: gettext_noop("The lead's status does not allow this."),
    Refusal.STILL_HELD: gettext_noop("The lead is still protected and active; there is nothing to register again."),
    Refusal.APPROVAL_MISSING: gettext_noop("A manager has to approve this first."),
    Refusal.DISCOUNT_OUT_OF_RANGE: gettext_noop("Give a discount between 0 and 100 percent."),
}


def refuse_move(*, status: LeadStatus, to: LeadStatus, assignment: Assignment, demo_done: bool) -> tuple[Refusal, ...]:
    """What stands against a move (F-LEAD-03). A pending lead stays New until it is approved (F-LEAD-05)."""
    against = []
    if not LEAD_STATES.can_move(status, to):
        against.append(Refusal.MOVE_NOT_ALLOWED)
    if assignment in UNDECIDED:
        against.append(Refusal.NOT_IN_PARTNERS_NAME)
    if to is LeadStatus.OPPORTUNITY and not demo_done:
        against.append(Refusal.DEMO_NOT_DONE)
    return tuple(against)


@dataclass(frozen=True, slots=True)
class Protection:
    """The period in which the lead is the partner's: from `start`, up to but without `end`."""

    start: datetime
    end: datetime
    extended: bool = False

    def covers(self, instant: datetime) -> bool:
        return self.start <= as_utc(instant) < self.end


def begin_protection(*, start: datetime, days: int) -> Protection:
    """`days` times 24 hours from the assignment, or from the approval of an outbound lead (F-LEAD-04)."""
    begin = as_utc(start)
    return Protection(begin, begin + _length(days))


def is_protected(now: datetime, *, start: datetime, days: int) -> bool:
    """False at the very instant the last hour ends. The status is not asked: Opportunity does not prolong."""
    return begin_protection(start=start, days=days).covers(now)


def refuse_extension(protection: Protection, *, now: datetime, status: LeadStatus) -> tuple[Refusal, ...]:
    """Once, while it runs (F-LEAD-04). That a manager asks is the policy's matter."""
    against = []
    if protection.extended:
        against.append(Refusal.ALREADY_EXTENDED)
    if not protection.covers(now):
        against.append(Refusal.NOT_PROTECTED)
    if not permits(status, Capability.EXTEND_PROTECTION):
        against.append(Refusal.STATUS_FORBIDS)
    return tuple(against)


def extend_protection(protection: Protection, *, days: int) -> Protection:
    """`days` more, counted from the old end; nothing is lost by asking early."""
    if protection.extended:
        raise ValueError("a protection is extended once")
    return Protection(protection.start, protection.end + _length(days), extended=True)


def _length(days: int) -> timedelta:
    if days <= 0:
        raise ValueError("a protection lasts at least a day")
    return timedelta(hours=24 * days)


@dataclass(frozen=True, slots=True)
class Claim:
    """A registration of the same customer that was assigned at some time, by this partner or another."""

    lead: int
    partner: int
    status: LeadStatus
    protection: Protection


class Outcome(StrEnum):
    """What becomes of a registration."""

    ASSIGN = "assign"
    AWAIT_APPROVAL = "await_approval"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REREGISTRATION = "reregistration"


@dataclass(frozen=True, slots=True)
class Registration:
    """The outcome, and the earlier claim that caused it if one did."""

    outcome: Outcome
    because_of: Claim | None = None


def decide_registration(*, partner: int, source: LeadSource, now: datetime, claims: Iterable[Claim]) -> Registration:
    """Who gets the customer (F-LEAD-02, F-LEAD-05, F-LEAD-06, F-LEAD-07). `claims` carry the same claim key.

    The first valid registration wins while it is protected: a rival's goes to the manager as a conflict, the holder's
    own is a duplicate. A customer whose earlier claim ran out, or fell inactive in the holder's hands, is registered
    again only with the manager's approval. Otherwise inbound is assigned at once and outbound awaits approval.
    """
    valid = sorted(
        (claim for claim in claims if permits(claim.status, Capability.HOLD_CLAIM)),
        key=lambda claim: (claim.protection.start, claim.lead),
    )
    for claim in valid:
        if claim.protection.covers(now):
            return _meet_holder(claim, partner=partner)
    if valid:
        return Registration(Outcome.REREGISTRATION, valid[-1])
    if source is LeadSource.OUTBOUND:
        return Registration(Outcome.AWAIT_APPROVAL)
    return Registration(Outcome.ASSIGN)


def _meet_holder(claim: Claim, *, partner: int) -> Registration:
    if claim.partner != partner:
        return Registration(Outcome.CONFLICT, claim)
    if permits(claim.status, Capability.ASK_AGAIN):
        return Registration(Outcome.REREGISTRATION, claim)
    return Registration(Outcome.DUPLICATE, claim)


def refuse_reregistration(
    *, status: LeadStatus, protection: Protection, now: datetime, approved_by_manager: bool
) -> tuple[Refusal, ...]:
    """F-LEAD-06: inactive by status and released by time are alike; the manager's approval gives a fresh period."""
    against = []
    if protection.covers(now) and not permits(status, Capability.ASK_AGAIN):
        against.append(Refusal.STILL_HELD)
    if not approved_by_manager:
        against.append(Refusal.APPROVAL_MISSING)
    return tuple(against)


def refuse_discount(
    *, discount: Decimal, approver_role: str | None, deciding_roles: Collection[str]
) -> tuple[Refusal, ...]:
    """F-DSC-01: any discount above zero needs one approver out of the guide's deciding roles. 0.10 is ten percent."""
    if not isinstance(discount, Decimal):
        raise TypeError("a discount is a Decimal")
    against = []
    if not discount.is_finite() or not 0 <= discount <= 1:
        against.append(Refusal.DISCOUNT_OUT_OF_RANGE)
    if discount != 0 and approver_role not in deciding_roles:
        against.append(Refusal.APPROVAL_MISSING)
    return tuple(against)
