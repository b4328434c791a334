"""An import under fire: the same sales, the same bad rows, the same report as of one that nobody disturbed."""

from django.conf import settings
from django.db import connections

from commissions.models import ImportBatch
from commissions.services.imports import receive_file
from partners.models import PartnerExternalId
from portal.guides.models import Program
from portal.jobs.runner import run_job
from portal.tenancy import Role, acting_as
from tests import ground
from tests.cast import VendorCast, look_up
from tests.commissions.import_world import actor_of, make_lines, totals_of, write_lines
from tests.drill import work
from tests.drill.canonical import canonical_export, difference
from tests.drill.fire import EVERYTHING, QUICK, Fire, running_crew

_FAULTS = (
    {"partner": "NOBODY"}, {"amount": "twelve"}, {"sold_on": "2099-01-01"}, {"currency": "GBP"}, {"external_id": "S-000001"},
)  # fmt: skip


def drill_import_under_fire(seed: int) -> dict[str, object]:
    """60 kills of worker, child, beat, connection and server process over an import of 20,000 rows in 400 chunks."""
    return import_under_fire(seed, rows=20_000, kills=60)


def import_under_fire(
    seed: int, *, rows: int, kills: int, targets: dict[str, int] | None = None, redis_database: int = 62
) -> dict[str, object]:
    """The drill itself, for any size. Two source systems keep the two runs apart in one database."""
    owner_url = ground.environment_for(connections.settings["default"]["NAME"], redis_database=0)["DATABASE_OWNER_URL"]
    acme = look_up("acme")
    lines = make_lines(rows)
    for number, fault in enumerate(_FAULTS):
        place = (number + 1) * rows // 7
        lines[place] = lines[place] | fault
    calm = _receive(acme, "calm", lines)
    assert run_job(calm.job_id or 0, seconds=600) == "done"
    variables = {**QUICK, "FILES_DIR": str(settings.FILES_DIR)}
    with running_crew(redis_database=redis_database, variables=variables, application="tests.drill.import_app") as crew:
        _receive(acme, "fire", lines)
        fire = Fire(crew, seed, targets=targets or EVERYTHING)
        took = fire.burn(finished=lambda: work.unfinished() == 0, kills=kills, seconds=900)
    expected, found = (canonical_export(owner_url, queries_of(system)) for system in ("calm", "fire"))
    assert found == expected, difference(found, expected)
    assert work.quarantined() == 0
    return {
        "kills": fire.kills.total(),
        **fire.kills,
        "rows": rows,
        "lost": 0,
        "twice": 0,
        "seconds_under_fire": round(took, 1),
    }


def _receive(acme: VendorCast, system: str, lines: list[dict[str, str]]) -> ImportBatch:
    counted, sums = totals_of(lines)
    with acting_as(Role.STAFF, vendor=acme.id):
        for number, partner in enumerate(acme.partners, start=1):
            PartnerExternalId.objects.create(partner_id=partner, system=system, value=f"P{number}")
        return receive_file(
            program=Program.objects.get(pk=acme.program), system=system, content=write_lines(lines), name="sales.csv",
            rows=counted, sums=sums, by=actor_of(acme, "finance"),
        )  # fmt: skip


def queries_of(system: str) -> dict[str, str]:
    """What an import leaves behind, by natural keys and without clocks."""
    batch = f"(SELECT id FROM commissions_importbatch WHERE system = '{system}')"
    return {
        "sales": f"SELECT vendor_id, partner_id, program_id, row_no, external_id, invoice, product, kind, sold_on, amount_minor,"
        f" currency, source, billed_by, deal_id, earns FROM commissions_sale WHERE system = '{system}'",
        "rows": 'SELECT row_no, state, error, "column", faults, detail, raw, partner_id, external_id, amount_minor, currency'
        f" FROM commissions_importrow WHERE batch_id IN {batch}",
        "batches": "SELECT b.state, b.declared_rows, b.found_rows, b.found_sums, b.good, b.bad, b.known, b.loaded, b.unread,"
        " b.checks, f.sha256, r.sha256 FROM commissions_importbatch b JOIN files_storedfile f ON f.id = b.file_id"
        f" LEFT JOIN files_storedfile r ON r.id = b.report_id WHERE b.system = '{system}'",
        "moves": f"SELECT before, after, reason FROM commissions_importmove WHERE batch_id IN {batch}",
        "jobs": f"SELECT state, progress, total, skipped, result FROM jobs_job WHERE (payload->>'batch')::bigint IN {batch}",
        "audit": "SELECT kind, detail FROM audit_auditrecord WHERE subject_type = 'commissions.importbatch'"
        f" AND subject_id IN {batch}",
    }
