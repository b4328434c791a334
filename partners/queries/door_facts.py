"""What the doors of a guide ask about partners, as it is known now: of all partners at once, some ten queries whatever is asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower

from partners.agreement_states import AgreementState
from partners.guide.agreements import AgreementsSection
from partners.guide.doors import CertificateNeed, DoorsSection
from partners.holds import held_partners
from partners.models import (
    Admission,
    Certificate,
    CompanyFact,
    DoorException,
    Enrolment,
    EnrolmentTrait,
    Paper,
    ParticipationFee,
    Partner,
    Post,
    SignedAgreement,
)
from partners.queries.agreements import agreements_section, today_of
from partners.queries.papers import standing_of
from partners.queries.terms import people_of
from partners.rules.agreements import documents_of
from partners.rules.doors import Facts, PaperStanding
from portal.guides.models import Program
from portal.guides.queries import Guide

Ids = Collection[int]
Codes = dict[str, frozenset[int]]


def facts_of(
    partner_ids: Ids, program: Program, guide: Guide, section: DoorsSection | None, *, at: datetime
) -> dict[int, Facts]:
    """By partner; of each that was asked for."""
    day = today_of(program, at)
    active, categories = _categories(partner_ids, program, day)
    documents = _documents(partner_ids, program, agreements_section(guide), categories, day)
    executed, papers = _executed(partner_ids, program), _papers(partner_ids, program, day)
    holders = _holders(partner_ids, guide, section, day)
    fees, exceptions = _fees(partner_ids, program), _exceptions(partner_ids, program)
    held = held_partners(at)
    return {
        one: Facts(
            day=day,
            categories=categories[one],
            active=active[one],
            is_held=one in held,
            agreements=documents[one],
            executed=frozenset(executed[one]),
            papers=papers[one],
            holders=holders[one],
            fees=fees[one],
            exceptions=frozenset(exceptions[one]),
        )
        for one in partner_ids
    }


def _categories(
    partner_ids: Ids, program: Program, day: date
) -> tuple[Mapping[int, frozenset[str]], Mapping[int, frozenset[str]]]:
    """In which each is active, and in which it is or on its way into."""
    active: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    every: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    enrolled = Enrolment.objects.filter(partner__in=partner_ids, program=program, period__contains=day)
    for partner, category, state in enrolled.values_list("partner_id", "category", "partner__state"):
        every[partner] |= {category}
        if state == Partner.State.ACTIVE:
            active[partner] |= {category}
    coming = Admission.objects.filter(partner__in=partner_ids, program=program, activated_at=None, closed_at=None)
    for partner, category in coming.values_list("partner_id", "category"):
        every[partner] |= {category}
    return active, every


def _documents(
    partner_ids: Ids,
    program: Program,
    section: AgreementsSection | None,
    categories: Mapping[int, Iterable[str]],
    day: date,
) -> Mapping[int, dict[str, tuple[str, ...]]]:
    """Documents of each category, with those that its conditions add."""
    if section is None:
        return defaultdict(dict)
    flags: defaultdict[int, set[str]] = defaultdict(set)
    traits = EnrolmentTrait.objects.filter(
        partner__in=partner_ids, enrolment__program=program, holds=True, period__contains=day
    )
    for partner, kind in traits.values_list("partner_id", "kind"):
        flags[partner].add(kind)
    for admitted in Admission.objects.filter(partner__in=partner_ids, program=program, closed_at=None):
        flags[admitted.partner_id].update(admitted.flags)
    return {
        partner: {one: tuple(documents_of(section, category=one, flags=flags[partner])) for one in categories[partner]}
        for partner in partner_ids
    }


def _executed(partner_ids: Ids, program: Program) -> Mapping[int, set[str]]:
    rows = SignedAgreement.objects.filter(partner__in=partner_ids, program=program, state=AgreementState.EXECUTED)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for partner, key in rows.values_list("partner_id", "text__key"):
        found[partner].add(key)
    return found


def _papers(partner_ids: Ids, program: Program, day: date) -> Mapping[int, dict[str, PaperStanding]]:
    """How each paper stands; of several about different things one that is good is enough."""
    versions: dict[tuple[int, str, str], list[Paper]] = {}
    for paper in Paper.objects.filter(partner__in=partner_ids, program=program).order_by("-number"):
        versions.setdefault((paper.partner_id, paper.key, paper.subject), []).append(paper)
    found: defaultdict[int, dict[str, PaperStanding]] = defaultdict(dict)
    for (partner, key, _subject), mine in versions.items():
        if found[partner].get(key) != "good":
            found[partner][key] = standing_of(mine, day)
    return found


def _holders(partner_ids: Ids, guide: Guide, section: DoorsSection | None, day: date) -> Mapping[int, Codes]:
    """People who count in the program on the day (G-REQ-05), by the certificates that some door asks for."""
    doors = section.all().values() if section else ()
    codes = {code for door in doors for need in door.needs if isinstance(need, CertificateNeed) for code in need.codes}
    if not codes:
        return defaultdict(dict)
    domains = CompanyFact.objects.filter(
        partner=OuterRef("partner"), kind=CompanyFact.Kind.DOMAIN, period__contains=day
    ).annotate(own=Lower("value"))
    posts = Post.objects.annotate(mail_domain=Lower("domain")).filter(
        partner__in=partner_ids,
        period__contains=day,
        employment__in=people_of(guide).employments.value,
        mail_domain__in=Subquery(domains.values("own")),
    )
    held = Certificate.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), code__in=codes, issued_on__lte=day, expires_on__gte=day
    )
    employers: defaultdict[int, set[int]] = defaultdict(set)
    for person, partner in posts.values_list("person_id", "partner_id"):
        employers[person].add(partner)
    found: defaultdict[int, Codes] = defaultdict(dict)
    for code, person in held.filter(person__in=list(employers)).values_list("code", "person_id"):
        for partner in employers[person]:
            found[partner][code] = found[partner].get(code, frozenset()) | {person}
    return found


def _fees(partner_ids: Ids, program: Program) -> Mapping[int, dict[str, frozenset[int]]]:
    paid = ParticipationFee.objects.filter(partner__in=partner_ids, program=program, taken_back_at=None)
    found: defaultdict[int, dict[str, frozenset[int]]] = defaultdict(dict)
    for partner, category, year in paid.values_list("partner_id", "category", "year"):
        found[partner][category] = found[partner].get(category, frozenset()) | {year}
    return found


def _exceptions(partner_ids: Ids, program: Program) -> Mapping[int, set[tuple[str, str]]]:
    made = DoorException.objects.filter(partner__in=partner_ids, program=program, ended_at=None)
    found: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for partner, door, choice in made.values_list("partner_id", "door", "choice"):
        found[partner].add((door, choice))
    return found
