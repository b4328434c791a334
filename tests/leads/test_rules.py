from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.rules import (
    REFUSAL_MESSAGES,
    Claim,
    Outcome,
    Protection,
    Refusal,
    Registration,
    begin_protection,
    decide_registration,
    extend_protection,
    is_protected,
    refuse_discount,
    refuse_extension,
    refuse_move,
    refuse_reregistration,
)
from leads.states import Assignment, LeadSource, LeadStatus

START = datetime(2026, 1, 10, 9, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAYS = 90
instants = st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def make_claim(
    *, lead: int = 1, partner: int = 1, status: LeadStatus = LeadStatus.NEW, start: datetime = START
) -> Claim:
    return Claim(lead, partner, status, begin_protection(start=start, days=DAYS))


@pytest.mark.rule("F-LEAD-03")
@pytest.mark.parametrize(
    ("status", "to", "assignment", "demo_done", "expected"),
    [
        (LeadStatus.NEW, LeadStatus.VALID_ACTIVE, Assignment.ASSIGNED, False, ()),
        (LeadStatus.VALID_ACTIVE, LeadStatus.OPPORTUNITY, Assignment.RELEASED, True, ()),
        (LeadStatus.VALID_ACTIVE, LeadStatus.OPPORTUNITY, Assignment.ASSIGNED, False, (Refusal.DEMO_NOT_DONE,)),
        (LeadStatus.OPPORTUNITY, LeadStatus.WON, Assignment.ASSIGNED, False, ()),
        (LeadStatus.NEW, LeadStatus.WON, Assignment.ASSIGNED, True, (Refusal.MOVE_NOT_ALLOWED,)),
        (LeadStatus.INVALID, LeadStatus.NEW, Assignment.ASSIGNED, False, ()),
        (LeadStatus.INVALID, LeadStatus.VALID_ACTIVE, Assignment.ASSIGNED, False, (Refusal.MOVE_NOT_ALLOWED,)),
    ],
)
def test_move_is_refused_with_every_reason(
    status: LeadStatus, to: LeadStatus, assignment: Assignment, demo_done: bool, expected: tuple[Refusal, ...]
) -> None:
    assert refuse_move(status=status, to=to, assignment=assignment, demo_done=demo_done) == expected


@pytest.mark.rule("F-LEAD-05")
@pytest.mark.parametrize("assignment", [Assignment.PENDING, Assignment.DECLINED])
def test_outbound_lead_stays_new_until_it_is_approved(assignment: Assignment) -> None:
    refused = refuse_move(status=LeadStatus.NEW, to=LeadStatus.VALID_ACTIVE, assignment=assignment, demo_done=True)
    assert refused == (Refusal.NOT_IN_PARTNERS_NAME,)


@pytest.mark.rule("F-LEAD-04")
def test_lead_is_released_at_the_very_instant() -> None:
    end = START + timedelta(hours=2160)
    assert begin_protection(start=START, days=DAYS) == Protection(START, end)
    assert [is_protected(at, start=START, days=DAYS) for at in (START - TICK, START, end - TICK, end, end + TICK)] == [
        False, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.rule("F-LEAD-04")
def test_protection_counts_hours_across_summer_time() -> None:
    berlin = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    end = begin_protection(start=berlin, days=DAYS).end
    assert end - berlin.astimezone(UTC) == timedelta(hours=90 * 24)
    assert end.astimezone(ZoneInfo("Europe/Berlin")).hour == 13


@pytest.mark.rule("F-LEAD-04")
@given(instants, st.integers(1, 400), st.integers(-(10**9), 10**9))
def test_protection_is_a_half_open_span_of_hours(start: datetime, days: int, seconds: int) -> None:
    now = start + timedelta(seconds=seconds)
    assert is_protected(now, start=start, days=days) is (0 <= seconds < days * 24 * 3600)


def test_protection_needs_an_instant_and_a_length() -> None:
    with pytest.raises(ValueError, match="time zone"):
        begin_protection(start=datetime(2026, 1, 1), days=DAYS)  # noqa: DTZ001
    with pytest.raises(ValueError, match="a day"):
        begin_protection(start=START, days=0)


@pytest.mark.rule("F-LEAD-04")
@given(instants, st.integers(1, 400), st.integers(1, 400))
def test_extension_adds_to_the_old_end_once(start: datetime, days: int, more: int) -> None:
    protection = begin_protection(start=start, days=days)
    longer = extend_protection(protection, days=more)
    assert longer == Protection(start, start + timedelta(hours=24 * (days + more)), extended=True)
    with pytest.raises(ValueError, match="once"):
        extend_protection(longer, days=more)


@pytest.mark.rule("F-LEAD-04")
@pytest.mark.parametrize(
    ("extended", "now", "status", "expected"),
    [
        (False, START, LeadStatus.VALID_ACTIVE, ()),
        (False, START, LeadStatus.OPPORTUNITY, ()),
        (True, START, LeadStatus.NEW, (Refusal.ALREADY_EXTENDED,)),
        (False, START + timedelta(days=90), LeadStatus.NEW, (Refusal.NOT_PROTECTED,)),
        (False, START, LeadStatus.VALID_INACTIVE, (Refusal.STATUS_FORBIDS,)),
        (True, START - TICK, LeadStatus.WON, (Refusal.ALREADY_EXTENDED, Refusal.NOT_PROTECTED, Refusal.STATUS_FORBIDS)),
    ],
)
def test_extension_is_refused_with_every_reason(
    extended: bool, now: datetime, status: LeadStatus, expected: tuple[Refusal, ...]
) -> None:
    protection = Protection(START, START + timedelta(days=90), extended)
    assert refuse_extension(protection, now=now, status=status) == expected


@pytest.mark.rule("F-LEAD-02", "F-LEAD-05")
@pytest.mark.parametrize(
    ("source", "outcome"), [(LeadSource.INBOUND, Outcome.ASSIGN), (LeadSource.OUTBOUND, Outcome.AWAIT_APPROVAL)]
)
def test_first_registration_is_assigned_or_awaits_approval(source: LeadSource, outcome: Outcome) -> None:
    decided = decide_registration(partner=1, source=source, now=START, claims=[])
    assert decided == Registration(outcome)


@pytest.mark.rule("F-LEAD-07")
@pytest.mark.parametrize("source", list(LeadSource))
@pytest.mark.parametrize("status", [status for status in LeadStatus if status is not LeadStatus.INVALID])
def test_rival_of_a_protected_lead_goes_to_the_manager(source: LeadSource, status: LeadStatus) -> None:
    held = make_claim(partner=1, status=status)
    decided = decide_registration(partner=2, source=source, now=START + timedelta(days=89), claims=[held])
    assert decided == Registration(Outcome.CONFLICT, held)


@pytest.mark.rule("F-LEAD-07")
def test_invalid_registration_holds_off_nobody() -> None:
    invalid = make_claim(partner=1, status=LeadStatus.INVALID)
    decided = decide_registration(partner=2, source=LeadSource.INBOUND, now=START, claims=[invalid])
    assert decided == Registration(Outcome.ASSIGN)


@pytest.mark.rule("F-LEAD-07")
def test_first_of_several_claims_wins() -> None:
    first = make_claim(lead=5, partner=1)
    later = make_claim(lead=2, partner=3, start=START + TICK)
    decided = decide_registration(partner=3, source=LeadSource.INBOUND, now=START + TICK, claims=[later, first])
    assert decided == Registration(Outcome.CONFLICT, first)


@pytest.mark.rule("F-LEAD-07")
def test_holder_registering_twice_is_a_duplicate() -> None:
    held = make_claim(partner=1, status=LeadStatus.OPPORTUNITY)
    decided = decide_registration(partner=1, source=LeadSource.INBOUND, now=START, claims=[held])
    assert decided == Registration(Outcome.DUPLICATE, held)


@pytest.mark.rule("F-LEAD-06")
@pytest.mark.parametrize("partner", [1, 2])
def test_released_lead_is_registered_again_by_the_manager_only(partner: int) -> None:
    released = make_claim(partner=1, status=LeadStatus.OPPORTUNITY)
    decided = decide_registration(
        partner=partner, source=LeadSource.INBOUND, now=START + timedelta(days=90), claims=[released]
    )
    assert decided == Registration(Outcome.REREGISTRATION, released)


@pytest.mark.rule("F-LEAD-06")
def test_inactive_lead_is_treated_as_a_released_one() -> None:
    inactive = make_claim(partner=1, status=LeadStatus.VALID_INACTIVE)
    decided = decide_registration(partner=1, source=LeadSource.INBOUND, now=START, claims=[inactive])
    assert decided == Registration(Outcome.REREGISTRATION, inactive)


@pytest.mark.rule("F-LEAD-06")
@pytest.mark.parametrize(
    ("status", "now", "approved", "expected"),
    [
        (LeadStatus.VALID_INACTIVE, START, True, ()),
        (LeadStatus.VALID_INACTIVE, START, False, (Refusal.APPROVAL_MISSING,)),
        (LeadStatus.NEW, START + timedelta(days=90), True, ()),
        (LeadStatus.NEW, START + timedelta(days=90) - TICK, True, (Refusal.STILL_HELD,)),
        (LeadStatus.VALID_ACTIVE, START, False, (Refusal.STILL_HELD, Refusal.APPROVAL_MISSING)),
    ],
)
def test_reregistration_needs_an_ended_claim_and_the_manager(
    status: LeadStatus, now: datetime, approved: bool, expected: tuple[Refusal, ...]
) -> None:
    protection = begin_protection(start=START, days=DAYS)
    assert (
        refuse_reregistration(status=status, protection=protection, now=now, approved_by_manager=approved) == expected
    )


@pytest.mark.rule("F-DSC-01")
@pytest.mark.parametrize(
    ("discount", "role", "expected"),
    [
        ("0", None, ()),
        ("0.10", "onboarding_manager", ()),
        ("0.10", "channel_admin", ()),
        ("0.10", None, (Refusal.APPROVAL_MISSING,)),
        ("0.0001", "finance", (Refusal.APPROVAL_MISSING,)),
        ("1.01", "channel_admin", (Refusal.DISCOUNT_OUT_OF_RANGE,)),
        ("-0.1", None, (Refusal.DISCOUNT_OUT_OF_RANGE, Refusal.APPROVAL_MISSING)),
        ("NaN", "channel_admin", (Refusal.DISCOUNT_OUT_OF_RANGE,)),
    ],
)
def test_discount_needs_one_of_the_deciding_roles(
    discount: str, role: str | None, expected: tuple[Refusal, ...]
) -> None:
    deciding = {"onboarding_manager", "channel_admin"}
    assert refuse_discount(discount=Decimal(discount), approver_role=role, deciding_roles=deciding) == expected


def test_discount_takes_no_float() -> None:
    with pytest.raises(TypeError):
        refuse_discount(discount=0.1, approver_role=None, deciding_roles=())  # type: ignore[arg-type]


def test_every_refusal_says_what_to_do() -> None:
    assert set(REFUSAL_MESSAGES) == set(Refusal)
    assert all(text.endswith(".") for text in REFUSAL_MESSAGES.values())
