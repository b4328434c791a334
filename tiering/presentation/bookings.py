"""Which quotas of certificates a new partner neither holds nor has booked in time (G-REQ-09)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from partners.bookings import BOOKINGS, Gap
from partners.models import Certificate, CountryPresence, Enrolment, EnrolmentTrait, ExamBooking
from partners.queries.people import last_posts_of
from tiering.presentation.figures import figure_words, required_words
from tiering.presentation.guide_words import GuideWords
from tiering.queries.standing import guide_in_force
from tiering.rules.cards.lines import MISSED
from tiering.rules.facts.refusals import FactsRefused
from tiering.rules.scoring.evaluate import NotScored, compile_guide


@BOOKINGS.register_as("tiering")
def gaps_of(enrolment: Enrolment, until: date, day: date) -> list[Gap]:
    """Lines of the entry tier that ask certificates and may be scheduled, judged as if every exam booked in time were passed."""
    guide = guide_in_force(enrolment.program_id, day)
    if guide is None:
        return []
    words = GuideWords(guide)
    category = words.category_code(enrolment.category)
    tiers = words.tiers_of(category)
    if not tiers:
        return []
    try:
        card = compile_guide(guide.document.sections).evaluate(_facts(enrolment, category, until, day))
    except (NotScored, FactsRefused):
        return []
    found = []
    for line in card.lines:
        asked = words.requirement(line.requirement, category=category, scope=line.scope)
        if line.tier == tiers[-1] and line.result == MISSED and asked is not None and asked.scheduled_by:
            counted = line.actual if line.counted is None else line.counted
            name = words.requirement_name(line.requirement, category=category)
            required = required_words(line.required, asked=asked)
            found.append(Gap(name, words.scope(line.scope), figure_words(counted), required, line.rule))
    return found


def _facts(enrolment: Enrolment, category: str, until: date, day: date) -> dict[str, Any]:
    """Only what certificates need: countries, what is held on the day or booked in time, specializations, flags."""
    present = CountryPresence.objects.filter(
        partner_id=enrolment.partner_id, program_id=enrolment.program_id, period__contains=day
    ).values_list("country", flat=True)
    countries: dict[str, Any] = {country: {"certifications": {}} for country in present}
    for country, code in _proofs(enrolment, until, day):
        if country in countries:
            held = countries[country]["certifications"]
            held[code] = held.get(code, 0) + 1
    facts: dict[str, Any] = {"as_of": day.isoformat(), "category": category, "countries": countries, "values": {}}
    traits = EnrolmentTrait.objects.filter(enrolment=enrolment, period__contains=day, holds=True)
    special = [trait.value for trait in traits if trait.kind == EnrolmentTrait.SPECIALIZATION]
    return facts | ({"specializations": special} if special else {})


def _proofs(enrolment: Enrolment, until: date, day: date) -> Iterable[tuple[str, str]]:
    """(country, code), each person once for each code, where they work today and count."""
    posts = {post.person_id: post.country for post in last_posts_of(enrolment.partner_id, day) if post.counts}  # type: ignore[attr-defined]
    held = Certificate.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), person__in=posts, issued_on__lte=day, expires_on__gte=day
    ).values_list("person", "code")
    booked = ExamBooking.objects.filter(person__in=posts, booked_on__lte=until).values_list("person", "code")
    for person, code in {*held, *booked}:
        yield posts[person], code
