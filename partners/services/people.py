"""Keeping the people of a partner: added, moved to another post, gone, booked for an exam, certified. Every row ends by date."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from partners.codes import known_codes
from partners.models import Certificate, ExamBooking, Partner, Person, Post, Training
from partners.queries.people import furthest_day, programs_of, validity_for
from partners.rules.certificates import ExpiryMissing, ExpiryOutside, expiry_of
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.problems import Conflict, Refusal

DAY = timedelta(days=1)
FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class PostTerms:
    """What somebody does for a partner."""

    country: str
    role: str
    employment: str
    customer_facing: bool
    alliance_manager: bool = False


@transaction.atomic
def add_person(
    partner: Partner, *, name: str, mail: str, terms: PostTerms, begins: date, today: date, by: Actor
) -> Person:
    """Somebody new. Mail elsewhere than at the partner's domains is kept: such a person just does not count (G-REQ-05).

    Raises Refusal for a day that cannot be and for a mail address that is somebody here already.
    """
    _refuse_day(begins, today=today, field="begins")
    address = _address(mail)
    try:
        with transaction.atomic():
            person: Person = Person.objects.create(partner=partner, name=name.strip(), mail=address)
    except IntegrityError as error:
        if "mail_is_one_person_at_a_partner" not in str(error):
            raise
        raise Refusal(_("Somebody with this mail address is here already."), field="mail") from None
    _write_post(person, terms, domain=address.partition("@")[2], begins=begins)
    record("colleague.added", by=by, subject=person, partner_id=partner.pk, begins=begins)
    return person


@transaction.atomic
def change_post(person: Person, *, terms: PostTerms, mail: str, begins: date, today: date, by: Actor) -> Post:
    """Another post from a day on; the one before ends the day before. Raises Refusal for a day before the last post began.

    `mail` may be another address that the person now uses: its domain decides whether they count. The address by which files
    know the person stays.
    """
    _refuse_day(begins, today=today, field="begins")
    last = locked_post(person)
    if begins <= last.period.lower:
        raise Refusal(
            _("The last post began on %(day)s: choose a later day.") % {"day": last.period.lower}, field="begins"
        )
    if last.period.upper is None or last.period.upper > begins:
        _end(last, begins)
    post = _write_post(person, terms, domain=_address(mail).partition("@")[2], begins=begins)
    record("colleague.moved", by=by, subject=person, partner_id=person.partner_id, begins=begins)
    return post


@transaction.atomic
def end_post(person: Person, *, last_day: date, today: date, by: Actor) -> Post:
    """The person leaves; `last_day` is the last one in the post. Raises Refusal for a day before the post, Conflict for somebody
    who left already on that day or before."""
    _refuse_day(last_day, today=today, field="last_day")
    last = locked_post(person)
    if last_day < last.period.lower:
        raise Refusal(
            _("The post began on %(day)s: choose a later day.") % {"day": last.period.lower}, field="last_day"
        )
    if last.period.upper is not None and last.period.upper - DAY <= last_day:
        raise Conflict(_("This person left already."), field="last_day")
    _end(last, last_day + DAY)
    record("colleague.left", by=by, subject=person, partner_id=person.partner_id, last_day=last_day)
    return last


@transaction.atomic
def book_exam(
    person: Person, *, code: str, booked_on: date, exam_on: date | None, today: date, by: Actor
) -> ExamBooking:
    """An exam that somebody is booked for. What counts is the day of booking (G-REQ-09), so a partner books today and only the
    vendor's people know of an earlier day. Raises Refusal."""
    if booked_on > today or (booked_on < today and not by.is_staff):
        raise Refusal(_("An exam is booked on the day it is booked: today."), field="booked_on")
    if not Post.objects.filter(person=person, period__endswith__gt=today).exists() and not _stays(person):
        raise Refusal(_("This person left already."))
    _refuse_day(booked_on, today=today, field="booked_on")
    if exam_on is not None:
        _refuse_day(exam_on, today=today, field="exam_on")
        if exam_on < booked_on:
            raise Refusal(_("The exam cannot lie before its booking."), field="exam_on")
    _refuse_code(person, code, today)
    try:
        with transaction.atomic():
            booking: ExamBooking = ExamBooking.objects.create(
                person=person, partner_id=person.partner_id, code=code, booked_on=booked_on, exam_on=exam_on
            )
    except IntegrityError as error:
        if "exam_is_booked_once_a_day" not in str(error):
            raise
        raise Conflict(_("This exam is booked already."), field="code") from None
    record("exam.booked", by=by, subject=person, partner_id=person.partner_id, code=code, exam_on=exam_on)
    return booking


