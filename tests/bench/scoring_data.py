"""Partners with fifty stored facts each, written set by set; and emptying what scoring wrote, which only the owner can."""

from datetime import UTC, date, datetime

import psycopg
from django.db import connection

from portal.guides.models import Program
from portal.guides.services import create_program, publish_guide
from portal.guides.shipped import LIBRARY
from portal.tenancy import Role, acting_as
from tests.bench.payout_data import owner_url
from tests.cast import VendorCast, look_up
from tiering.models import Collection

YEAR_END = date(2014, 12, 31)
NOW = datetime(2015, 1, 5, 12, tzinfo=UTC)
COUNTRIES = ("US", "DE", "PL")
#: What scoring writes, what points to that, and the triggers of both as the migrations left them.
WRITTEN = tuple(
    f"tiering_{name}"
    for name in ("scorecardline", "recognition", "scorecard", "grace", "tierdecision", "tierrequest", "tierassignment")
)
ALWAYS = (
    ("tiering_scorecardline", "prove_lines"),
    ("tiering_recognition", "prove_lines"),
    *((name, "append_only") for name in WRITTEN[:5]),
)
_PARTNERS = """
INSERT INTO partners_partner (vendor_id, name, state, created_at)
SELECT %(vendor)s, 'Partner ' || n, 'active', '2014-01-01' FROM generate_series(1, %(partners)s) n;
INSERT INTO partners_enrolment (vendor_id, partner_id, program_id, category, period)
SELECT %(vendor)s, id, %(program)s, 'VAR', '[2013-01-01,)' FROM partners_partner
WHERE vendor_id = %(vendor)s AND name LIKE 'Partner %%'
"""
#: Two of a category, thirteen of each of three countries, nine of the partner: fifty.
_FACTS = """
INSERT INTO tiering_fact (vendor_id, collection_id, program_id, partner_id, enrolment_id, metric, scope, item, number, flag, word,
                          as_of)
SELECT %(vendor)s, %(collection)s, %(program)s, e.partner_id, CASE WHEN k.own THEN e.id END, k.metric, k.scope, k.item,
       k.number + (e.id %% 3) * k.number / 10, k.flag, k.word, '2014-12-31'
FROM partners_enrolment e CROSS JOIN (
    SELECT true AS own, 'category' AS metric, '' AS scope, '' AS item, NULL::numeric AS number, NULL::boolean AS flag, 'VAR' AS word
    UNION ALL SELECT true, 'joined_on', '', '', NULL, NULL, '2013-01-01'
    UNION ALL
    SELECT false, v.metric, '', '', v.number, v.flag, NULL
    FROM (VALUES ('business_plan', NULL::numeric, true), ('code_of_ethics', NULL, true), ('ps_methodology_assessment', NULL, true),
                 ('nps_avg', 8, NULL), ('kpi1', 80, NULL), ('kpi2', 80, NULL), ('connector_training', 10, NULL),
                 ('agreement_signed', NULL, true), ('profile_form', NULL, true)) v (metric, number, flag)
    UNION ALL
    SELECT false, v.metric, c.iso, v.item, v.number, v.flag, NULL
    FROM unnest(%(countries)s::text[]) c (iso) CROSS JOIN (
        VALUES ('countries', '', NULL::numeric, true), ('trained_sales', '', 10, NULL), ('customers', '', 10, NULL),
               ('mlb', '', 1000000, NULL), ('certifications', 'GCP8-CIV', 10, NULL), ('certifications', 'GCP8-CSIP', 10, NULL),
               ('certifications', 'GCP8-CVP', 10, NULL), ('certifications', 'GCP8-CWFM', 10, NULL),
               ('certifications', 'GCP8-CGIM', 10, NULL), ('certifications', 'GCPS8-CORE', 10, NULL),
               ('certifications', 'GCPS8-IP', 10, NULL), ('certifications', 'GCS8-CCTS', 10, NULL),
               ('certifications', 'GCD8-PSDK', 10, NULL)) v (metric, item, number, flag)
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
    with psycopg.connect(owner_url(), autocommit=True) as owner:
        owner.execute("ANALYZE")
    return cast, collection.pk


def empty() -> None:
    """Every scorecard. The owner lifts the law of append-only for that moment."""
    with psycopg.connect(owner_url()) as owner:
        for name in WRITTEN:
            owner.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER".encode())
        owner.execute(f"TRUNCATE {', '.join(WRITTEN)}".encode())
        for name, trigger in ALWAYS:
            owner.execute(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {trigger}".encode())
