"""Acts on tiers by machine: the same refusals as on the pages, and how the partner stands afterwards."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from partners.models import Enrolment, EnrolmentTrait
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.tiering.cards import LINES, enrol, hold_tier, scored, shipped_program
from tests.tiering.test_api import ask
from tests.tiering.test_scorecard_pages import page_of, signed_in
from tiering.models import RequirementWaiver

#: A review that can be decided: no target is missing.
CLEAR = tuple(row for row in LINES if row.result != "missing_target")
NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def january(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of pages and API: 20 January 2026."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def enrolment(acme: VendorCast) -> Enrolment:
    """Birch holds Silver, and the review of 2025 reaches Bronze."""
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(shipped_program(), acme.partners[0])
        hold_tier(enrolment, "Silver")
        scored(enrolment, tier="Bronze", held="Silver", lines=CLEAR)
        return enrolment


def act(
    enrolment: Enrolment, noun: str, body: dict[str, Any], *, person: str = "channel_manager", key: str = ""
) -> Any:
    return ask(person, f"enrolments/{enrolment.pk}/{noun}/", body, key=key or noun)


@pytest.mark.rule("G-TIER-08", "G-TIER-09", "X-08")
def test_recovery_period_is_granted_extended_and_kept_to_by_machine(enrolment: Enrolment) -> None:
    granted = act(enrolment, "grace", {"reason": "Two exams are booked"})
    second = act(enrolment, "grace", {"reason": "again"}, key="second")
    longer = act(enrolment, "grace-extension", {"ends_on": "2026-05-01", "reason": "The academy was closed"})
    early = act(enrolment, "keeping", {"reason": "early"})
    lowered = act(enrolment, "lowering", {"tier": "Bronze", "reason": "They gave up"})
    closed = act(enrolment, "grace-extension", {"ends_on": "2026-06-01", "reason": "more"}, key="third")

    assert granted.status_code == 201
    assert granted.json()["grace"]["ends_on"] == "2026-04-20"
    assert (second.status_code, second.json()["code"]) == (409, "conflict")
    assert longer.json()["grace"]["ends_on"] == "2026-05-01"
    assert (early.status_code, closed.status_code) == (409, 409)
    assert (lowered.json()["grace_outcome"], lowered.json()["tier"]) == ("lowered", "Silver")


@pytest.mark.rule("G-REV-03", "G-TIER-04")
def test_review_is_decided_by_machine_with_its_three_outcomes(enrolment: Enrolment) -> None:
    unsaid = act(enrolment, "review", {"tier": "Silver"})
    decided = act(enrolment, "review", {"tier": "Silver", "economics": "held", "reason": "Audit pending"}, key="b")
    again = act(enrolment, "review", {"tier": "Bronze"}, key="c")

    assert unsaid.status_code == 422
    assert "reason" in str(unsaid.json())
    assert (decided.status_code, decided.json()["review_decided"], decided.json()["tier"]) == (201, True, "Silver")
    assert again.status_code == 409


@pytest.mark.rule("G-TIER-06", "X-06")
def test_partner_asks_and_the_manager_decides_by_machine(enrolment: Enrolment) -> None:
    strange = act(enrolment, "tier-request", {"tier": "Gold"}, person="partner_admin2")
    asked = act(enrolment, "tier-request", {"tier": "Gold"}, person="partner_admin1")
    twice = act(enrolment, "tier-request", {"tier": "Gold"}, key="again")
    own = act(enrolment, "request-approval", {"fulfilled_on": "2026-01-10"}, person="partner_admin1")
    short = act(enrolment, "request-approval", {"fulfilled_on": "2025-12-31"})
    refused = act(enrolment, "request-refusal", {"requirement": "trained_sales"})

    assert (strange.status_code, own.status_code) == (404, 403)
    assert (asked.status_code, asked.json()["request"]["tier"]) == (201, "Gold")
    assert (twice.status_code, short.status_code) == (409, 422)
    assert (refused.status_code, refused.json()["request"]) == (201, None)


@pytest.mark.rule("X-08")
def test_waiver_ends_sooner_by_machine_and_by_form(acme: VendorCast, enrolment: Enrolment) -> None:
    body = {"requirement": "gcp", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "reason": "Course full"}
    number = act(enrolment, "waiver", body).json()["id"]
    outside = ask("channel_manager", f"waivers/{number}/end/", {"on": "2027-01-01", "reason": "x"}, key="outside")
    ended = ask("channel_manager", f"waivers/{number}/end/", {"on": "2026-06-30", "reason": "They passed"}, key="end")
    rival = ask("partner_admin2", f"waivers/{number}/end/", {"on": "2026-06-30", "reason": "x"}, key="rival")
    manager = signed_in(acme, "channel_manager")
    page = page_of(manager, f"/acme/partners/{enrolment.partner_id}/tiers/?enrolment={enrolment.pk}")
    unsaid = manager.post(f"/acme/waivers/{number}/end/", {"on": "2026-03-31", "reason": ""})
    done = manager.post(f"/acme/waivers/{number}/end/", {"on": "2026-03-31", "reason": "They passed"})

    assert (outside.status_code, ended.json()["ends_on"]) == (422, "2026-06-30")
    assert rival.status_code in (403, 404)
    assert f"/acme/waivers/{number}/end/" in page
    assert (unsaid.status_code, done.status_code) == (422, 302)
    with acting_as(Role.STAFF, vendor=acme.id):
        assert RequirementWaiver.objects.get(pk=number).period.upper == date(2026, 4, 1)


@pytest.mark.rule("G-BEN-02", "G-LAB-01", "G-BEN-01")
def test_condition_is_switched_and_benefits_follow_at_once(acme: VendorCast, enrolment: Enrolment) -> None:
    def answer(body: dict[str, Any]) -> dict[str, Any]:
        return {one["code"]: one for one in body["benefits"]}

    before = ask("partner_sales1", f"enrolments/{enrolment.pk}/benefits/").json()
    on = act(enrolment, "benefits", {"condition": "lab_fee_waived", "holds": True, "reason": "Joint project"})
    twice = act(enrolment, "benefits", {"condition": "lab_fee_waived", "holds": True, "reason": "Again"}, key="2")
    strange = act(enrolment, "benefits", {"condition": "sdk_certificate", "holds": True, "reason": "x"}, key="3")
    partner = act(
        enrolment, "benefits", {"condition": "lab_fee_waived", "holds": False, "reason": "x"}, person="partner_admin1"
    )
    form = signed_in(acme, "program_admin")
    shown = page_of(form, f"/acme/enrolments/{enrolment.pk}/conditions/")
    off = form.post(
        f"/acme/enrolments/{enrolment.pk}/conditions/", {"condition": "lab_fee_waived:off", "reason": "It is over"}
    )

    assert answer(before)["university_discount"]["percent"] == "15.0000"
    assert {one["condition"]: one["holds"] for one in before["conditions"]}["lab_fee_waived"] is False
    assert on.status_code == 201
    assert {one["condition"] for one in on.json()["conditions"] if one["holds"]} == {"lab_fee_waived", "provides_care"}
    assert (twice.status_code, strange.status_code, partner.status_code) == (409, 422, 403)
    assert "Off: The lab fee is waived" in shown
    assert off.status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        rows = EnrolmentTrait.objects.filter(kind="lab_fee_waived").order_by("period")
        assert [(one.holds, one.period.lower) for one in rows] == [
            (True, date(2026, 1, 20)),
            (False, date(2026, 1, 21)),
        ]


def test_standing_is_seen_by_the_partner_itself_and_no_rival(enrolment: Enrolment) -> None:
    own = ask("partner_sales1", f"enrolments/{enrolment.pk}/standing/").json()
    rival = ask("partner_sales2", f"enrolments/{enrolment.pk}/standing/")

    assert (own["tier"], own["primary"], own["review"]["tier"], own["extras"]) == ("Silver", True, "Bronze", None)
    assert rival.status_code == 404
    assert Client().get(f"/api/v1/acme/enrolments/{enrolment.pk}/standing/").status_code == 401
