"""Partners with fifty stored facts each, written set by set; and emptying what scoring wrote, which only the owner can."""

from datetime import UTC, date, datetime

import psycopg
from django.db import connection

from portal.guides.models import FigureBatch, Program, YearlyFigure
from portal.guides.services import create_program, publish_guide
from portal.guides.shipped import LIBRARY
from portal.tenancy import Role, acting_as
from tests.bench.payout_data import owner_url
from tests.cast import VendorCast, look_up
from tiering.models import Collection

YEAR_END = date(2014, 12, 31)
NOW = datetime(2015, 1, 5, 12, tzinfo=UTC)
COUNTRIES = ("US", "DE", "PL", "FR", "GB", "IT", "ES", "BR", "MX", "ZA", "AE", "KE")
TARGETS = {"Gold": 1_000_000, "Silver": 400_000, "Bronze": 150_000}
#: What scoring writes and what points to that, with its triggers as the migrations left them.
_WRITTEN = """
WITH RECURSIVE written AS (
    SELECT unnest(ARRAY['tiering_scorecard', 'tiering_scorecardline', 'tiering_recognition'])::regclass::oid AS id
    UNION SELECT c.conrelid FROM pg_constraint c JOIN written w ON w.id = c.confrelid WHERE c.contype = 'f'
)
SELECT w.id::regclass::text, array_remove(array_agg(format('%s TRIGGER %I', CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS'
       WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'D' THEN 'DISABLE' ELSE 'ENABLE' END, t.tgname)) FILTER (WHERE t.oid IS NOT NULL), NULL)
FROM written w LEFT JOIN pg_trigger t ON t.tgrelid = w.id AND NOT t.tgisinternal GROUP BY w.id
"""
_PARTNERS = """
INSERT INTO partners_partner (vendor_id, name, state, created_at)
SELECT %(vendor)s, 'Partner ' || n, 'active', '2014-01-01' FROM generate_series(1, %(partners)s) n;
INSERT INTO partners_enrolment (vendor_id, partner_id, program_id, category, period)
SELECT %(vendor)s, id, %(program)s, 'VAR', '[2013-01-01,)' FROM partners_partner
WHERE vendor_id = %(vendor)s AND name LIKE 'Partner %%'
"""
#: Two of a category, thirteen of each of three countries, nine of the partner: fifty, and no two partners alike.
_FACTS = """
INSERT INTO tiering_fact (vendor_id, collection_id, program_id, partner_id, enrolment_id, metric, scope, item, number, flag, word,
                          as_of)
SELECT %(vendor)s, %(collection)s, %(program)s, e.partner_id, CASE WHEN k.place = 0 THEN e.id END, k.metric,
       CASE WHEN k.place > 0 THEN c.isos[k.place] ELSE '' END, k.item,
       k.least + abs(hashint8extended(e.id, k.dice) %% k.steps) * k.step,
       CASE WHEN k.flag THEN hashint8extended(e.id, k.dice) %% 20 <> 0 OR k.metric = 'countries' END, k.word, '2014-12-31'
FROM partners_enrolment e
CROSS JOIN LATERAL (
    SELECT ARRAY[i.isos[1 + f], i.isos[1 + (f + s) %% 12], i.isos[1 + (f + t) %% 12]] AS isos
    FROM (SELECT %(countries)s::text[] AS isos, abs(hashint8extended(e.id, 1) %% 12) AS f,
                 1 + abs(hashint8extended(e.id, 2) %% 5) AS s, 6 + abs(hashint8extended(e.id, 3) %% 6) AS t) i
) c
CROSS JOIN (
    SELECT row_number() OVER () + 10 AS dice, k.* FROM (
        SELECT 0 AS place, 'category' AS metric, '' AS item, NULL::numeric AS least, NULL::int AS steps, NULL::numeric AS step,
               NULL::boolean AS flag, 'VAR' AS word
        UNION ALL SELECT 0, 'joined_on', '', NULL, NULL, NULL, NULL, '2013-01-01'
        UNION ALL
        SELECT -1, v.metric, '', v.least, v.steps, v.step, v.flag, NULL
        FROM (VALUES ('business_plan', NULL::numeric, NULL::int, NULL::numeric, true), ('code_of_ethics', NULL, NULL, NULL, true),
                     ('ps_methodology_assessment', NULL, NULL, NULL, true), ('agreement_signed', NULL, NULL, NULL, true),
                     ('profile_form', NULL, NULL, NULL, true), ('nps_avg', 5, 51, 0.1, NULL), ('kpi1', 50, 501, 0.1, NULL),
                     ('kpi2', 50, 501, 0.1, NULL), ('connector_training', 0, 12, 1, NULL)) v (metric, least, steps, step, flag)
        UNION ALL
        SELECT place, v.metric, v.item, v.least, v.steps, v.step, v.flag, NULL
        FROM generate_series(1, 3) place CROSS JOIN (
            VALUES ('countries', '', NULL::numeric, NULL::int, NULL::numeric, true), ('trained_sales', '', 0, 12, 1, NULL),
                   ('customers', '', 0, 15, 1, NULL), ('mlb', '', 1, 200000000, 0.01, NULL),
                   ('certifications', 'GCP8-CIV', 0, 12, 1, NULL), ('certifications', 'GCP8-CSIP', 0, 6, 1, NULL),
                   ('certifications', 'GCP8-CVP', 0, 6, 1, NULL), ('certifications', 'GCP8-CWFM', 0, 6, 1, NULL),
                   ('certifications', 'GCP8-CGIM', 0, 6, 1, NULL), ('certifications', 'GCPS8-CORE', 0, 8, 1, NULL),
                   ('certifications', 'GCPS8-IP', 0, 4, 1, NULL), ('certifications', 'GCS8-CCTS', 0, 6, 1, NULL),
                   ('certifications', 'GCD8-PSDK', 0, 3, 1, NULL)) v (metric, item, least, steps, step, flag)
    ) k
) k
WHERE e.vendor_id = %(vendor)s AND e.program_id = %(program)s
"""


