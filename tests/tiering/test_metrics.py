"""People, certificates and countries, counted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Agreement, Enrolment, ExamBooking, ParticipationFee, Post
from tests.cast import VendorCast
from tests.tiering.staff import NOW, Staff, at_work, measured, reasons_of, since, staff_of, values_of
from tiering.metrics.registry import METRICS
from tiering.models import FactSource, Reading

pytestmark = pytest.mark.django_db


def in_network(acme: VendorCast, enrolment: Enrolment) -> VendorCast:
    """The same vendor, asked about the program whose guide has clocks."""
    return replace(acme, program=enrolment.program_id)


@pytest.mark.rule("G-REQ-05")
def test_each_person_counts_once_for_each_code(acme: VendorCast) -> None:
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US")
        staff.domain()
        ada, bob = staff.hire(), staff.hire()
        staff.certify(ada)
        staff.certify(ada, issued=date(2025, 4, 1))
        staff.certify(ada, code="GCP8-CSIP")
        staff.certify(bob)
        collection = measured(acme)
        values = values_of(collection, "certifications", staff.partner)
        reasons = reasons_of(collection, "certifications", staff.partner)

    assert values == {("US", "GCP8-CIV"): 2, ("US", "GCP8-CSIP"): 1}
    assert reasons == ["counted_already"]


@pytest.mark.rule("G-REQ-05", "G-REQ-08")
@pytest.mark.parametrize(
    ("issued", "expires", "ended", "why"),
    [
        (date(2025, 12, 31), date(2027, 1, 1), None, None),
        (date(2026, 1, 1), date(2028, 1, 1), None, "not_yet_issued"),
        (date(2023, 12, 31), date(2025, 12, 31), None, None),
        (date(2023, 12, 30), date(2025, 12, 30), None, "expired"),
        (date(2025, 1, 1), date(2027, 1, 1), date(2025, 12, 31), "withdrawn"),
    ],
)
def test_certificate_counts_only_while_it_is_active_that_day(
    acme: VendorCast, issued: date, expires: date, ended: date | None, why: str | None
) -> None:
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US")
        staff.domain()
        staff.certify(staff.hire(), issued=issued, expires_on=expires, ended_on=ended)
        collection = measured(acme)
        values = values_of(collection, "certifications", staff.partner)
        reasons = reasons_of(collection, "certifications", staff.partner)

    assert values == ({} if why else {("US", "GCP8-CIV"): 1})
    assert reasons == ([why] if why else [])


@pytest.mark.rule("G-REQ-05")
def test_holder_works_there_that_day_with_the_partners_own_mail(acme: VendorCast) -> None:
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US")
        staff.domain("old-birch.example", until=date(2025, 6, 30))
        staff.domain(first=date(2025, 7, 1))
        for person in (
            staff.hire(mail="a@gmail.example"),
            staff.hire(mail="b@old-birch.example"),
            staff.hire(employment="short_term"),
            staff.hire(until=date(2025, 3, 1)),
            staff.hire(country="DE"),
            staff.hire(employment="long_term"),
            staff.hire(mail="c@BIRCH.example"),
        ):
            staff.certify(person)
        collection = measured(acme)
        values = values_of(collection, "certifications", staff.partner)
        reasons = reasons_of(collection, "certifications", staff.partner)
        in_june = values_of(measured(acme, date(2025, 6, 30)), "certifications", staff.partner)

    assert values == {("US", "GCP8-CIV"): 2}
    assert reasons == ["country_not_enrolled", "foreign_mail", "foreign_mail", "left", "not_employed"]
    assert in_june == {("US", "GCP8-CIV"): 1}


@pytest.mark.rule("G-REQ-03")
def test_sales_people_are_counted_and_not_their_courses(acme: VendorCast) -> None:
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US", "DE")
        staff.domain()
        seller, manager, back, facing_manager = (
            staff.hire(),
            staff.hire(role="other", customer_facing=False, alliance_manager=True),
            staff.hire(role="support", customer_facing=False),
            staff.hire(role="sales", alliance_manager=True, employment="long_term"),
        )
        for person in (seller, manager, back, facing_manager):
            staff.train(person)
        staff.train(seller, course="advanced")
        collection = measured(acme)
        values = values_of(collection, "trained_sales", staff.partner)
        reasons = reasons_of(collection, "trained_sales", staff.partner)

    assert values == {("US", ""): 2, ("DE", ""): 0}
    assert reasons == ["alliance_manager", "counted_already", "not_customer_facing"]


@pytest.mark.rule("G-REQ-06")
def test_training_is_no_certification(acme: VendorCast) -> None:
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US")
        staff.domain()
        person = staff.hire()
        staff.train(person, kind="product", course="GCP8-CIV")
        staff.train(person, kind="connector", course="connector")
        collection = measured(acme)
        certificates = values_of(collection, "certifications", staff.partner)
        sales = values_of(collection, "trained_sales", staff.partner)
        connector = values_of(collection, "connector_training", staff.partner)

    assert certificates == {}
    assert sales == {("US", ""): 0}
    assert connector == {("", ""): 1}


# C55
@pytest.mark.rule("G-REQ-07")
@pytest.mark.parametrize(
    ("left", "as_of", "why"),
    [
        (date(2025, 1, 15), date(2025, 7, 15), ""),
        (date(2025, 1, 15), date(2025, 7, 16), "replacement_overdue"),
        (date(2025, 1, 15), date(2025, 10, 15), "replacement_overdue"),
        (date(2025, 1, 15), date(2025, 10, 16), "replacement_missing"),
        (date(2024, 8, 31), date(2025, 2, 28), ""),
        (date(2024, 8, 31), date(2025, 5, 31), "replacement_overdue"),
        (date(2024, 8, 31), date(2025, 6, 1), "replacement_missing"),
    ],
)
def test_certificates_of_leavers_are_watched_for_six_and_nine_months(
    acme: VendorCast, enrolment: Enrolment, left: date, as_of: date, why: str
) -> None:
    acme = in_network(acme, enrolment)
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US")
        staff.domain()
        staff.certify(staff.hire(until=left), issued=date(2024, 2, 1), expires_on=date(2027, 1, 1))
        collection = measured(acme, as_of)
        active = values_of(collection, "certifications", staff.partner)
        rows = FactSource.objects.filter(collection=collection, metric="certifications_leaving")
        found = list(rows.values_list("counted", "why"))

    assert active == {}
    assert found == [(why == "", why)]


@pytest.mark.rule("G-REQ-07")
def test_expiry_opens_no_window(acme: VendorCast, enrolment: Enrolment) -> None:
    acme = in_network(acme, enrolment)
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US")
        staff.domain()
        staff.certify(staff.hire(until=date(2025, 11, 1)), issued=date(2023, 2, 1), expires_on=date(2025, 11, 30))
        collection = measured(acme)
        found = FactSource.objects.filter(collection=collection, metric="certifications_leaving").count()

    assert found == 0


def _signs(vendor: VendorCast, partner: int, day: date) -> None:
    Agreement.objects.create(
        partner_id=partner, program_id=vendor.program, number="N-1", currency="USD", period=since(day), signed_on=day
    )


def _books(staff: Staff, person: int, code: str, day: date) -> None:
    ExamBooking.objects.create(
        person_id=person, partner_id=staff.partner, code=code, booked_on=day, exam_on=date(2024, 12, 1)
    )


@pytest.mark.rule("G-REQ-09")
@pytest.mark.parametrize(("booked", "in_time"), [(date(2024, 4, 1), True), (date(2024, 4, 2), False)])
def test_exam_is_booked_within_three_months_of_signing(
    acme: VendorCast, enrolment: Enrolment, booked: date, in_time: bool
) -> None:
    acme = in_network(acme, enrolment)
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US")
        staff.domain()
        _signs(acme, staff.partner, date(2024, 1, 1))
        _books(staff, staff.hire().pk, "GCP8-CIV", booked)
        collection = measured(acme, date(2024, 12, 31))
        values = values_of(collection, "exams_booked", staff.partner)
        reasons = reasons_of(collection, "exams_booked", staff.partner)
        until = values_of(collection, "book_until", staff.partner)

    assert values == ({("US", "GCP8-CIV"): 1} if in_time else {})
    assert reasons == ([] if in_time else ["booked_late"])
    assert until == {("", ""): "2024-04-01"}


@pytest.mark.rule("G-REQ-09")
def test_exams_are_counted_by_who_would_count_and_does_not_hold_them_yet(
    acme: VendorCast, enrolment: Enrolment
) -> None:
    """By country and code, as certificates are: no exam twice, none of who left, and none of who has it already."""
    acme = in_network(acme, enrolment)
    day = date(2024, 2, 1)
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US", "DE")
        staff.domain()
        _signs(acme, staff.partner, date(2024, 1, 1))
        held, gone, foreign = staff.hire(), staff.hire(until=date(2024, 6, 30)), staff.hire(mail="x@mail.example")
        staff.certify(held, code="GCP8-CIV", issued=date(2024, 1, 15))
        for person in (held, gone, foreign):
            _books(staff, person.pk, "GCP8-CIV", day)
        for country in ("US", "US", "DE", "FR"):
            _books(staff, staff.hire(country=country).pk, "GCP8-CIV", day)
        twice = staff.hire()
        for number in (1, 2):
            _books(staff, twice.pk, "GCP8-CSIP", date(2024, 2, number))
        collection = measured(acme, date(2024, 12, 31))
        values = values_of(collection, "exams_booked", staff.partner)
        reasons = reasons_of(collection, "exams_booked", staff.partner)

    assert values == {("US", "GCP8-CIV"): 2, ("DE", "GCP8-CIV"): 1, ("US", "GCP8-CSIP"): 1}
    assert reasons == ["counted_already", "counted_already", "country_not_enrolled", "foreign_mail", "left"]


@pytest.mark.rule("G-TECH-01")
def test_fee_of_the_year_is_what_finance_saw_arrive(acme: VendorCast, enrolment: Enrolment) -> None:
    """Of this year and category, in the guide's currency, not taken back, and arrived by the day that is judged."""
    acme = in_network(acme, enrolment)
    with at_work(acme):
        partner = acme.partners[0]

        def arrives(
            year: int, amount: int, day: date, category: str = "VAR", currency: str = "USD"
        ) -> ParticipationFee:
            fee: ParticipationFee = ParticipationFee.objects.create(
                partner_id=partner, program_id=acme.program, category=category, year=year, tier="Bronze", amount_minor=amount,
                currency=currency, reference="INV", paid_on=day, recorded_by_id=acme.member("finance"),
            )  # fmt: skip
            return fee

        wrong = arrives(2025, 300_000, date(2025, 1, 3))
        wrong.taken_back_at, wrong.taken_back_by_id = NOW, acme.member("finance")
        wrong.save()
        arrives(2024, 300_000, date(2024, 1, 3))
        arrives(2025, 300_000, date(2025, 1, 3), category="SVC")
        arrives(2025, 150_000, date(2025, 2, 3))
        collection = measured(acme)
        values = values_of(collection, "participation_fee_usd_year", partner)
        reasons = reasons_of(collection, "participation_fee_usd_year", partner)
        before = values_of(measured(acme, date(2025, 2, 2)), "participation_fee_usd_year", partner)

    assert values == {("", ""): Decimal(1500)}
    assert reasons == ["category_not_enrolled", "taken_back"]
    assert before == {}


