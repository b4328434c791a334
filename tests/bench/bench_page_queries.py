"""Every named page over a million leads and a million sales: row security costs next to nothing, and no plan reads a table whole."""

from collections.abc import Iterator
from datetime import date

import psycopg
from django.db import connection
from django.test import Client

from commissions.models import ImportBatch, Payout, PayoutRun, Statement
from commissions.services.calculation import calculate_step
from leads.models import Lead
from portal.accounts.models import User
from portal.jobs.models import Job
from portal.tenancy import Role, acting_as
from tests.bench import bench_lead_list, payout_data
from tests.bench.figures import Figure
from tests.bench.page_queries import PageQueries, Pair, figure_of, queries_of, scans_of, time_statements
from tests.cast import VendorCast, mail_of
from tests.sign_in import sign_in_user

ROWS = 1_000_000
OTHERS = 200_000
#: Sales of one partner of the cast, so that a partner's pages are not empty either.
OWN_SALES = 20_000

_OWN = """
INSERT INTO commissions_rate (vendor_id, agreement_id, partner_id, rate, period)
SELECT vendor_id, id, partner_id, 0.2, '[2024-01-01,)' FROM partners_agreement
WHERE vendor_id = %(vendor)s AND partner_id = %(partner)s;
INSERT INTO commissions_sale (vendor_id, partner_id, program_id, batch_id, row_no, system, external_id, invoice, product, kind,
    sold_on, amount_minor, currency, source, billed_by, earns)
SELECT %(vendor)s, %(partner)s, %(program)s, max(b.id), n, 'own', 'O' || n, 'OWN-' || n, 'CRM', 'new', date '2026-10-01' + n %% 31,
       1000 + n, 'USD', 'inbound', 'vendor', true
FROM generate_series(1, %(own)s) n CROSS JOIN commissions_importbatch b WHERE b.vendor_id = %(vendor)s GROUP BY n;
INSERT INTO commissions_importrow (vendor_id, batch_id, row_no, state, error, "column", faults, detail, raw, external_id, invoice,
    product, kind, currency, source, billed_by)
SELECT %(vendor)s, max(b.id), n, CASE WHEN n %% 100 = 0 THEN 'bad' ELSE 'good' END,
       CASE WHEN n %% 100 = 0 THEN 'unknown_partner' ELSE '' END,
       'partner', '["partner:unknown_partner"]', '', '', 'O' || n, 'OWN-' || n, 'CRM', 'new', 'USD', 'inbound', 'vendor'
FROM generate_series(1, %(rows)s) n CROSS JOIN commissions_importbatch b WHERE b.vendor_id = %(vendor)s GROUP BY n;
INSERT INTO jobs_job (vendor_id, kind, key, role, payload, state, attempt, failures, cursor, progress, skipped, result, error,
    cancel_asked)
SELECT %(vendor)s, 'deadlines.due', 'bench:' || n, 'staff', '{}', 'done', 1, 0, '{}', 1, 0, '{}', '', false
FROM generate_series(1, %(others)s) n;
INSERT INTO audit_auditrecord (vendor_id, kind, membership_id, subject_type, subject_id, detail)
SELECT %(vendor)s, 'approval.asked', %(member)s, 'leads.lead', n, '{}' FROM generate_series(1, %(others)s) n
"""


def bench_page_queries() -> Iterator[Figure]:
    pages = list(_pages(_fill()))
    slow: dict[Pair, str] = {}
    for page in pages:
        pairs = time_statements(page)
        for pair in pairs:
            if pair.ratio > pair.aim:
                slow.setdefault(pair, f"{page.name}: {pair.ratio} ({pair.tables})")
        yield figure_of(page, pairs, n=ROWS)
    plans = sum(len(page.statements) for page in pages)
    yield Figure(
        "page queries that row security slows",
        ROWS,
        len(slow),
        "<=0",
        "; ".join(slow.values()) or "all queries",
        0.0,
        plans,
    )
    scans = [scan for page in pages for scan in scans_of(page)]
    yield Figure(
        "page queries that read a tenant table whole",
        ROWS,
        len(scans),
        "<=0",
        "; ".join(scans) or "all plans",
        0.0,
        plans,
    )


