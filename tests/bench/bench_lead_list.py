"""The lead list of a vendor with a million leads: a deep page costs what the first page costs."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
from django.db import connection
from django.test import Client

from leads.models import Lead
from leads.queries import WAITING_FIRST
from portal.keyset import COUNT_LIMIT, capped_count, cursor_of, page_of
from portal.tenancy import Role, acting_as
from tests import cast, ground
from tests.bench.figures import Figure, compare, interleave

LEADS = 1_000_000
DEPTH = 900_000
RUNS = 7
_LOAD = """
INSERT INTO leads_lead (vendor_id, program_id, partner_id, owner_id, status, source, assignment, company, domain, country,
    search_name, claim_key, contact_name, contact_email, contact_phone, product, currency, note, guide_version_id,
    registered_at, assigned_at, protected_until, extended)
SELECT %(vendor)s, %(program)s, p, CASE WHEN waits THEN NULL ELSE p END, 'new', CASE WHEN waits THEN 'outbound' ELSE 'inbound' END,
    CASE WHEN waits THEN 'pending' ELSE 'assigned' END, 'Company ' || n, '', 'US', 'company' || n, 'domain:c' || n || '.example',
    'Somebody', 'somebody@c' || n || '.example', '', '', '', '', %(guide)s, at,
    CASE WHEN waits THEN NULL ELSE at END, CASE WHEN waits THEN NULL ELSE at + interval '90 days' END, false
FROM (SELECT n, CASE WHEN n %% 2 = 0 THEN %(first)s ELSE %(second)s END AS p, n %% 500 = 0 AS waits,
             timestamptz '2024-01-01' + n * interval '1 minute' AS at
      FROM generate_series(1, %(count)s) AS n) AS made
"""


def _load(vendor: cast.VendorCast) -> None:
    from portal.guides.models import GuideVersion

    with acting_as(Role.STAFF, vendor=vendor.id), connection.cursor() as cursor:
        guide = GuideVersion.objects.values_list("pk", flat=True).get(program_id=vendor.program)
        first, second = vendor.partners
        values = {"vendor": vendor.id, "program": vendor.program, "guide": guide, "count": LEADS}
        cursor.execute(_LOAD, values | {"first": first, "second": second})
    owner = ground.with_database(os.environ[ground.OWNER], str(connection.settings_dict["NAME"]))
    with psycopg.connect(owner, autocommit=True) as session:
        session.execute("VACUUM ANALYZE leads_lead")


def _deep_cursor(scope: Callable[[], Any], depth: int) -> str:
    with scope():
        row = Lead.objects.order_by(*WAITING_FIRST.sorting(backwards=False))[depth]
        return cursor_of(row, order=WAITING_FIRST)


def _read(scope: Callable[[], Any], after: str) -> None:
    with scope():
        leads = Lead.objects.select_related("partner")
        assert len(page_of(leads, order=WAITING_FIRST, size=50, after=after).rows) == 50
        assert capped_count(leads) == COUNT_LIMIT + 1


def bench_lead_list() -> Iterator[Figure]:
    vendor = cast.look_up("acme")
    _load(vendor)
    staff = partial(acting_as, Role.STAFF, vendor=vendor.id)
    own = partial(acting_as, Role.PARTNER, vendor=vendor.id, partner=vendor.partners[0])
    for name, scope, depth in (("staff", staff, DEPTH), ("partner", own, DEPTH // 2)):
        after = _deep_cursor(scope, depth)
        _read(scope, after)
        variants = {"deep": partial(_read, scope, after), "first": partial(_read, scope, "")}
        times = interleave(variants, runs=RUNS)
        yield compare(
            f"lead list, {name}: depth {depth:,}", n=LEADS, times=times, against="first", aim="<=2", ours="deep"
        )
    yield _bench_page(vendor, _deep_cursor(staff, DEPTH))


def _bench_page(vendor: cast.VendorCast, after: str) -> Figure:
    client, headers = Client(SERVER_NAME="localhost"), {"Authorization": f"Bearer {vendor.key('channel_manager')}"}

    def ask(query: str) -> None:
        answer = client.get(f"/api/v1/{vendor.slug}/leads/?{query}", headers=headers)
        assert len(answer.json()["results"]) == 50

    ask(f"after={after}")
    times = interleave({"deep": partial(ask, f"after={after}"), "first": partial(ask, "")}, runs=RUNS)
    return compare(
        f"lead list over the API: depth {DEPTH:,}", n=LEADS, times=times, against="first", aim="<=2", ours="deep"
    )
