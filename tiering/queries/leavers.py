"""People who left a partner with certificates in force, and until when these are to be replaced (G-REQ-07)."""

from dataclasses import dataclass
from datetime import date, timedelta

from partners.models import Certificate, Enrolment, Post
from partners.queries.terms import people_on
from partners.rules.windows import Replacement, Standing, replacement_standing, replacement_window
from tiering.models import ReplacementExtension

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leaver:
    """One person who left. The certificates count up to the soft day, and where it was extended up to the hard one."""

    person_id: int
    name: str
    left_on: date
    codes: tuple[str, ...]
    window: Replacement
    standing: Standing
    extended: bool


def leavers_of(enrolment: Enrolment, day: date) -> list[Leaver]:
    """Those whose window is not over, or was not extended though it could be; soonest end first."""
    terms = people_on(enrolment.program_id, day).replacement
    if terms is None:
        return []
    soft, hard = terms.soft_months.value, terms.hard_months.value
    extended = set(
        ReplacementExtension.objects.filter(
            program_id=enrolment.program_id, partner_id=enrolment.partner_id
        ).values_list("person_id", "left_on")
    )
    found = []
    for post in _last_posts(enrolment.partner_id, day):
        left_on = post.period.upper - DAY
        window = replacement_window(left_on, soft_months=soft, hard_months=hard)
        codes = tuple(sorted(_codes(post.person_id, day))) if day <= window.hard else ()
        if codes:
            more = (post.person_id, left_on) in extended
            standing = replacement_standing(window, on=day, extended=more)
            found.append(Leaver(post.person_id, post.person.name, left_on, codes, window, standing, more))
    return sorted(found, key=lambda one: (one.window.soft, one.person_id))


def _last_posts(partner_id: int, day: date) -> list[Post]:
    """The last post of everybody who left before `day`."""
    rows = Post.objects.filter(partner_id=partner_id, period__startswith__lte=day).select_related("person")
    last = {row.person_id: row for row in sorted(rows, key=lambda row: row.period.lower)}
    return [row for row in last.values() if row.period.upper is not None and row.period.upper <= day]


def _codes(person_id: int, day: date) -> set[str]:
    held = Certificate.objects.filter(person_id=person_id, issued_on__lte=day, expires_on__gte=day)
    return {row.code for row in held if row.ended_on is None or row.ended_on > day}
