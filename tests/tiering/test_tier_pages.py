"""A partner's tiers: who was what when, and every act with its refusals."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from partners.models import Enrolment
from portal.approvals.models import Approval
from portal.audit.models import AuditRecord
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor
from tests.cast import VendorCast
from tests.tiering.cards import LINES, Row, enrol, hold_tier, scored, shipped_program
from tests.tiering.test_scorecard_pages import page_of, signed_in
from tiering.models import Grace, RequirementWaiver, Scorecard, TierAssignment, TierDecision

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
#: Without a missing target, so that a review can be decided.
CLEAR = tuple(row for row in LINES if row.result != "missing_target")


@pytest.fixture(autouse=True)
def january(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock: 20 January 2026."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def enrolment(acme: VendorCast) -> Enrolment:
    """Birch holds Bronze."""
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(shipped_program(), acme.partners[0])
        hold_tier(enrolment, "Bronze")
        return enrolment


@pytest.fixture
def manager(acme: VendorCast) -> Client:
    return signed_in(acme, "channel_manager")


def card_for(acme: VendorCast, enrolment: Enrolment, **values: Any) -> Scorecard:
    with acting_as(Role.STAFF, vendor=acme.id):
        return scored(enrolment, **values)


def assignments(acme: VendorCast) -> list[tuple[str, str, date, date | None]]:
    with acting_as(Role.STAFF, vendor=acme.id):
        rows = TierAssignment.objects.order_by("period")
        return [(row.tier, row.source, row.period.lower, row.period.upper) for row in rows]


def tiers_path(acme: VendorCast, enrolment: Enrolment, more: str = "") -> str:
    return f"/acme/partners/{acme.partners[0]}/tiers/?enrolment={enrolment.pk}{more}"


@pytest.mark.rule("G-TIER-12", "X-08")
def test_override_sets_the_tier_until_the_end_of_the_year(
    acme: VendorCast, manager: Client, enrolment: Enrolment
) -> None:
    """Old and new tier, reason, author, start, default end 31 December; in the audit log; the scorecard stays."""
    card = card_for(acme, enrolment, lines=CLEAR)
    here = f"/acme/enrolments/{enrolment.pk}/override/"
    form = page_of(manager, here)
    assert 'value="2026-12-31"' in form
    assert "Silver" in form
    answer = manager.post(
        here, {"tier": "Silver", "starts_on": "2026-02-01", "ends_on": "", "reason": "Merged with Oak"}
    )
    assert answer.status_code == 302
    assert ("Silver", "override", date(2026, 2, 1), date(2027, 1, 1)) in assignments(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        decision = TierDecision.objects.get(source="override")
        assert (decision.before, decision.tier, decision.ends_on) == ("Bronze", "Silver", date(2026, 12, 31))
        assert decision.author_id == acme.member("channel_manager")
        assert AuditRecord.objects.filter(kind="tier.overridden").count() == 1
        assert Scorecard.objects.get(pk=card.pk).tier == "Bronze"
    page = page_of(manager, tiers_path(acme, enrolment, "&day=2026-03-01"))
    assert "Merged with Oak" in page
    assert "Acme channel_manager" in page
    assert "<strong>Silver</strong> · Override" in page
    assert "<strong>Bronze</strong>" in page_of(manager, tiers_path(acme, enrolment, "&day=2027-03-01"))


@pytest.mark.rule("G-TIER-12", "X-08")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tier": "Authorized"}, "Select a valid choice"),
        ({"reason": ""}, "This field is required"),
        ({"reason": "  "}, "This field is required"),
        ({"ends_on": "2026-01-31"}, "It ends before it begins"),
    ],
)
def test_override_is_refused_where_it_was_typed(
    acme: VendorCast, manager: Client, enrolment: Enrolment, change: dict[str, str], words: str
) -> None:
    typed = {
        "tier": "Silver",
        "starts_on": "2026-02-01",
        "ends_on": "2026-06-30",
        "reason": "Merged with Oak",
        **change,
    }
    answer = manager.post(f"/acme/enrolments/{enrolment.pk}/override/", typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert len(assignments(acme)) == 1


@pytest.mark.rule("X-08", "G-RBL-04")
def test_waiver_counts_one_line_and_asks_finance_about_rebates(
    acme: VendorCast, manager: Client, enrolment: Enrolment
) -> None:
    """A waiver leaves the tier alone; for rebates finance, somebody else, decides."""
    card_for(acme, enrolment)
    here = f"/acme/enrolments/{enrolment.pk}/waiver/"
    assert "Certified professionals (GCP), United States" in page_of(manager, here)
    typed = {
        "requirement": "gcp|US", "starts_on": "2026-01-20", "ends_on": "2026-12-31", "reason": "Exam centre closed",
        "for_rebates": "on",
    }  # fmt: skip
    assert manager.post(here, typed).status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        waiver = RequirementWaiver.objects.get()
        assert (waiver.requirement, waiver.scope, waiver.for_rebates) == ("gcp", "US", True)
        asked = Approval.objects.get()
    assert [row[0] for row in assignments(acme)] == ["Bronze"]
    page = page_of(manager, tiers_path(acme, enrolment))
    assert "finance is asked about rebates" in page
    assert "Exam centre closed" in page
    inbox = page_of(signed_in(acme, "finance"), "/acme/inbox/")
    assert f"/acme/approvals/{asked.pk}/" in inbox
    assert manager.post(f"/acme/approvals/{asked.pk}/decision/", {"decision": "approve"}).status_code in (403, 404)
    decided = signed_in(acme, "finance").post(
        f"/acme/approvals/{asked.pk}/decision/", {"decision": "approve", "reason": ""}
    )
    assert decided.status_code == 302
    assert "for rebates too" in page_of(manager, tiers_path(acme, enrolment))


@pytest.mark.rule("X-08")
def test_waiver_needs_reason_and_end(acme: VendorCast, manager: Client, enrolment: Enrolment) -> None:
    card_for(acme, enrolment)
    typed = {"requirement": "gcp|US", "starts_on": "2026-01-20", "ends_on": "", "reason": ""}
    answer = manager.post(f"/acme/enrolments/{enrolment.pk}/waiver/", typed)
    assert answer.status_code == 422
    assert answer.content.decode().count("This field is required") >= 2


@pytest.mark.rule("G-TIER-04")
def test_review_is_confirmed_by_a_person_from_the_first_of_january(
    acme: VendorCast, manager: Client, enrolment: Enrolment
) -> None:
    card_for(acme, enrolment, tier="Silver", lines=CLEAR)
    here = f"/acme/enrolments/{enrolment.pk}/review/"
    form = page_of(manager, here)
    assert "Confirm Silver" in form
    assert "Keep Bronze" in form
    assert "from Jan. 1, 2026" in form
    assert [row[0] for row in assignments(acme)] == ["Bronze"]
    assert manager.post(here, {"decision": "Silver", "reason": ""}).status_code == 302
    assert ("Silver", "review", date(2026, 1, 1), date(2027, 1, 1)) in assignments(acme)
    assert "This review was decided on" in page_of(manager, here)


@pytest.mark.rule("G-TIER-04")
def test_deciding_against_the_figures_needs_a_reason(acme: VendorCast, manager: Client, enrolment: Enrolment) -> None:
    card_for(acme, enrolment, tier="Silver", lines=CLEAR)
    here = f"/acme/enrolments/{enrolment.pk}/review/"
    answer = manager.post(here, {"decision": "Bronze", "reason": ""})
    assert answer.status_code == 422
    assert "Say why you decide otherwise" in answer.content.decode()
    assert manager.post(here, {"decision": "Bronze", "reason": "Merger under way"}).status_code == 302


@pytest.mark.rule("G-REV-04")
def test_review_stays_a_draft_while_a_target_is_missing(
    acme: VendorCast, manager: Client, enrolment: Enrolment
) -> None:
    card_for(acme, enrolment, tier="Silver")
    here = f"/acme/enrolments/{enrolment.pk}/review/"
    page = page_of(manager, here)
    assert "A draft until targets are set or waived" in page
    assert "disabled" in page
    assert manager.post(here, {"decision": "Silver", "reason": "x"}).status_code == 422
    assert [row[0] for row in assignments(acme)] == ["Bronze"]
    assert "A draft until targets are set or waived" in page_of(manager, tiers_path(acme, enrolment))


@pytest.mark.rule("X-04")
def test_live_vendor_cannot_decide_on_unconfirmed_figures(
    acme: VendorCast, manager: Client, enrolment: Enrolment
) -> None:
    """The stop names the figures."""
    card_for(acme, enrolment, tier="", held="Bronze", lines=(Row("Bronze", "trained_sales", "missed", "US", "2", "1"),))
    with acting_as(Role.PLATFORM, vendor=acme.id):
        Vendor.objects.update(mode="live")
    page = page_of(manager, f"/acme/enrolments/{enrolment.pk}/grace/")
    assert "figures that nobody confirmed: tiering.grace" in page


@pytest.mark.rule("G-TIER-08")
def test_failed_review_may_get_a_recovery_period(acme: VendorCast, manager: Client, enrolment: Enrolment) -> None:
    card_for(acme, enrolment, tier="", held="Bronze", lines=CLEAR)
    here = f"/acme/enrolments/{enrolment.pk}/grace/"
    assert 'value="90"' in page_of(manager, here)
    assert manager.post(here, {"days": "90", "reason": "New team"}).status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Grace.objects.get().ends_on == date(2026, 4, 20)
    page = page_of(manager, tiers_path(acme, enrolment))
    assert "New team" in page
    assert "The recovery period runs until April 20, 2026." in page
    assert "This review has its recovery period already" in page


def test_forbidden_acts_are_shown_with_the_reason(acme: VendorCast, manager: Client, enrolment: Enrolment) -> None:
    page = page_of(manager, tiers_path(acme, enrolment))
    assert "There is no annual review yet." in page
    assert "No recovery period runs." in page
    assert "do not fit now" in page


def test_partner_reads_its_history_without_names_of_staff(
    acme: VendorCast, manager: Client, enrolment: Enrolment
) -> None:
    typed = {"tier": "Silver", "starts_on": "2026-02-01", "ends_on": "", "reason": "Merged with Oak"}
    manager.post(f"/acme/enrolments/{enrolment.pk}/override/", typed)
    page = page_of(signed_in(acme, "partner_admin1"), tiers_path(acme, enrolment))
    assert "Merged with Oak" in page
    assert "Acme channel_manager" not in page
    assert "Override the tier" not in page
    assert signed_in(acme, "partner_admin2").get(tiers_path(acme, enrolment)).status_code == 404


@pytest.mark.rule("G-TIER-06")
def test_partner_asks_for_a_tier_inside_the_year_once(acme: VendorCast, enrolment: Enrolment) -> None:
    card_for(acme, enrolment)
    partner = signed_in(acme, "partner_admin1")
    here = f"/acme/enrolments/{enrolment.pk}/tier-request/"
    assert partner.post(here, {"tier": "Silver"}).status_code == 422
    assert partner.post(here, {"tier": "Gold"}).status_code == 302
    assert "A request waits for a decision already." in page_of(partner, here)
    assert "Birch asks for Gold" in page_of(signed_in(acme, "channel_manager"), "/acme/inbox/")


@pytest.mark.rule("G-TIER-06")
def test_request_is_refused_only_with_a_ground(acme: VendorCast, manager: Client, enrolment: Enrolment) -> None:
    card_for(acme, enrolment)
    signed_in(acme, "partner_admin1").post(f"/acme/enrolments/{enrolment.pk}/tier-request/", {"tier": "Gold"})
    approval = manager.post(
        f"/acme/enrolments/{enrolment.pk}/request-approval/", {"fulfilled_on": "2025-12-31", "reason": "Sure"}
    )
    assert approval.status_code == 422
    assert "does not reach" in approval.content.decode()
    here = f"/acme/enrolments/{enrolment.pk}/request-refusal/"
    assert manager.post(here, {"requirement": "", "matter": ""}).status_code == 422
    assert manager.post(here, {"requirement": "trained_sales", "matter": ""}).status_code == 302
    assert "No request waits for a decision." in page_of(manager, here)
