"""The daily clocks of people: reminders of certificates, windows of leavers, exams to be booked. Each step is told once."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import translation

from partners.bookings import booking_gaps
from partners.leaving import Break, forecast_of
from partners.models import Certificate, Enrolment, PeopleNotice, Post
from partners.queries.clocks import certificates_ending, renewed
from partners.queries.terms import people_on
from partners.rules.windows import book_until, days_to_remind
from partners.services.agreements.sending import partner_admins
from portal.jobs.mail import is_address
from portal.jobs.outbox import send_mail

Kind = PeopleNotice.Kind
DAY = timedelta(days=1)
OVERDUE = 0
#: How long after its end a window is looked at, for nights on which nothing ran: a matter of the machine, not of a program.
LATE = timedelta(days=30)


def remind_of_certificates(partner_id: int, *, day: date, days: tuple[int, ...]) -> int:
    """Tell a partner's admins which certificates end, in one mail; each certificate once for each step. Returns how many."""
    found: list[tuple[Certificate, int]] = []
    for row in certificates_ending(partner_id, day, within=max(days)):
        step = days_to_remind(row.expires_on, on=day, days=days)
        if (
            step is not None
            and not renewed(row)
            and _is_first(Kind.CERTIFICATE, row, row.pk, step, day, row.expires_on)
        ):
            found.append((row, step))
    if found:
        lines = [f"{row.expires_on.isoformat()} {row.code} {row.person.name}" for row, _step in found]
        _tell(
            partner_id, "partners/certificates_ending", key=f"certificates:{day}", lines=lambda: lines, count=len(lines)
        )
    return len(found)


def watch_leaver(post: Post, *, day: date, days: tuple[int, ...]) -> bool:
    """Tell of a window that ends, `days` before, and let a manager have it once it is over (G-REQ-07). Returns whether anything
    was told.
    """
    last_day = post.period.upper - DAY
    late = _late(post, last_day)
    if not late:
        close_notices(Kind.REPLACEMENT, post.person_id, day)
        return False
    soft, hard = late[0].soft, late[0].hard
    assert soft is not None
    assert hard is not None
    told = False
    step = days_to_remind(soft, on=day, days=days)
    due = soft
    if day > soft:
        step, due = OVERDUE, (soft if day <= hard else hard)
    if step is not None and _is_first(Kind.REPLACEMENT, post, post.person_id, step, day, due, person=post.person_id):
        key = f"replacement:{post.person_id}:{step}:{due}"
        _tell(
            post.partner_id,
            "partners/replacement_due",
            key=key,
            lines=lambda: [
                f"{one.requirement} {one.place}: {one.after} / {one.required}" for one in _late(post, last_day)
            ],
            soft=f"{soft}",
            hard=f"{hard}",
            is_over=day > soft,
        )
        told = True
    if step not in (None, OVERDUE):
        _close_when(Kind.REPLACEMENT, post.person_id, step, due, day)
    return told


def _late(post: Post, last_day: date) -> list[Break]:
    """What breaks with a leaver and leaves time for a replacement, in the words of whoever reads now."""
    return [one for one in forecast_of(post.person, last_day).breaks if one.soft is not None and one.hard is not None]


def watch_bookings(enrolment: Enrolment, signed_on: date, *, day: date) -> bool:
    """Tell a new partner which exams it has not booked, and a manager once the time is over (G-REQ-09)."""
    booking = people_on(enrolment.program_id, day).booking
    if booking is None:
        return False
    until = book_until(signed_on, months=booking.months.value)
    waits = PeopleNotice.objects.filter(kind=Kind.BOOKING, subject_id=enrolment.pk, closed_on=None).exists()
    if day > until + LATE and not waits:
        return False
    step = OVERDUE if day > until else days_to_remind(until, on=day, days=booking.remind_days.value)
    if step is None:
        return False
    last = max(day, until)
    if not booking_gaps(enrolment, until=last, day=day):
        close_notices(Kind.BOOKING, enrolment.pk, day)
        return False
    if not _is_first(Kind.BOOKING, enrolment, enrolment.pk, step, day, until, enrolment=enrolment.pk):
        return False
    _tell(
        enrolment.partner_id,
        "partners/exams_to_book",
        key=f"booking:{enrolment.pk}:{step}:{until}",
        lines=lambda: [
            f"{gap.requirement} {gap.place}: {gap.counted} / {gap.required}"
            for gap in booking_gaps(enrolment, until=last, day=day)
        ],
        until=f"{until}",
        is_over=step == OVERDUE,
    )
    if step != OVERDUE:
        _close_when(Kind.BOOKING, enrolment.pk, step, until, day)
    return True


def close_notices(kind: str, subject_id: int, day: date) -> int:
    """Nothing waits any more."""
    rows = PeopleNotice.objects.filter(kind=kind, subject_id=subject_id, closed_on=None)
    return int(rows.update(closed_on=day))


def _is_first(
    kind: str,
    about: Certificate | Post | Enrolment,
    subject_id: int,
    step: int,
    day: date,
    due: date,
    *,
    person: int | None = None,
    enrolment: int | None = None,
) -> bool:
    """Write the step down; False where it was told. A certificate's reminder waits for nobody of the vendor's."""
    closed = day if kind == Kind.CERTIFICATE else None
    notice = PeopleNotice(
        partner_id=about.partner_id,
        kind=kind,
        subject_id=subject_id,
        person_id=person,
        enrolment_id=enrolment,
        step=step,
        told_on=day,
        due_on=due,
        closed_on=closed,
    )
    known = PeopleNotice.objects.filter(kind=kind, subject_id=subject_id, step=step, due_on=due)
    if known.exists():
        return False
    PeopleNotice.objects.bulk_create([notice], ignore_conflicts=True)
    return True


def _close_when(kind: str, subject_id: int, step: int | None, due: date, day: date) -> None:
    """What only reminds a partner waits for nobody of the vendor's."""
    rows = PeopleNotice.objects.filter(kind=kind, subject_id=subject_id, step=step, due_on=due, closed_on=None)
    rows.update(closed_on=day)


def _tell(partner_id: int, template: str, *, key: str, lines: Callable[[], list[str]], **words: object) -> None:
    """Every admin of a partner. What the lines name is the guide's, so they are made in each one's language."""
    for reader in partner_admins(partner_id):
        if not is_address(reader.member.email):
            continue
        with translation.override(reader.language):
            context = {"lines": lines(), **words}
        send_mail(
            key=f"{key}:{partner_id}:{reader.member.pk}",
            template=template,
            to=reader.member,
            language=reader.language,
            context=context,
            partner_id=partner_id,
        )
