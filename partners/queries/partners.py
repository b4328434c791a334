"""Partners as the vendor's people look at them: all of them, and everything on one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.holds import held_partners
from partners.models import (
    Admission,
    Certificate,
    CompanyFact,
    CountryPresence,
    Enrolment,
    EnrolmentManager,
    Partner,
    PartnerExternalId,
)
from partners.panels import history_kinds
from partners.queries.people import last_posts_of
from portal.accounts.actor import Actor
from portal.audit.models import AuditRecord
from portal.guides.models import Program
from portal.keyset import Order

BY_NAME = Order("name", "", ("name", "id"), descending=False)
HISTORY = 30


def partners_seen_by(actor: Actor) -> QuerySet[Partner]:
    """Every partner, for the vendor's staff."""
    found: QuerySet[Partner] = Partner.objects.select_related("survivor")
    return found if actor.is_staff and actor.may("partners.see") else found.none()


def own_company(actor: Actor) -> QuerySet[Partner]:
    """The partner somebody works for; nobody for staff."""
    found: QuerySet[Partner] = Partner.objects.select_related("survivor").filter(pk=actor.partner_id)
    return found if actor.may("company.see") else found.none()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty narrows nothing."""

    name: str = ""
    state: str = ""
    program: int | None = None
    country: str = ""
    held: bool = False
    manager: int | None = None


def narrow(partners: QuerySet[Partner], wanted: Wanted, *, day: date, at: datetime) -> QuerySet[Partner]:
    """By a part of the name or an id of another system, the state, where it is enrolled, its country, a hold, who looks after it."""
    if wanted.name:
        known_as = PartnerExternalId.objects.filter(partner=OuterRef("pk"), value__iexact=wanted.name)
        partners = partners.filter(Q(name__icontains=wanted.name) | Q(Exists(known_as)))
    if wanted.state:
        partners = partners.filter(state=wanted.state)
    if wanted.program:
        enrolled = Enrolment.objects.filter(partner=OuterRef("pk"), program=wanted.program, period__contains=day)
        partners = partners.filter(Exists(enrolled))
    if wanted.country:
        fact = CompanyFact.objects.filter(
            partner=OuterRef("pk"), kind=CompanyFact.Kind.COUNTRY, value=wanted.country, period__contains=day
        )
        partners = partners.filter(Exists(fact))
    if wanted.manager:
        looked_after = EnrolmentManager.objects.filter(
            partner=OuterRef("pk"), manager=wanted.manager, period__contains=day, enrolment__period__contains=day
        )
        partners = partners.filter(Exists(looked_after))
    if wanted.held:
        partners = partners.filter(pk__in=held_partners(at))
    return partners


def countries_of_partners(partner_ids: Collection[int], day: date) -> dict[int, str]:
    """Where each one is at home."""
    facts = CompanyFact.objects.filter(
        partner__in=partner_ids, kind=CompanyFact.Kind.COUNTRY, period__contains=day
    ).values_list("partner", "value")
    return dict(facts)


def enrolments_of_partners(partner_ids: Collection[int], day: date) -> dict[int, list[Enrolment]]:
    """Where each one is enrolled, in a fixed order; one query."""
    rows = Enrolment.objects.filter(partner__in=partner_ids, period__contains=day).select_related("program")
    found: dict[int, list[Enrolment]] = {}
    for one in rows.order_by("program_id", "id"):
        found.setdefault(one.partner_id, []).append(one)
    return found


def here_since(partner: Partner) -> date:
    """The first day of its first enrolment; before that, when it came."""
    first = Enrolment.objects.filter(partner=partner).order_by("period").first()
    return first.period.lower if first and first.period.lower else partner.created_at.date()


def is_in_program(partner_id: int, program_id: int, *, at: datetime) -> bool:
    """Whether a partner is enrolled in a program after today, or on its way into it."""
    place = {"partner_id": partner_id, "program_id": program_id}
    after = at.date() + timedelta(days=1)
    waits = Admission.objects.filter(activated_at=None, closed_at=None, **place)
    return bool(Enrolment.objects.filter(period__contains=after, **place).exists() or waits.exists())


def programs_to_choose() -> list[tuple[str, str]]:
    """The vendor's programs, for a filter."""
    return [(str(pk), name) for pk, name in Program.objects.order_by("name", "id").values_list("pk", "name")]


def facts_of(partner: Partner) -> list[CompanyFact]:
    """What the papers say, and what they said before, newest first."""
    return list(CompanyFact.objects.filter(partner=partner).order_by("kind", "-period"))


def external_ids_of(partner: Partner) -> list[PartnerExternalId]:
    """What other systems call it."""
    return list(PartnerExternalId.objects.filter(partner=partner).order_by("system", "value"))


def presences_of(partner: Partner, day: date) -> list[CountryPresence]:
    """Countries in which it is, by program."""
    rows = CountryPresence.objects.filter(partner=partner, period__contains=day).select_related("program")
    return list(rows.order_by("program_id", "country"))


def admissions_of(partner: Partner) -> list[Admission]:
    """Its ways to being active that are still open."""
    rows = Admission.objects.filter(partner=partner, activated_at=None, closed_at=None)
    return list(rows.select_related("program", "partner").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many people of a partner count, and what certificates those hold, by code."""

    counted: int
    uncounted: int
    certificates: tuple[tuple[str, int, date], ...]


def staffing_of(partner: Partner, day: date) -> Staffing:
    """Two queries: people in post, and certificates of those who count (G-REQ-05)."""
    in_post = {post.person_id: post.counts for post in last_posts_of(partner.pk, day).filter(period__contains=day)}  # type: ignore[attr-defined]
    counted = [person for person, counts in in_post.items() if counts]
    rows: Iterable[tuple[str, date]] = Certificate.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), person__in=counted, issued_on__lte=day, expires_on__gte=day
    ).values_list("code", "expires_on")
    codes: dict[str, list[date]] = {}
    for code, ends in rows:
        codes.setdefault(code, []).append(ends)
    held = tuple((code, len(ends), min(ends)) for code, ends in sorted(codes.items()))
    return Staffing(len(counted), len(in_post) - len(counted), held)


def history_of(partner: Partner, actor: Actor) -> list[AuditRecord]:
    """The newest acts about a partner that this member may read of."""
    told = Q(pk__in=[])
    for kind in history_kinds(actor):
        told |= Q(kind__startswith=kind)
    return list(AuditRecord.objects.filter(told, partner_id=partner.pk).order_by("-id")[:HISTORY])