@pytest.mark.rule("G-REV-06", "G-TIER-13")
def test_reading_counts_in_its_own_window(acme: VendorCast) -> None:
    with at_work(acme):
        partner = acme.partners[0]

        def report(metric: str, number: str, first: date, last: date, taken: date) -> None:
            Reading.objects.create(
                program_id=acme.program,
                partner_id=partner,
                metric=metric,
                number=Decimal(number),
                period=DateRange(first, last, "[]"),
                taken_on=taken,
            )

        report("nps_avg", "9.1", date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 5))
        report("nps_avg", "8.2", date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 5))
        report("kpi1", "86", date(2024, 9, 1), date(2025, 8, 31), date(2025, 9, 15))
        report("kpi1", "71", date(2024, 12, 1), date(2025, 11, 30), date(2025, 12, 15))
        collection = measured(acme)
        survey = values_of(collection, "nps_avg", partner)
        kpi = values_of(collection, "kpi1", partner)

    assert survey == {("", ""): Decimal("8.2")}
    assert kpi == {("", ""): Decimal(86)}


def test_facts_speak_of_the_enrolment_that_day(acme: VendorCast) -> None:
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US")
        collection = measured(acme)
        category = values_of(collection, "category", staff.partner)
        countries = values_of(collection, "countries", staff.partner)
        before = measured(acme, date(2023, 12, 31)).pk
        early = FactSource.objects.filter(collection_id=before).count()

    assert (category, countries, early) == ({("", ""): "Solutions"}, {("US", ""): True}, 0)


