"""Clocks of people: told once for each step, whoever runs the job how often; what waits for a manager, and no longer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from partners.models import Agreement, Enrolment, ExamBooking, PeopleNotice, Post
from partners.services.clocks import remind_of_certificates, watch_bookings, watch_leaver
from partners.shell import clocks_over
from portal.jobs.models import OutboxMessage
from tests.cast import VendorCast
from tests.tiering.cards import enrol, shipped_program
from tests.tiering.staff import Staff, actor, at_work, staff_of
from tests.tiering.test_leaving import scored

pytestmark = pytest.mark.django_db
DAYS = (60, 30, 7)
ENDS = date(2026, 6, 30)
NOW = datetime(2026, 9, 1, tzinfo=UTC)
SIGNED = date(2026, 1, 31)


@pytest.fixture
def enrolment(acme: VendorCast) -> Enrolment:
    with at_work(acme):
        return enrol(shipped_program(), acme.partners[0])


@pytest.fixture
def staff(acme: VendorCast, enrolment: Enrolment) -> Staff:
    with at_work(acme):
        made = staff_of(replace(acme, program=enrolment.program_id))
        made.domain()
        made.present("US")
        return made


def mails() -> list[str]:
    return list(OutboxMessage.objects.order_by("id").values_list("template", flat=True))


def waiting(vendor: VendorCast) -> list[str]:
    return [str(item.title) for item in clocks_over(actor(vendor), NOW)]


@pytest.mark.rule("G-REQ-08")
def test_end_of_a_certificate_is_told_once_for_each_step(acme: VendorCast, staff: Staff) -> None:
    with at_work(acme):
        ada = staff.hire()
        staff.certify(ada, issued=date(2024, 6, 30), expires_on=ENDS)
        told = [
            remind_of_certificates(staff.partner, day=ENDS - timedelta(days=left), days=DAYS)
            for left in (61, 60, 59, 29, 28, 7, 0, -1)
        ]

        assert told == [0, 1, 0, 1, 0, 1, 0, 0]
        assert mails() == ["partners/certificates_ending"] * 3
        assert waiting(acme) == []


def test_renewed_certificate_and_somebody_who_left_are_not_told_of(acme: VendorCast, staff: Staff) -> None:
    with at_work(acme):
        renewed, gone = staff.hire(), staff.hire(until=date(2026, 5, 1))
        for person in (renewed, gone):
            staff.certify(person, issued=date(2024, 6, 30), expires_on=ENDS)
        staff.certify(renewed, issued=date(2026, 5, 1), expires_on=date(2028, 5, 1))

        assert remind_of_certificates(staff.partner, day=date(2026, 6, 20), days=DAYS) == 0


@pytest.mark.rule("G-REQ-09")
def test_exams_not_booked_after_three_months_wait_for_the_manager(
    acme: VendorCast, enrolment: Enrolment, staff: Staff
) -> None:
    until = date(2026, 4, 30)
    with at_work(acme):
        ada = staff.hire(role="pre_sales")
        days = [
            until - timedelta(days=31),
            until - timedelta(days=30),
            until,
            until + timedelta(days=1),
            until + timedelta(days=2),
        ]
        told = [watch_bookings(enrolment, SIGNED, day=day) for day in days]
        first = waiting(acme)
        lines = OutboxMessage.objects.latest("id").context["lines"]
        for code in ("GCPS8-CORE", "GCP8-CIV", "GCP8-CSIP", "GCS8-SP", "GCS8-SIP"):
            ExamBooking.objects.create(person=ada, partner_id=staff.partner, code=code, booked_on=date(2026, 5, 3))
        partly = watch_bookings(enrolment, SIGNED, day=date(2026, 5, 4))

        assert told == [False, True, True, True, False]
        assert len(first) == 1
        assert any("GCPS" in line for line in lines)
        assert partly is False


@pytest.mark.rule("G-REQ-09")
def test_booking_in_time_fills_the_quota_whenever_the_exam_is(
    acme: VendorCast, enrolment: Enrolment, staff: Staff
) -> None:
    from partners.bookings import booking_gaps

    until = date(2026, 4, 30)
    with at_work(acme):
        ada = staff.hire(role="pre_sales")
        before = {gap.requirement for gap in booking_gaps(enrolment, until=until, day=until)}
        ExamBooking.objects.create(
            person=ada, partner_id=staff.partner, code="GCPS8-CORE", booked_on=until, exam_on=date(2027, 1, 1)
        )
        booked = {gap.requirement for gap in booking_gaps(enrolment, until=until, day=until)}
        late = {gap.requirement for gap in booking_gaps(enrolment, until=until - timedelta(days=1), day=until)}

    assert {name for name in before if "GCPS" in name} == before - booked
    assert before - booked
    assert late == before


@pytest.mark.rule("G-REQ-07")
def test_leaver_is_told_of_before_the_soft_day_and_waits_for_the_manager_after(
    acme: VendorCast, enrolment: Enrolment, staff: Staff
) -> None:
    last_day, soft, hard = date(2026, 1, 10), date(2026, 7, 10), date(2026, 10, 10)
    with at_work(acme):
        ada = staff.hire()
        staff.certify(ada, code="GCPS8-CORE")
        scored(enrolment, last_day)
        post = Post.objects.get(person=ada)
        post.period = DateRange(post.period.lower, last_day + timedelta(days=1))
        post.save(update_fields=["period"])
        days = (
            soft - timedelta(days=31),
            soft - timedelta(days=30),
            soft,
            soft + timedelta(days=1),
            soft + timedelta(days=2),
            hard,
        )
        told = [watch_leaver(post, day=day, days=(30, 7)) for day in days]
        open_now = waiting(acme)
        scored(enrolment, soft + timedelta(days=3))
        again = watch_leaver(post, day=soft + timedelta(days=3), days=(30, 7))
        still = waiting(acme)
        successor = staff.hire(first=date(2026, 2, 1))
        staff.certify(successor, code="GCPS8-CORE", issued=date(2026, 7, 1))
        scored(enrolment, soft + timedelta(days=5))
        watch_leaver(post, day=soft + timedelta(days=5), days=(30, 7))

        assert told == [False, True, True, True, False, False]
        assert len(open_now) == 1
        assert (again, still) == (False, open_now)
        assert waiting(acme) == []
        assert PeopleNotice.objects.filter(kind="replacement", closed_on=None).count() == 0


def test_agreement_of_another_program_starts_no_clock(acme: VendorCast, enrolment: Enrolment, staff: Staff) -> None:
    from partners.queries.clocks import last_signatures

    with at_work(acme):
        Agreement.objects.create(
            partner_id=staff.partner, program_id=enrolment.program_id, number="N-1", currency="USD",
            period=DateRange(SIGNED, None), signed_on=SIGNED,
        )  # fmt: skip
        found = last_signatures([enrolment], date(2026, 5, 1))
        earlier = last_signatures([enrolment], SIGNED - timedelta(days=1))

    assert found[enrolment.partner_id, enrolment.program_id] == SIGNED
    assert (enrolment.partner_id, enrolment.program_id) not in earlier


@pytest.mark.parametrize("language", ["en", "es", "ru"])
def test_what_is_missing_is_named_in_the_language_of_each_reader(
    acme: VendorCast, enrolment: Enrolment, staff: Staff, language: str
) -> None:
    from partners.bookings import booking_gaps
    from portal.accounts.models import User
    from portal.tenancy import bare

    with bare():
        User.objects.filter(pk=acme.user("partner_admin")).update(language=language)
    day = date(2026, 4, 30)
    with at_work(acme):
        watch_bookings(enrolment, SIGNED, day=day)
        mail = OutboxMessage.objects.get(template="partners/exams_to_book")
        with translation.override(language):
            named = [gap.requirement for gap in booking_gaps(enrolment, until=day, day=day)]

    assert mail.language == language
    assert all(line.startswith(name) for line, name in zip(mail.context["lines"], named, strict=True))
    assert named