def _fill() -> VendorCast:
    cast = payout_data.fill(sales=ROWS)
    bench_lead_list._load(cast)
    values = {
        "vendor": cast.id, "partner": cast.partners[0], "program": cast.program, "own": OWN_SALES, "rows": ROWS, "others": OTHERS,
        "member": cast.member("finance"),
    }  # fmt: skip
    with acting_as(Role.STAFF, vendor=cast.id), connection.cursor() as cursor:
        for statement in _OWN.split(";\n"):
            cursor.execute(statement, values)
    _vacuum()
    run = payout_data.open_empty_run(cast)
    place: object = {}
    while place is not None:
        with acting_as(Role.STAFF, vendor=cast.id):
            place = calculate_step(run.pk, place, now=payout_data.NOW).cursor  # type: ignore[arg-type]
    _vacuum()
    return cast


def _vacuum() -> None:
    with psycopg.connect(payout_data.owner_url(), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def _pages(cast: VendorCast) -> Iterator[PageQueries]:
    """Name, person and path. A page that is not there fails the bench."""
    own = cast.partners[0]
    with acting_as(Role.STAFF, vendor=cast.id):
        lead = Lead.objects.filter(partner_id=own).values_list("pk", flat=True)[500]
        statement = Statement.objects.filter(partner_id=own).values_list("pk", flat=True)[0]
        run = PayoutRun.objects.get()
        batch = ImportBatch.objects.values_list("pk", flat=True).latest("pk")
        job = Job.objects.values_list("pk", flat=True).latest("pk")
        payout = Payout.objects.values_list("pk", flat=True).latest("pk")
    day = date(2026, 10, 1)
    for name, person, path in (
        ("lead list, first page", "channel_manager", "leads/"),
        ("lead list, by status", "channel_manager", "leads/?status=new"),
        ("lead list, by company", "channel_manager", "leads/?company=company+7777"),
        ("lead list of a partner", "partner_sales1", "leads/"),
        ("lead", "channel_manager", f"leads/{lead}/"),
        ("lead of a partner", "partner_sales1", f"leads/{lead}/"),
        ("statements", "finance", "commissions/statements/"),
        ("statements of a partner", "partner_finance1", "commissions/statements/"),
        ("statement with its lines", "finance", f"commissions/statements/{statement}/"),
        ("statement of a partner", "partner_finance1", f"commissions/statements/{statement}/"),
        ("commissions of a partner", "partner_finance1", "commissions/"),
        ("payouts", "finance", "commissions/payouts/"),
        ("payout", "finance", f"commissions/payouts/{payout}/"),
        ("payout run", "finance", f"commissions/runs/{run.period}/"),
        ("imports", "finance", "commissions/imports/"),
        ("import with its bad rows", "finance", f"commissions/imports/{batch}/"),
        ("lineage of an invoice", "finance", f"commissions/lineage/?invoice=INV-{day.day + 776}"),
        ("jobs", "finance", "jobs/"),
        ("job", "finance", f"jobs/{job}/"),
        ("audit trail", "program_admin", "audit/"),
        ("home of a manager", "channel_manager", "home/"),
        ("home of finance", "finance", "home/"),
        ("home of a partner", "partner_admin1", "home/"),
        ("inbox of a manager", "channel_manager", "inbox/"),
        ("search", "channel_manager", "search/?q=company+7777"),
    ):
        yield _page(cast, name, person, f"/{cast.slug}/{path}")


_clients: dict[str, Client] = {}


def _page(cast: VendorCast, name: str, person: str, path: str) -> PageQueries:
    if person not in _clients:
        _clients[person] = sign_in_user(
            Client(SERVER_NAME="localhost"), User.objects.get(email=mail_of(cast.slug, person))
        )
    is_partner = person[-1].isdigit()
    role, partner = (Role.PARTNER, cast.partners[0]) if is_partner else (Role.STAFF, None)
    return queries_of(name, _clients[person], path, role=role, vendor=cast.id, partner=partner)
