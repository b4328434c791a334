"""Tiers for machines: what a person can do, a key with the same rights can do."""

from typing import Any

import pytest
from django.test import Client

from partners.models import Enrolment
from portal.approvals.models import Approval
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, key_of
from tests.tiering.cards import enrol, hold_tier, scored, shipped_program
from tiering.models import RequirementWaiver, Scorecard, TierDecision

HERE = "/api/v1/acme/"


def ask(person: str, path: str, body: dict[str, Any] | None = None, *, key: str = "k-1") -> Any:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {key_of('acme', person)}"}
    if body is None:
        return Client().get(HERE + path, **headers)  # type: ignore[arg-type]
    headers["HTTP_IDEMPOTENCY_KEY"] = f"tiers-{key}"
    return Client().post(HERE + path, body, content_type="application/json", **headers)  # type: ignore[arg-type]


@pytest.fixture
def enrolment(acme: VendorCast) -> Enrolment:
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(shipped_program(), acme.partners[0])
        hold_tier(enrolment, "Bronze")
        return enrolment


@pytest.fixture
def card(acme: VendorCast, enrolment: Enrolment) -> Scorecard:
    with acting_as(Role.STAFF, vendor=acme.id):
        return scored(enrolment)


@pytest.mark.rule("G-REV-04")
def test_scorecard_has_every_line_with_its_result(card: Scorecard) -> None:
    listed = ask("partner_sales1", "scorecards/").json()["results"]
    assert [one["id"] for one in listed] == [card.pk]
    body = ask("partner_sales1", f"scorecards/{card.pk}/").json()
    assert (body["tier"], body["held"], body["missed"], body["as_of"]) == ("Bronze", "Bronze", 1, "2025-12-31")
    line = next(one for one in body["lines"] if (one["tier"], one["requirement"]) == ("Silver", "gcp"))
    assert (line["result"], line["required"], line["actual"], line["counted"]) == ("missed", 4, 3, 2)
    assert line["todo"] == "A GCP8-CIV certificate is missing. 2 more certificates that count."
    assert {one["result"] for one in body["lines"]} == {"met", "missed", "not_applicable", "missing_target"}
    assert next(one for one in body["lines"] if one["result"] == "missing_target")["required"] is None


@pytest.mark.rule("X-06", "X-10")
def test_rival_sees_no_scorecard_and_no_tier(card: Scorecard, acme: VendorCast) -> None:
    assert ask("partner_sales2", "scorecards/").json()["results"] == []
    assert (
        ask("partner_sales2", f"scorecards/{card.pk}/").json() == ask("partner_sales2", f"scorecards/{2**60}/").json()
    )
    mine = {one["partner"] for one in ask("partner_sales2", "tiers/").json()["results"]}
    assert mine == {acme.partners[1]}
    assert ask("partner_sales2", "portfolio/").status_code == 403


@pytest.mark.rule("G-TIER-12", "X-08")
def test_override_is_set_once_and_read_by_day(enrolment: Enrolment, acme: VendorCast) -> None:
    body = {"tier": "Silver", "starts_on": "2026-02-01", "reason": "Merged with Oak"}
    first = ask("channel_manager", f"enrolments/{enrolment.pk}/override/", body)
    again = ask("channel_manager", f"enrolments/{enrolment.pk}/override/", body)
    assert (first.status_code, first.json()["ends_on"], first.json()["before"]) == (201, "2026-12-31", "Bronze")
    assert again.json() == first.json()
    with acting_as(Role.STAFF, vendor=acme.id):
        assert TierDecision.objects.filter(source="override").count() == 1
    for day, tier in (("2026-01-31", "Bronze"), ("2026-02-01", "Silver"), ("2027-01-01", "Bronze")):
        rows = ask("partner_sales1", f"tiers/?day={day}&program={enrolment.program_id}").json()["results"]
        assert [row["tier"] for row in rows] == [tier], day


@pytest.mark.parametrize("change", [{"tier": "Authorized"}, {"reason": ""}, {"ends_on": "2026-01-01"}, {"strange": 1}])
def test_override_refusals_are_problems(enrolment: Enrolment, change: dict[str, Any]) -> None:
    body = {"tier": "Silver", "starts_on": "2026-02-01", "reason": "Merged with Oak", **change}
    answer = ask("channel_manager", f"enrolments/{enrolment.pk}/override/", body)
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert list(answer.json()["errors"]) == list(change)


@pytest.mark.rule("X-08", "G-RBL-04")
def test_waiver_asks_finance_about_rebates(card: Scorecard, enrolment: Enrolment, acme: VendorCast) -> None:
    body = {
        "requirement": "gcp", "scope": "US", "starts_on": "2026-01-20", "ends_on": "2026-12-31", "reason": "Exam centre closed",
        "for_rebates": True,
    }  # fmt: skip
    answer = ask("channel_manager", f"enrolments/{enrolment.pk}/waiver/", body)
    assert answer.status_code == 201
    assert (answer.json()["ends_on"], answer.json()["rebates_approved"]) == ("2026-12-31", False)
    with acting_as(Role.STAFF, vendor=acme.id):
        assert RequirementWaiver.objects.count() == 1
        assert Approval.objects.get().kind == "tiering.waiver_for_rebates"
    assert ask("channel_manager", f"enrolments/{enrolment.pk}/waiver/", body, key="k-2").status_code == 409
    assert ask("partner_admin1", f"enrolments/{enrolment.pk}/waiver/", body).status_code == 403


def test_portfolio_is_narrowed_like_the_page(card: Scorecard, enrolment: Enrolment) -> None:
    rows = ask("channel_manager", f"portfolio/?program={enrolment.program_id}&missing=gcp").json()["results"]
    assert [(row["name"], row["tier_held"], row["tier_reached"], row["missing_lines"]) for row in rows] == [
        ("Birch", "Bronze", "Bronze", 1)
    ]
    assert ask("channel_manager", f"portfolio/?program={enrolment.program_id}&missing=mlb").json()["results"] == []
    assert ask("channel_manager", f"portfolio/?program={2**60}").status_code == 404