def _stays(person: Person) -> bool:
    return bool(Post.objects.filter(person=person, period__upper_inf=True).exists())


@transaction.atomic
def record_certificate(
    person: Person, *, code: str, issued_on: date, expires_on: date | None, external_id: str, today: date, by: Actor
) -> Certificate:
    """What the academy says somebody passed. Raises Refusal for a day that cannot be, Conflict for one that is here."""
    _refuse_day(issued_on, today=today, field="issued_on")
    if issued_on > today:
        raise Refusal(_("A certificate is issued when the exam is passed, not before."), field="issued_on")
    program = _refuse_code(person, code, today)
    try:
        end = expiry_of(issued_on, expires_on, validity_for(person.partner_id, program, today))
    except ExpiryMissing:
        raise Refusal(_("Say until when it is good: the guide does not."), field="expires_on") from None
    except ExpiryOutside:
        raise Refusal(_("The guide lets no certificate be good for so short or so long."), field="expires_on") from None
    try:
        with transaction.atomic():
            row: Certificate = Certificate.objects.create(
                person=person,
                partner_id=person.partner_id,
                code=code,
                issued_on=issued_on,
                expires_on=end,
                external_id=external_id,
            )
    except IntegrityError as error:
        if "certificate_is_issued_once_a_day" not in str(error):
            raise
        raise Conflict(_("This certificate is here already."), field="issued_on") from None
    record("certificate.recorded", by=by, subject=person, partner_id=person.partner_id, code=code, issued_on=issued_on)
    return row


@transaction.atomic
def withdraw_certificate(
    certificate: Certificate, *, ended_on: date, reason: str, today: date, by: Actor
) -> Certificate:
    """It counts no more from a day on. Raises Refusal without a reason, Conflict where it was withdrawn."""
    fresh: Certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if fresh.ended_on is not None:
        raise Conflict(_("This certificate was withdrawn already."))
    if not fresh.issued_on <= ended_on <= today:
        raise Refusal(_("Choose a day from the one it was issued on to today."), field="ended_on")
    fresh.ended_on = ended_on
    fresh.save(update_fields=["ended_on"])
    about = Person(pk=fresh.person_id)
    record(
        "certificate.withdrawn",
        by=by,
        subject=about,
        partner_id=fresh.partner_id,
        code=fresh.code,
        on=ended_on,
        why=reason,
    )
    return fresh


@transaction.atomic
def record_training(person: Person, *, kind: str, course: str, completed_on: date, today: date, by: Actor) -> Training:
    """A course that somebody completed. Raises Refusal for a day ahead, Conflict for one that is here."""
    _refuse_day(completed_on, today=today, field="completed_on")
    if completed_on > today:
        raise Refusal(_("A course is recorded when it is completed."), field="completed_on")
    row, is_new = Training.objects.get_or_create(
        person=person, partner_id=person.partner_id, kind=kind, course=course, completed_on=completed_on
    )
    if not is_new:
        raise Conflict(_("This training is here already."), field="completed_on")
    record(
        "training.recorded",
        by=by,
        subject=person,
        partner_id=person.partner_id,
        course=course,
        completed_on=completed_on,
    )
    found: Training = row
    return found


def locked_post(person: Person) -> Post:
    """The last post, held until the transaction ends. A partner may lock what it may end."""
    post: Post = Post.objects.select_for_update(of=("self",)).filter(person=person).order_by("-period")[:1].get()
    return post


def _write_post(person: Person, terms: PostTerms, *, domain: str, begins: date) -> Post:
    try:
        with transaction.atomic():
            post: Post = Post.objects.create(
                person=person,
                partner_id=person.partner_id,
                domain=domain,
                period=DateRange(begins, None),
                **asdict(terms),
            )
    except IntegrityError as error:
        if "person_has_one_post_at_a_time" not in str(error):
            raise
        raise Conflict(_("Somebody changed the posts of this person meanwhile. Look again.")) from None
    return post


def _end(post: Post, upper: date) -> None:
    post.period = DateRange(post.period.lower, upper)
    post.save(update_fields=["period"])


def _address(mail: str) -> str:
    return mail.strip().casefold()


def _refuse_day(day: date, *, today: date, field: str) -> None:
    if not FIRST_DAY <= day <= furthest_day(today):
        raise Refusal(_("This day cannot be."), field=field)


def _refuse_code(person: Person, code: str, today: date) -> int | None:
    """The program that knows the code, None where it is not named. Raises Refusal for one that no program of the partner knows."""
    known = known_codes([program.pk for program in programs_of(person.partner_id, today)], today)
    if known.complete and code not in known.programs:
        raise Refusal(_("No program of this partner knows this code."), field="code")
    return known.programs.get(code)