def fill(partners: int) -> tuple[VendorCast, int]:
    """Partners and their facts, in a closed collection. Returns its id."""
    cast = look_up("acme")
    with acting_as(Role.STAFF, vendor=cast.id), connection.cursor() as cursor:
        program: Program = create_program(slug="gpn-2014", name="Network", legal_time_zone="America/Los_Angeles")
        publish_guide(program, source=(LIBRARY / "gpn-2014.toml").read_text(), effective_from=date(2014, 1, 1))
        collection = Collection.objects.create(
            program=program, as_of=YEAR_END, flow_from=date(2014, 1, 1), report_by=date(2014, 9, 30), known_at=NOW
        )
        values = {"vendor": cast.id, "program": program.pk, "partners": partners}
        for statement in _PARTNERS.split(";"):
            cursor.execute(statement, values)
        cursor.execute(_FACTS, {**values, "collection": collection.pk, "countries": list(COUNTRIES)})
        assert cursor.rowcount == 50 * partners
        Collection.objects.filter(pk=collection.pk).update(done_at=NOW)
        _write_targets(program)
    with psycopg.connect(owner_url(), autocommit=True) as owner:
        owner.execute("ANALYZE")
    return cast, collection.pk


def _write_targets(program: Program) -> None:
    """The minimum level of business of each country, as a demonstration takes it: unconfirmed."""
    batch = FigureBatch.objects.create(
        program=program, year=2014, effective_on=date(2014, 1, 1), reason="Yearly letter"
    )
    YearlyFigure.objects.bulk_create(
        YearlyFigure(
            batch=batch, program=program, year=2014, name="targets.mlb", country=country, tier=tier, kind=YearlyFigure.Kind.MONEY,
            minor=amount * 100, currency="USD",
        )
        for country in COUNTRIES
        for tier, amount in TARGETS.items()
    )  # fmt: skip


def empty() -> None:
    """Every scorecard. The owner lifts the law of append-only for that moment."""
    with psycopg.connect(owner_url()) as owner:
        written: dict[str, list[str] | None] = dict(owner.execute(_WRITTEN).fetchall())
        for name in written:
            owner.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER".encode())
        owner.execute(f"TRUNCATE {', '.join(written)}".encode())
        for name, triggers in written.items():
            for trigger in triggers or ():
                owner.execute(f"ALTER TABLE {name} {trigger}".encode())
