"""The scorecard as partners and staff see it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from partners.models import Certificate, Person
from portal.accounts.models import User
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, mail_of
from tests.tiering.cards import (
    Row,
    collected,
    enrol,
    hold_tier,
    looked_at,
    measured,
    scored,
    scored_partner,
    shipped_program,
)
from tiering.models import Scorecard, ScorecardLine

HERE = "/acme/scorecard/?enrolment="


def signed_in(vendor: VendorCast, person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor.slug, person)))
    return client


@pytest.fixture
def card(acme: VendorCast) -> Scorecard:
    """Birch: Bronze, one line away from Silver."""
    with acting_as(Role.STAFF, vendor=acme.id):
        return scored_partner(acme)


@pytest.fixture
def partner(acme: VendorCast) -> Client:
    return signed_in(acme, "partner_sales1")


@pytest.fixture
def rival(acme: VendorCast) -> Client:
    return signed_in(acme, "partner_sales2")


@pytest.fixture
def manager(acme: VendorCast) -> Client:
    return signed_in(acme, "channel_manager")


def page_of(client: Client, path: str, **headers: Any) -> str:
    answer = client.get(path, **headers)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def line_of(card: Scorecard, vendor: VendorCast, tier: str, requirement: str) -> ScorecardLine:
    with acting_as(Role.STAFF, vendor=vendor.id):
        line: ScorecardLine = ScorecardLine.objects.get(scorecard=card, tier=tier, requirement=requirement)
        return line


@pytest.mark.rule("G-REV-04")
def test_partner_reads_where_it_stands_and_what_is_missing(partner: Client, card: Scorecard) -> None:
    page = page_of(partner, f"{HERE}{card.enrolment_id}")
    assert "What is missing to Silver" in page
    assert "Certified professionals (GCP), United States" in page
    assert "A GCP8-CIV certificate is missing. 2 more certificates that count." in page
    assert "2 of them count" in page
    assert "at least 4" in page
    assert "G-MIX-03" in page
    assert "version 1" in page


@pytest.mark.rule("G-REV-04")
def test_every_result_is_named_and_none_is_silent(partner: Client, card: Scorecard) -> None:
    """Met, missed, not applicable, waived and missing target each have their word."""
    page = page_of(partner, f"{HERE}{card.enrolment_id}&show=all")
    for word in ("Met", "Missed", "Not applicable", "Target missing"):
        assert f"</svg>{word}</span>" in page, word
    assert "The vendor has not set this target yet" in page
    assert "not set yet" in page


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Profesionales certificados (GCP)"), ("ru", "Сертифицированные специалисты (GCP)")]
)
def test_rules_are_read_in_the_reader_language(partner: Client, card: Scorecard, language: str, words: str) -> None:
    partner.post("/i18n/language/", {"language": language, "next": "/"})
    assert words in page_of(partner, f"{HERE}{card.enrolment_id}")


def test_lines_of_a_tier_can_be_chosen(partner: Client, card: Scorecard) -> None:
    held = page_of(partner, f"{HERE}{card.enrolment_id}&show=this")
    assert "Trained sales people" in held
    assert "G-MIX-03" not in held.partition('id="score-lines"')[2]
    assert "Bring" not in held.partition('id="score-lines"')[2]
    everything = page_of(partner, f"{HERE}{card.enrolment_id}&show=all")
    assert everything.count('class="score-line"') == 8


def test_tier_that_would_be_lost_is_what_is_worked_for(acme: VendorCast, partner: Client) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(shipped_program(), acme.partners[0])
        hold_tier(enrolment, "Silver")
        scored(enrolment, held="Silver")
    page = page_of(partner, f"{HERE}{enrolment.pk}")
    assert "The figures do not reach Silver" in page
    assert "What is missing to keep Silver" in page


@pytest.mark.rule("G-TIER-04")
def test_better_figures_are_a_recommendation_only(acme: VendorCast, partner: Client) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(shipped_program(), acme.partners[0])
        hold_tier(enrolment, "Bronze")
        scored(enrolment, tier="Silver")
    page = page_of(partner, f"{HERE}{enrolment.pk}")
    assert "The figures reach Silver" in page
    assert "a channel manager decides" in page
    assert "Benefits of Bronze" in page


def test_evidence_says_what_counted_and_what_did_not_and_why(acme: VendorCast, partner: Client) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(shipped_program(), acme.partners[0])
        collection = collected(enrolment.program_id)
        person = Person.objects.create(partner_id=acme.partners[0], name="Petra Poe", mail="petra@birch.example")
        good, old = (
            Certificate.objects.create(
                person=person, partner_id=acme.partners[0], code="GCP8-CIV", issued_on=issued, expires_on=expires
            )
            for issued, expires in ((date(2025, 1, 1), date(2027, 1, 1)), (date(2022, 1, 1), date(2024, 1, 1)))
        )
        fact = measured(collection, acme.partners[0], "certifications", "1", scope="US", item="GCP8-CIV")
        looked_at(fact, "partners.certificate", good.pk)
        looked_at(fact, "partners.certificate", old.pk, why="expired")
        card = scored(enrolment, collection=collection)
    line = line_of(card, acme, "Silver", "gcp")
    drawer = page_of(partner, f"/acme/scorecard-lines/{line.pk}/", HTTP_HX_REQUEST="true")
    counted, _, uncounted = drawer.partition("Not counted")
    assert "GCP8-CIV · Petra Poe · Jan. 1, 2025 to Jan. 1, 2027" in counted
    assert "expired" in uncounted
    assert "<html" not in drawer
    whole = page_of(partner, f"/acme/scorecard-lines/{line.pk}/")
    assert "<html" in whole
    assert "guide version 1" in whole


def test_earlier_scorecard_is_shown_as_it_was(acme: VendorCast, partner: Client) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(shipped_program(), acme.partners[0])
        hold_tier(enrolment, "Bronze")
        old = scored(
            enrolment,
            tier="Gold",
            lines=(Row("Gold", "trained_sales", "met", "US", "6", "9"),),
            collection=collected(enrolment.program_id, as_of=date(2024, 12, 31)),
        )
        new = scored(enrolment)
    page = page_of(partner, f"{HERE}{enrolment.pk}")
    assert f"/acme/scorecards/{old.pk}/" in page
    assert f"/acme/scorecards/{new.pk}/" in page
    assert ">9<" in page_of(partner, f"/acme/scorecards/{old.pk}/?show=all")


@pytest.mark.rule("X-06", "X-10")
def test_rival_cannot_tell_another_scorecard_from_none(acme: VendorCast, rival: Client, card: Scorecard) -> None:
    line = line_of(card, acme, "Silver", "gcp")
    for path, missing in (
        (f"/acme/scorecards/{card.pk}/", f"/acme/scorecards/{2**60}/"),
        (f"/acme/scorecard-lines/{line.pk}/", f"/acme/scorecard-lines/{2**60}/"),
        (f"/acme/partners/{acme.partners[0]}/scorecard/", f"/acme/partners/{2**60}/scorecard/"),
        (f"{HERE}{card.enrolment_id}", f"{HERE}{2**60}"),
    ):
        theirs, none = rival.get(path), rival.get(missing)
        assert (theirs.status_code, none.status_code) == (404, 404)


def test_manager_reads_a_partner_scorecard(acme: VendorCast, manager: Client, card: Scorecard) -> None:
    page = page_of(manager, f"/acme/partners/{acme.partners[0]}/scorecard/?enrolment={card.enrolment_id}")
    assert "Scorecard of Birch" in page


def test_partner_without_scorecard_is_told_when_it_comes(acme: VendorCast, partner: Client) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(shipped_program(), acme.partners[0])
    assert "No scorecard yet" in page_of(partner, f"{HERE}{enrolment.pk}")


def test_home_shows_the_tier_and_what_is_missing(partner: Client, manager: Client, card: Scorecard) -> None:
    home = page_of(partner, "/acme/home/")
    assert "To reach Silver: 1 line missing" in home
    assert "Partners at the edge" in page_of(manager, "/acme/home/")
