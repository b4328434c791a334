"""People of partners: who they are, where they work, whether they count today, and what they proved."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from partners.models import (
    Certificate,
    CompanyFact,
    CountryPresence,
    Enrolment,
    ExamBooking,
    Partner,
    Person,
    Post,
    Training,
)
from partners.queries.terms import people_on, validity_of
from partners.rules.certificates import Validity
from portal.accounts.actor import Actor
from portal.audit.models import AuditRecord
from portal.audit.queries import Wanted, records
from portal.clock import legal_date
from portal.guides.models import Program
from portal.keyset import Order
from portal.tenancy.context import current_vendor_id
from portal.tenancy.models import Vendor

BY_NAME = Order("name", "", ("name", "id"), descending=False)
MOST_PARTNERS = 500


def vendor_today(now: datetime) -> date:
    """The vendor's own date."""
    zone = Vendor.objects.values_list("time_zone", flat=True).get(pk=current_vendor_id())
    return legal_date(now, zone=ZoneInfo(zone or "UTC"))


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """A partner's own people, all of the vendor's for its staff; row security says the same."""
    found: QuerySet[Person] = Person.objects.all() if actor.may("colleagues.see") else Person.objects.none()
    return found


def partners_visible_to(actor: Actor) -> QuerySet[Partner]:
    """A partner itself; every partner for the vendor's staff."""
    found: QuerySet[Partner] = Partner.objects.all() if actor.may("colleagues.see") else Partner.objects.none()
    return found


def partners_with_people() -> list[tuple[int, str]]:
    """To choose from in a filter."""
    return list(Partner.objects.order_by("name", "id").values_list("pk", "name")[:MOST_PARTNERS])


def last_posts(actor: Actor, day: date) -> QuerySet[Post]:
    """The last post of everybody who is visible, with `counts` and the `name` they are listed by."""
    return _with_counts(found_posts(actor), day)


def found_posts(actor: Actor) -> QuerySet[Post]:
    """The same without them, for who only looks for somebody."""
    return _last_of(Post.objects.all() if actor.may("colleagues.see") else Post.objects.none())


def last_posts_of(partner_id: int, day: date) -> QuerySet[Post]:
    """The same of one partner, for the portal itself."""
    return _with_counts(_last_of(Post.objects.filter(partner_id=partner_id)), day)


def _last_of(posts: QuerySet[Post]) -> QuerySet[Post]:
    later = Post.objects.filter(person=OuterRef("person"), period__startswith__gt=OuterRef("period__startswith"))
    return posts.filter(~Exists(later))


def _with_counts(posts: QuerySet[Post], day: date) -> QuerySet[Post]:
    """`counts`: in it today, employed as a guide of theirs asks, mail at their own domain."""
    own_mail = CompanyFact.objects.filter(
        partner=OuterRef("partner"), kind=CompanyFact.Kind.DOMAIN, period__contains=day
    ).annotate(own=Lower("value"))
    posts = posts.annotate(mail_domain=Lower("domain"))
    fits = Q(period__contains=day) & Exists(own_mail.filter(own=OuterRef("mail_domain"))) & _employed(day)
    counts = Case(When(fits, then=Value(True)), default=Value(False), output_field=BooleanField())
    return posts.annotate(counts=counts, name=F("person__name")).select_related("person", "partner")


def _employed(day: date) -> Q:
    """Employed as at least one program of the partner's asks (G-REQ-05, X-10)."""
    found: Any = Q(pk__in=[])
    for program in Program.objects.order_by("id"):
        enrolled = Enrolment.objects.filter(partner=OuterRef("partner"), program=program, period__contains=day)
        found |= Q(employment__in=people_on(program.pk, day).employments.value) & Exists(enrolled)
    employed: Q = found
    return employed


def holders_of(state: str, day: date, soon: int) -> QuerySet[Certificate]:
    """Certificates of the outer post's person: `active` on the day, or `ending` within `soon` days."""
    held: QuerySet[Certificate] = Certificate.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), person=OuterRef("person"), issued_on__lte=day, expires_on__gte=day
    )
    return held.filter(expires_on__lte=day + timedelta(days=soon)) if state == "ending" else held


@dataclass(frozen=True, slots=True)
class Held:
    """How many certificates somebody holds, and when the first of them ends."""

    active: int = 0
    ending: int = 0
    first_end: date | None = None


def held_by(people: Iterable[int], day: date, soon: int) -> dict[int, Held]:
    """By person; one query."""
    rows = Certificate.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), person__in=list(people), issued_on__lte=day, expires_on__gte=day
    ).values_list("person", "expires_on")
    found: dict[int, Held] = {}
    for person, expires_on in rows:
        held = found.get(person, Held())
        is_soon = expires_on <= day + timedelta(days=soon)
        first = min(expires_on, held.first_end or expires_on)
        found[person] = Held(held.active + 1, held.ending + is_soon, first)
    return found


def posts_of(person: Person) -> list[Post]:
    """Newest first."""
    return list(Post.objects.filter(person=person).order_by("-period"))


def certificates_of(person: Person) -> list[Certificate]:
    """The one that lasts longest first."""
    return list(Certificate.objects.filter(person=person).order_by("-expires_on", "code", "id")[:200])


