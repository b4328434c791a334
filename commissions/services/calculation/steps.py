"""The order of a run's calculation, one chunk at a time.

A chunk is a range of partners with some ten thousand sales, done in one transaction together with the cursor. Killed
anywhere, the run goes on behind the last committed chunk; done twice, a chunk finds nothing left to earn. So the result
does not depend on how often, or where, it was interrupted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from commissions.models import PayoutRun, PayoutRunMove
from commissions.queries.run_terms import RunTerms, terms_of_run
from commissions.services.calculation.earnings import book_earnings
from commissions.services.calculation.payments import write_payments
from commissions.services.calculation.releases import release_earnings
from portal.tenancy.context import current_vendor_id

CHUNK = 50_000
LAST = 2**63 - 1


class StatementsDoNotAddUp(ArithmeticError):
    """A statement's total differs from the sum of its lines: a defect, and nothing is paid."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a calculation came; `cursor` is None when it is done."""

    cursor: Mapping[str, Any] | None
    done: int
    total: int


_PLAN = """
SELECT partner_id, count(*) FROM commissions_sale
WHERE vendor_id = %s AND program_id = %s AND sold_on >= %s AND sold_on < %s AND earns
GROUP BY partner_id ORDER BY partner_id
"""

_PROVE = """
SELECT t.number, t.total_minor, t.lines, sum(line.amount), count(*)
FROM commissions_statement t
LEFT JOIN (
    SELECT statement_id, amount_minor AS amount FROM commissions_earning
    WHERE vendor_id = %(vendor)s AND run_id = %(run)s AND statement_id IS NOT NULL
    UNION ALL
    SELECT r.statement_id, e.amount_minor
    FROM commissions_release r JOIN commissions_earning e ON e.vendor_id = %(vendor)s AND e.id = r.earning_id
    WHERE r.vendor_id = %(vendor)s AND r.run_id = %(run)s AND r.outcome = 'matured'
) line ON line.statement_id = t.id
WHERE t.vendor_id = %(vendor)s AND t.run_id = %(run)s
GROUP BY t.id
HAVING t.total_minor IS DISTINCT FROM sum(line.amount) OR t.lines <> count(*)
LIMIT 1
"""


@transaction.atomic
def calculate_step(run_id: int, cursor: Mapping[str, Any], *, now: datetime, chunk: int = CHUNK) -> Progress:
    """Do the next chunk. The first step plans the ranges too; the last proves every total and ends the calculation."""
    run: PayoutRun = PayoutRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    terms = terms_of_run(run)
    cursor = cursor or _plan(run, terms, chunk)
    bounds, at, total = cursor["bounds"], cursor["at"], cursor["total"]
    values = _values(run, terms) | {"after": bounds[at - 1] if at else 0, "up_to": bounds[at]}
    with connection.cursor() as settings:
        settings.execute("SET LOCAL work_mem = '64MB'")
    done = min(total, cursor["done"] + book_earnings(values))
    release_earnings(values)
    write_payments(values, now=now)
    if at + 1 == len(bounds):
        _finish(run, now)
        return Progress(None, total, total)
    return Progress({**cursor, "at": at + 1, "done": done}, done, total)


def _plan(run: PayoutRun, terms: RunTerms, chunk: int) -> dict[str, Any]:
    """Ranges of partners by their upper bound; the last has none, so that no partner is left out."""
    first = terms.closes_on.replace(day=1)
    bounds: list[int] = []
    total = in_range = 0
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, [current_vendor_id(), run.program_id, first, terms.sold_before])
        for partner, sales in cursor.fetchall():
            total, in_range = total + sales, in_range + sales
            if in_range >= chunk:
                bounds.append(partner)
                in_range = 0
    return {"bounds": [*bounds, LAST], "at": 0, "done": 0, "total": total}


def _values(run: PayoutRun, terms: RunTerms) -> dict[str, Any]:
    return {
        "vendor": current_vendor_id(),
        "run": run.pk,
        "program": run.program_id,
        "period": run.period,
        "guide_version": terms.guide_version,
        "closes_on": terms.closes_on,
        "sold_before": terms.sold_before,
        "pay_from": terms.window.opens,
        "pay_by": terms.window.breach_line,
        "pay_on": terms.pay_on,
        "maturity_days": terms.maturity_days,
        "stop_inbound": bool(terms.unconfirmed_inbound),
        "stop_outbound": bool(terms.unconfirmed_outbound),
    }


def _finish(run: PayoutRun, now: datetime) -> None:
    with connection.cursor() as cursor:
        # Every line against every statement, once: never one statement at a time.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_PROVE, {"vendor": current_vendor_id(), "run": run.pk})
        if broken := cursor.fetchone():
            raise StatementsDoNotAddUp(f"number, total, lines, sum of lines, count of lines: {broken}")
        cursor.execute("SET LOCAL enable_nestloop = on")
    PayoutRunMove.objects.create(run=run, before=run.state, after=PayoutRun.State.CALCULATED)
    run.state, run.calculated_at = PayoutRun.State.CALCULATED, now
    run.save(update_fields=["state", "calculated_at"])
