"""Starting a round: facts are collected, then scored, then looked at, each as a job of its own in the same chain."""

from datetime import date, timedelta
from typing import Any

from portal.accounts.actor import Actor
from portal.clock import Period, add_months
from portal.guides.models import Program
from portal.jobs.models import Job
from portal.jobs.services import enqueue
from tiering.models import Collection, Grace
from tiering.models.scorecards import Occasion
from tiering.queries.programs import terms_of
from tiering.queries.rounds import COLLECT, SCORE

FOLLOW = "tiering.follow"
DAY = timedelta(days=1)


def start_round(
    program: Program,
    *,
    key: str,
    as_of: date,
    flow_from: date,
    report_by: date,
    occasion: Occasion,
    partner_id: int | None = None,
    by: Actor | None = None,
) -> Job:
    """Measure everything as of a day, then score; of one partner alone where `partner_id` is said. The same key is the same round."""
    payload: dict[str, Any] = {
        "program": program.pk,
        "as_of": as_of,
        "flow_from": flow_from,
        "report_by": report_by,
        "occasion": occasion.value,
    }
    if partner_id is not None:
        payload["partner"] = partner_id
    return enqueue(COLLECT, key=key, payload=payload, partner_id=partner_id, by=by)


def start_monthly_check(program: Program, month: Period) -> Job:
    """The check of a month that is over: stocks at its end, flows of the running year, the latest reports (G-REV-06)."""
    return start_round(
        program,
        key=f"month:{program.pk}:{month}",
        as_of=month.last,
        flow_from=date(month.year, 1, 1),
        report_by=month.last,
        occasion=Occasion.MONTHLY,
    )


def start_evaluation(program: Program, *, partner_id: int, on: date, by: Actor | None) -> Job:
    """What a partner that asks for a tier reaches today: people who are there, and the running year (G-TIER-06, G-REV-06)."""
    return start_round(
        program,
        key=f"request:{program.pk}:{partner_id}:{on}",
        as_of=on,
        flow_from=date(on.year, 1, 1),
        report_by=on,
        occasion=Occasion.REQUEST,
        partner_id=partner_id,
        by=by,
    )


def start_recovery_check(grace: Grace) -> Job:
    """The end of a recovery period: stocks on its last day, flows over the months to it that the guide names (G-REV-06)."""
    last = grace.ends_on
    return start_round(
        grace.scorecard.program,
        key=f"grace:{grace.scorecard_id}:{last}",
        as_of=last,
        flow_from=add_months(last, -terms_of(grace).flow_months.value) + DAY,
        report_by=last,
        occasion=Occasion.GRACE,
        partner_id=grace.partner_id,
    )


def score_collection(collection: Collection, occasion: Occasion, *, partner_id: int | None = None) -> Job:
    """Score what was collected; the job that closed the collection asks for it."""
    payload: dict[str, Any] = {"collection": collection.pk, "occasion": occasion.value}
    if partner_id is not None:
        payload |= {"after": partner_id - 1, "last": partner_id}
    return enqueue(SCORE, key=f"{collection.pk}:{occasion}:{partner_id or 'all'}", payload=payload)


def follow_collection(collection_id: int, occasion: Occasion, *, after: int, last: int | None) -> Job | None:
    """Look at what was scored; the job that scored a range of partners asks for it. Only a check and a request are followed."""
    if occasion not in (Occasion.MONTHLY, Occasion.REQUEST):
        return None
    payload = {"collection": collection_id, "occasion": occasion.value, "after": after, "last": last}
    return enqueue(FOLLOW, key=f"{collection_id}:{occasion}:{after}", payload=payload)