def trainings_of(person: Person) -> list[Training]:
    """Newest first."""
    return list(Training.objects.filter(person=person).order_by("-completed_on", "id")[:200])


def bookings_of(person: Person) -> list[ExamBooking]:
    """Newest first."""
    return list(ExamBooking.objects.filter(person=person).order_by("-booked_on", "id")[:200])


def domains_of(partner_id: int, day: date) -> list[str]:
    """The company's own mail domains on a day."""
    facts = CompanyFact.objects.filter(partner_id=partner_id, kind=CompanyFact.Kind.DOMAIN, period__contains=day)
    return list(facts.order_by("value").values_list("value", flat=True))


def programs_of(partner_id: int, day: date) -> list[Program]:
    """Where a partner is enrolled on a day."""
    enrolled = Enrolment.objects.filter(partner_id=partner_id, period__contains=day).values("program")
    return list(Program.objects.filter(pk__in=enrolled).order_by("id"))


def countries_of(partner_id: int, program_id: int, day: date) -> frozenset[str]:
    """Where quotas are due (G-MC-01)."""
    rows = CountryPresence.objects.filter(partner_id=partner_id, program_id=program_id, period__contains=day)
    return frozenset(rows.values_list("country", flat=True))


def validity_for(partner_id: int, program_id: int | None, day: date) -> Validity | None:
    """How long a certificate is good: by the program that knows its code, otherwise by the partner's first that says it."""
    programs = [program_id] if program_id else [program.pk for program in programs_of(partner_id, day)]
    found = (validity_of(people_on(program, day)) for program in programs)
    return next((validity for validity in found if validity is not None), None)


def soonest_reminder(day: date) -> int:
    """How many days before its end a certificate counts as ending soon: the longest reminder of the vendor's programs."""
    sections = (people_on(program, day) for program in Program.objects.values_list("pk", flat=True))
    return max((d for one in sections if one.certificates for d in one.certificates.remind_days.value), default=0)


def furthest_day(day: date) -> date:
    """Up to when a post may begin or end, as the vendor's programs say on a day: the one that looks furthest ahead."""
    sections = (people_on(program, day) for program in Program.objects.values_list("pk", flat=True))
    return day + timedelta(days=max((one.ahead_days.value for one in sections), default=0))


def names_of(people: Iterable[int]) -> Mapping[int, str]:
    """Person to name."""
    return dict(Person.objects.filter(pk__in=list(people)).values_list("pk", "name"))


def acts_on(person: Person) -> list[AuditRecord]:
    """What was done about a person, newest first."""
    return list(records(Wanted(thing="partners.person", thing_id=person.pk)).order_by("-id")[:100])


def narrow(rows: QuerySet[Post], wanted: Mapping[str, str], *, day: date, soon: int) -> QuerySet[Post]:
    """The list of `last_posts` as its filters say."""
    posts: Any = rows
    plain = {"country": "country", "role": "role", "partner": "partner_id"}
    posts = posts.filter(**{column: wanted[name] for name, column in plain.items() if name in wanted})
    if "name" in wanted:
        posts = posts.filter(person__name__istartswith=wanted["name"])
    match wanted.get("state"):
        case "counted":
            posts = posts.filter(counts=True)
        case "uncounted":
            posts = posts.filter(counts=False, period__contains=day)
        case "left":
            posts = posts.filter(period__endswith__lte=day)
    if "code" in wanted:
        posts = posts.filter(Exists(holders_of("active", day, soon).filter(code__iexact=wanted["code"])))
    match wanted.get("certificates"):
        case "none":
            posts = posts.filter(~Exists(holders_of("active", day, soon)))
        case "active" | "ending" as state:
            posts = posts.filter(Exists(holders_of(state, day, soon)))
    narrowed: QuerySet[Post] = posts
    return narrowed


def certificates_visible_to(actor: Actor) -> QuerySet[Certificate]:
    """Those of the people that are visible."""
    found: QuerySet[Certificate] = (
        Certificate.objects.all() if actor.may("colleagues.see") else Certificate.objects.none()
    )
    return found


@dataclass(frozen=True, slots=True)
class CountingTerms:
    """By what people of one partner count on a day: its mail domains, the employments of its programs."""

    domains: frozenset[str]
    employments: frozenset[str]


def counting_terms(partners: Collection[int], day: date) -> dict[int, CountingTerms]:
    """For several partners; three queries and the guides of their programs."""
    facts = CompanyFact.objects.filter(
        partner__in=list(partners), kind=CompanyFact.Kind.DOMAIN, period__contains=day
    ).values_list("partner", "value")
    enrolled = Enrolment.objects.filter(partner__in=list(partners), period__contains=day).values_list(
        "partner", "program"
    )
    domains: dict[int, set[str]] = {}
    employments: dict[int, set[str]] = {}
    for partner, domain in facts:
        domains.setdefault(partner, set()).add(domain)
    for partner, program in enrolled:
        employments.setdefault(partner, set()).update(people_on(program, day).employments.value)
    return {
        one: CountingTerms(frozenset(domains.get(one, ())), frozenset(employments.get(one, ()))) for one in partners
    }


def employments_of(partner_id: int, day: date) -> frozenset[str]:
    """Of one partner."""
    return counting_terms([partner_id], day)[partner_id].employments
