"""Screening chunk by chunk: set by set, and what the results mean for cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from compliance.models import Subject
from compliance.queries.cases import subjects_of, waiting_cases_after
from compliance.queries.guides import owners_above
from compliance.queries.hits import open_hits
from compliance.services.cases import open_partner_case, take_results
from compliance.services.moves import locked_case
from compliance.services.screening import screen_subjects
from compliance.services.subjects import close_subjects_of_terminated, keep_subjects_of_partners
from partners.models import Partner

PARTNERS_AT_ONCE = 100
CASES_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Chunk:
    """How many were looked at, the last of them, and of how many."""

    count: int
    last: int
    total: int | None = None


@transaction.atomic
def screen_case(case_id: int, *, at: datetime) -> None:
    """Screen everybody of a case and let it follow. One that was decided meanwhile is left alone."""
    case = locked_case(case_id)
    if not case.waiting:
        return
    screen_subjects([subject.pk for subject in subjects_of(case)], at=at)
    take_results(case, by=None, at=at)


@transaction.atomic
def screen_partners(*, after: int, most: int, at: datetime) -> Chunk:
    """The next partners by id, with their owners and executives as of today."""
    partners = list(
        Partner.objects.filter(pk__gt=after).exclude(state="terminated").order_by("pk").only("pk", "name")[:most]
    )
    if after == 0:
        close_subjects_of_terminated(at=at)
    if not partners:
        return Chunk(0, after)
    _screen(partners, at=at)
    total = Partner.objects.exclude(state="terminated").count() if after == 0 else None
    return Chunk(len(partners), partners[-1].pk, total)


@transaction.atomic
def follow_partner(partner_id: int, *, at: datetime) -> None:
    """The register follows a partner that begins or ends: its people stand in it and are screened now, or no more."""
    partners = list(Partner.objects.filter(pk=partner_id).exclude(state="terminated").only("pk", "name"))
    if partners:
        _screen(partners, at=at)
    else:
        close_subjects_of_terminated([partner_id], at=at)


def _screen(partners: Sequence[Partner], *, at: datetime) -> None:
    people = keep_subjects_of_partners([partner.pk for partner in partners], above=owners_above(at), at=at)
    screen_subjects([person.pk for person in people], at=at)
    _open_cases({partner.pk: partner for partner in partners}, people, at=at)


def _open_cases(partners: dict[int, Partner], people: Sequence[Subject], *, at: datetime) -> None:
    """A case for each partner with a hit that nobody ruled on."""
    found = {hit.subject_id for hit in open_hits([person.pk for person in people])}
    hit = {person.partner_id for person in people if person.pk in found and person.partner_id is not None}
    for partner_id in sorted(hit):
        case = open_partner_case(
            partner=partners[partner_id], people=[one for one in people if one.partner_id == partner_id], at=at
        )
        take_results(locked_case(case.pk), by=None, at=at)


@transaction.atomic
def screen_cases(*, after: int, most: int, at: datetime) -> Chunk:
    """The next cases that wait, so that a new list is asked about applicants too; a clear one is approved by fresh lists."""
    cases = waiting_cases_after(after, most=most)
    for case in cases:
        screen_case(case.pk, at=at)
    return Chunk(len(cases), cases[-1].pk if cases else after)
