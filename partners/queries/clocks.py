"""What the daily clocks of people look at: certificates that end, leavers to be replaced, exams to be booked."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max, Q

from partners.models import Agreement, Certificate, Enrolment, PeopleNotice, Post

Notice = PeopleNotice


def partners_with_ends(day: date, *, within: int, after: int, limit: int) -> list[int]:
    """The next partners of whom a certificate ends within some days."""
    rows = Certificate.objects.filter(
        ended_on=None, expires_on__gte=day, expires_on__lte=day + timedelta(days=within), partner_id__gt=after
    )
    return list(rows.order_by("partner_id").values_list("partner_id", flat=True).distinct()[:limit])


def certificates_ending(partner_id: int, day: date, *, within: int) -> list[Certificate]:
    """Of people who are still there; who left needs no reminder."""
    gone = Post.objects.filter(partner_id=partner_id, period__contains=day).values("person")
    rows = Certificate.objects.filter(
        ended_on=None, expires_on__gte=day, expires_on__lte=day + timedelta(days=within), partner_id=partner_id
    )
    return list(rows.filter(person__in=gone).select_related("person").order_by("expires_on", "id"))


def renewed(certificate: Certificate) -> bool:
    """Whether the same person holds the same code for longer: then nothing ends."""
    later = Certificate.objects.filter(
        person_id=certificate.person_id, code=certificate.code, ended_on=None, expires_on__gt=certificate.expires_on
    )
    return bool(later.exists())


def leavers_since(first: date, day: date, *, after: int, limit: int) -> list[Post]:
    """Last posts that ended from `first` on and before `day`, of people who hold a certificate, after a post's id."""
    ended = Post.objects.filter(period__endswith__gt=first, period__endswith__lte=day, pk__gt=after)
    held = Certificate.objects.filter(Q(ended_on=None), expires_on__gte=day).values("person")
    rows = list(ended.filter(person__in=held).select_related("person").order_by("pk")[:limit])
    posts = Post.objects.filter(person__in=[post.person_id for post in rows]).values_list("person", "period")
    last: dict[int, date] = {}
    for person, period in posts:
        last[person] = max(period.lower, last.get(person, period.lower))
    return [post for post in rows if last[post.person_id] == post.period.lower]


def enrolments_after(after: int, day: date, *, limit: int) -> list[Enrolment]:
    """Enrolments of today after an id."""
    rows = Enrolment.objects.filter(pk__gt=after, period__contains=day).select_related("program", "partner")
    return list(rows.order_by("pk")[:limit])


def last_signatures(enrolments: Iterable[Enrolment], day: date) -> dict[tuple[int, int], date]:
    """(partner, program) to the day of the last agreement signed."""
    partners = {one.partner_id for one in enrolments}
    rows = Agreement.objects.filter(partner__in=partners, signed_on__lte=day).values("partner", "program")
    return {(row["partner"], row["program"]): row["last"] for row in rows.annotate(last=Max("signed_on"))}


def open_notices(*kinds: str) -> list[PeopleNotice]:
    """What waits for a channel manager, the oldest day first."""
    rows = Notice.objects.filter(kind__in=kinds, closed_on=None).prefetch_related(
        "partner", "person", "enrolment__program"
    )
    return list(rows.order_by("due_on", "id")[:50])
