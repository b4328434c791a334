"""Which channel manager serves what, who looks after whom, and what nobody serves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from partners.models import Admission, CompanyFact, Enrolment, EnrolmentManager, ManagerRegion
from portal.accounts.actor import Actor
from portal.accounts.models import Membership, MembershipRole
from portal.guides.models import Program


def managers_to_choose() -> list[tuple[int, str]]:
    """Channel managers who work here now."""
    found = Membership.objects.filter(role=MembershipRole.CHANNEL_MANAGER, ended_at=None, suspended=False)
    return list(found.order_by("name", "pk").values_list("pk", "name"))


def manager_of(enrolment_id: int) -> Membership | None:
    """Who looks after it now."""
    rows = EnrolmentManager.objects.filter(enrolment_id=enrolment_id, period__upper_inf=True).select_related("manager")
    found: EnrolmentManager | None = rows.first()
    return found.manager if found else None


def looks_after_somebody(actor: Actor, day: date) -> bool:
    """Whether the list of partners begins with their own."""
    own = EnrolmentManager.objects.filter(manager_id=actor.membership_id, period__contains=day)
    return actor.may("partners.look_after") and own.exists()


def manager_names(enrolments: Collection[int]) -> dict[int, str]:
    """By enrolment; one query."""
    rows = EnrolmentManager.objects.filter(enrolment__in=enrolments, period__upper_inf=True)
    return dict(rows.values_list("enrolment_id", "manager__name"))


def regions_on(program: Program, day: date) -> list[ManagerRegion]:
    """Who serves what on a day, by manager; everywhere else last of each."""
    rows = ManagerRegion.objects.filter(program=program, period__contains=day).select_related("manager", "program")
    return list(rows.order_by("manager__name", "manager_id", "-country", "pk"))


def regions_seen() -> QuerySet[ManagerRegion]:
    """Every row of the vendor, with its program."""
    found: QuerySet[ManagerRegion] = ManagerRegion.objects.select_related("program", "manager")
    return found


def region_manager(program_id: int, country: str, day: date) -> int | None:
    """The manager of a country, else of everywhere else (G-REL-01)."""
    rows = ManagerRegion.objects.filter(program_id=program_id, country__in=(country, ""), period__contains=day)
    manager: int | None = rows.order_by("-country").values_list("manager_id", flat=True).first()
    return manager


def enrolments_at_home(program: Program, day: date) -> QuerySet[Any]:
    """Enrolments in force, with `home`: the country of the admission, else that of the company's papers; and `looked_after`."""
    admitted = Admission.objects.filter(enrolment=OuterRef("pk")).exclude(country="").order_by("-pk")
    papers = CompanyFact.objects.filter(
        partner=OuterRef("partner"), kind=CompanyFact.Kind.COUNTRY, period__contains=day
    )
    running = EnrolmentManager.objects.filter(enrolment=OuterRef("pk"), period__contains=day)
    found: QuerySet[Any] = (
        Enrolment.objects.filter(program=program, period__contains=day)
        .select_related("partner", "program")
        .annotate(
            home=Coalesce(Subquery(admitted.values("country")[:1]), Subquery(papers.values("value")[:1])),
            looked_after=Subquery(running.values("manager_id")[:1]),
        )
    )
    return found


def looked_after(program: Program, day: date) -> dict[int, int]:
    """How many enrolments each manager looks after."""
    rows = EnrolmentManager.objects.filter(enrolment__program=program, period__contains=day)
    rows = rows.filter(Exists(Enrolment.objects.filter(pk=OuterRef("enrolment_id"), period__contains=day)))
    return dict(rows.values("manager_id").annotate(n=Count("pk")).values_list("manager_id", "n"))


@dataclass(frozen=True, slots=True)
class Unserved:
    """What nobody serves: countries of partners without a manager of their own or everywhere else, and enrolments without one."""

    countries: tuple[tuple[str, int], ...]
    enrolments: QuerySet[Any]


def unserved(program: Program, day: date) -> Unserved:
    """Counted where partners are at home."""
    at_home = enrolments_at_home(program, day)
    regions = ManagerRegion.objects.filter(program=program, period__contains=day)
    served = set(regions.values_list("country", flat=True))
    countries = at_home.exclude(home=None).values_list(F("home")).annotate(n=Count("pk")).order_by("home")
    open_ones = () if "" in served else tuple((home, n) for home, n in countries if home not in served)
    return Unserved(open_ones, at_home.filter(Q(looked_after=None)).order_by("partner__name", "pk"))