def test_collection_sees_nothing_of_the_outsider(acme: VendorCast, globex: VendorCast) -> None:
    with at_work(globex):
        theirs = staff_of(globex)
        theirs.present("US")
    with at_work(acme):
        collection = measured(acme)
        partners = set(FactSource.objects.filter(collection=collection).values_list("partner_id", flat=True))

    assert partners == set(acme.partners)


def test_a_person_moves_between_countries_by_date(acme: VendorCast) -> None:
    with at_work(acme):
        staff = staff_of(acme)
        staff.present("US", "DE")
        staff.domain()
        person = staff.hire(until=date(2025, 6, 30))
        Post.objects.create(
            person=person,
            partner_id=staff.partner,
            country="DE",
            role="sales",
            customer_facing=True,
            domain="birch.example",
            period=since(date(2025, 7, 1)),
        )
        staff.train(person)
        june = values_of(measured(acme, date(2025, 6, 30)), "trained_sales", staff.partner)
        december = values_of(measured(acme), "trained_sales", staff.partner)

    assert june == {("US", ""): 1, ("DE", ""): 0}
    assert december == {("US", ""): 0, ("DE", ""): 1}


def test_every_metric_answers_with_the_columns_asked_for(acme: VendorCast) -> None:
    with at_work(acme):
        collection = measured(acme)

    assert collection.done_at is not None
    assert {"certifications", "trained_sales", "countries", "category", "kpi1"} <= set(METRICS.all())
