"""What is forecast for a leaver is what a measurement finds when they have left."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from partners.leaving import forecast_of
from partners.models import Enrolment, Person, Post
from portal.accounts.models import User
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, mail_of
from tests.tiering.cards import enrol, shipped_program
from tests.tiering.staff import NOW, Staff, at_work, staff_of
from tiering.models import Scorecard, ScorecardLine
from tiering.models.scorecards import Occasion
from tiering.services.collection import collect
from tiering.services.scoring import score_chunk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 1, 10)


def scored(enrolment: Enrolment, as_of: date) -> Scorecard:
    """Measured and scored for real."""
    collection = collect(enrolment.program, as_of=as_of, flow_from=date(as_of.year, 1, 1), report_by=as_of, at=NOW)
    score_chunk(collection, Occasion.MONTHLY)
    card: Scorecard = Scorecard.objects.get(collection=collection, enrolment=enrolment)
    return card


def passing(card: Scorecard) -> set[tuple[str, str, str]]:
    lines = ScorecardLine.objects.filter(scorecard=card).exclude(result__in=("missed", "missing_target"))
    return set(lines.values_list("tier", "requirement", "scope"))


@pytest.fixture
def enrolment(acme: VendorCast) -> Enrolment:
    """Birch in the shipped program, in the United States and Germany."""
    with at_work(acme):
        program = shipped_program()
        return enrol(program, acme.partners[0])


@pytest.fixture
def staff(acme: VendorCast, enrolment: Enrolment) -> Staff:
    with at_work(acme):
        made = staff_of(replace(acme, program=enrolment.program_id))
        made.domain()
        made.present("US", "DE")
        for country in ("US", "DE"):
            for _ in range(3):
                person = made.hire(country=country)
                made.train(person)
                for code in ("GCP8-CIV", "GCPS8-CORE", "GCP8-CSIP"):
                    made.certify(person, code=code)
        return made


@pytest.mark.rule("G-REQ-07")
def test_forecast_is_what_a_measurement_finds_after_leaving(
    acme: VendorCast, enrolment: Enrolment, staff: Staff
) -> None:
    with at_work(acme):
        before = passing(scored(enrolment, TODAY))
        leaver = Post.objects.filter(country="DE").earliest("id").person
        breaks = forecast_of(leaver, TODAY).breaks
        post = Post.objects.get(person=leaver)
        post.period = (post.period.lower, TODAY + DAY)
        post.save(update_fields=["period"])
        at_once = before - passing(scored(enrolment, TODAY + DAY))
        soft = date(2026, 7, 10)
        inside = before - passing(scored(enrolment, soft))
        after = before - passing(scored(enrolment, soft + DAY))

    early = [one for one in breaks if one.soft is None]
    late = [one for one in breaks if one.soft is not None]
    assert at_once
    assert after > inside == at_once
    assert {one.breaks_on for one in early} == {TODAY + DAY}
    assert {(one.breaks_on, one.soft, one.hard) for one in late} == {(soft + DAY, soft, date(2026, 10, 10))}
    assert len(early) == len({line[1:] for line in at_once})
    assert len(early) + len(late) == len({line[1:] for line in after})
    assert sum(len(one.loses) for one in breaks) == len(after)


def test_forecast_of_somebody_who_adds_nothing_is_empty(acme: VendorCast, enrolment: Enrolment, staff: Staff) -> None:
    with at_work(acme):
        scored(enrolment, TODAY)
        idle = staff.hire()
        forecast = forecast_of(idle, TODAY)

    assert (forecast.breaks, forecast.as_of) == ((), TODAY)


def test_without_a_measurement_nobody_says_that_nothing_breaks(
    acme: VendorCast, enrolment: Enrolment, staff: Staff
) -> None:
    with at_work(acme):
        assert forecast_of(Person.objects.earliest("id"), TODAY).as_of is None


@pytest.mark.rule("G-REQ-07")
def test_partner_reads_what_breaks_before_it_is_recorded(acme: VendorCast, enrolment: Enrolment, staff: Staff) -> None:
    with at_work(acme):
        scored(enrolment, TODAY)
        leaver = Post.objects.filter(country="DE").earliest("id").person
        begun = Post.objects.get(person=leaver).period
    client = Client()
    client.force_login(User.objects.get(email=mail_of(acme.slug, "partner_admin1")))

    page = client.get(f"/acme/people/{leaver.pk}/leaving/?last_day=2026-08-31").content.decode()

    assert "Germany" in page
    assert "a replacement is due by Feb. 28, 2027; a manager may extend to May 31, 2027" in page
    assert "Record Aug. 31, 2026 as the last day" in page
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Post.objects.get(person=leaver).period == begun
