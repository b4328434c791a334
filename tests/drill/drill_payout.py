"""A payout run under fire: the same statements, entries and payments to the byte as an undisturbed run."""

import random

from django.db import connection

from commissions.models import PayoutRun
from commissions.services.runs import calculate_now
from portal.jobs.models import Job
from portal.tenancy import Role, acting_as
from tests.bench.payout_data import NOW, empty, fill, open_empty_run, owner_url
from tests.cast import VendorCast
from tests.drill import work
from tests.drill.canonical import canonical_export, difference
from tests.drill.fire import EVERYTHING, Fire, running_crew

#: Business columns only; a reference is the natural key of what it points to.
EXPORT = {
    "runs": "SELECT period, state, sold_before FROM commissions_payoutrun",
    "moves": "SELECT before, after, reason FROM commissions_payoutrunmove",
    "entries": "SELECT e.source_key, e.kind, e.leg_count, e.effective_on, encode(e.request_hash, 'hex'), o.source_key "
    "FROM commissions_entry e LEFT JOIN commissions_entry o ON o.id = e.reverses_id",
    "legs": "SELECT e.source_key, l.position, a.kind, p.name, l.currency, l.amount_minor FROM commissions_leg l "
    "JOIN commissions_entry e ON e.id = l.entry_id JOIN commissions_account a ON a.id = l.account_id "
    "LEFT JOIN partners_partner p ON p.id = l.partner_id",
    "earnings": "SELECT s.external_id, n.amount_minor, n.currency, n.percent, n.rule, n.payable_on, t.number, e.source_key "
    "FROM commissions_earning n JOIN commissions_sale s ON s.id = n.sale_id "
    "LEFT JOIN commissions_statement t ON t.id = n.statement_id LEFT JOIN commissions_entry e ON e.id = n.entry_id",
    "releases": "SELECT s.external_id, r.outcome, t.number FROM commissions_release r "
    "JOIN commissions_earning n ON n.id = r.earning_id JOIN commissions_sale s ON s.id = n.sale_id "
    "LEFT JOIN commissions_statement t ON t.id = r.statement_id",
    "statements": "SELECT number, period, currency, total_minor, brought_minor, lines, closes_on, pay_from, pay_on, pay_by "
    "FROM commissions_statement",
    "payouts": "SELECT reference, currency, amount_minor, pay_on, send_on, pay_by, state, reasons FROM commissions_payout",
    "exceptions": "SELECT s.external_id, x.reason FROM commissions_runexception x JOIN commissions_sale s ON s.id = x.sale_id",
}  # fmt: skip


def drill_payout_under_fire(seed: int) -> dict[str, object]:
    """At least 60 kills of worker, child, beat, connection and server process over one run."""
    return payout_under_fire(seed, kills=60, sales=60_000, partners=6_000, chunk=60)


def payout_under_fire(
    seed: int, *, kills: int, sales: int, partners: int, chunk: int, targets: dict[str, int] | None = None
) -> dict[str, object]:
    """The drill itself, for any size."""
    cast = fill(sales=sales, partners=partners)
    _take_some_rates(cast, seed)
    run = open_empty_run(cast)
    with acting_as(Role.STAFF, vendor=cast.id):
        calculate_now(run, now=NOW)
    expected = canonical_export(owner_url(), EXPORT)
    empty()
    with acting_as(Role.STAFF, vendor=cast.id):
        Job.objects.filter(kind="commissions.payout").update(state="cancelled")
    with running_crew(redis_database=62, application="portal") as crew:
        run = open_empty_run(cast)
        with acting_as(Role.STAFF, vendor=cast.id):
            Job.objects.filter(pk=run.job_id).update(payload={"run": run.pk, "chunk": chunk})
        fire = Fire(crew, seed, targets=targets or EVERYTHING, pause=(0.1, 0.8))
        took = fire.burn(finished=lambda: _is_calculated(cast, run.pk), kills=kills, seconds=1_500)
    fired = canonical_export(owner_url(), EXPORT)
    assert fired == expected, difference(fired, expected)
    assert work.quarantined() == 0
    return {"kills": fire.kills.total(), **fire.kills, "sales": sales, "seconds": round(took, 1), "bytes": len(fired)}


def _take_some_rates(cast: VendorCast, seed: int) -> None:
    """Some partners have no rate any more, so that exceptions are part of the picture."""
    some = random.Random(seed).randrange(50)
    with acting_as(Role.STAFF, vendor=cast.id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE commissions_rate SET period = '[2024-01-01,2026-10-15)' WHERE vendor_id = %s AND id %% 50 = %s",
            [cast.id, some],
        )


def _is_calculated(cast: VendorCast, run: int) -> bool:
    with acting_as(Role.STAFF, vendor=cast.id):
        return bool(PayoutRun.objects.filter(pk=run, state=PayoutRun.State.CALCULATED).exists())
