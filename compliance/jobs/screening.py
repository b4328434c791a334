"""Screening: of one case when it opens, and of everybody each night. Each chunk holds its own results and its place."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from compliance.queries.cases import FOLLOW, SCREEN
from compliance.services.letters import tell_operators
from compliance.services.nightly import (
    CASES_AT_ONCE,
    PARTNERS_AT_ONCE,
    follow_partner,
    screen_case,
    screen_cases,
    screen_partners,
)
from partners.models import Partner
from portal.jobs.kinds import About, Done, More, Step, Wanted, job_kind
from portal.jobs.schedule import daily, hourly, schedule

EVERYBODY = "compliance.screening"
LIST_AGE = "compliance.list_age"


@job_kind(SCREEN, label=_("Screening of an application"))
def screen_one_case(step: Step) -> Done:
    """Everybody of one case against the lists in force."""
    screen_case(int(step.payload["case"]), at=step.now)
    return Done(progress=1, total=1)


@job_kind(FOLLOW, label=_("Screening of a partner"), about=About("partner", Partner))
def screen_one_partner(step: Step) -> Done:
    """A partner that begins or ends."""
    follow_partner(int(step.payload["partner"]), at=step.now)
    return Done(progress=1, total=1)


def _wanted(options: Mapping[str, str]) -> Wanted:
    return Wanted(key=f"by-hand:{options.get('key', '')}")


@job_kind(
    EVERYBODY,
    label=_("Screening of all partners"),
    command="screening",
    options=_wanted,
    results={"partners_and_cases": _("Partners and applications screened")},
)
def screen_everybody(step: Step) -> More | Done:
    """Partners by id, then the cases that wait. Who has a result of a list's version already is passed by."""
    cursor: Mapping[str, Any] = step.cursor or {"part": "partners", "after": 0}
    after, progress = int(cursor["after"]), step.progress
    if cursor["part"] == "partners":
        chunk = screen_partners(after=after, most=PARTNERS_AT_ONCE, at=step.now)
        following = {"part": "partners", "after": chunk.last} if chunk.count else {"part": "cases", "after": 0}
        return More(cursor=following, progress=progress + chunk.count, total=chunk.total)
    chunk = screen_cases(after=after, most=CASES_AT_ONCE, at=step.now)
    if chunk.count:
        return More(cursor={"part": "cases", "after": chunk.last}, progress=progress + chunk.count)
    return Done(result={"partners_and_cases": progress}, progress=progress)


@job_kind(LIST_AGE, label=_("Age of the screening lists"))
def watch_list_age(step: Step) -> Done:
    """The operators hear of a list that is too old."""
    return Done(progress=tell_operators(at=step.now))


schedule(EVERYBODY, daily("04:30"))
schedule(LIST_AGE, hourly())
