import subprocess
import sys

import psycopg
import pytest

from portal.embedded.postgres import role_prefix
from tests import ground
from tests.ground import FreshDatabase

VENDORS = ("freshworks", "genesys", "smartsheet")
#: Rows of the demo's vendors; those of the cast stand beside them.
COUNTS = ", ".join(
    f"(SELECT count(*) FROM {table} JOIN tenancy_address a USING (vendor_id) WHERE a.slug = ANY(%(vendors)s))"
    for table in (
        "partners_partner",
        "partners_agreement",
        "tenancy_brand",
        "accounts_membership",
        "guides_guideversion",
    )
)


@pytest.mark.timeout(400)
def test_demo_builds_three_vendors_once(demo_database: FreshDatabase) -> None:
    """A second run finds everything there and adds nothing."""
    built = _counts(demo_database.owner_url)
    words = [sys.executable, "manage.py", "demo", "--today", ground.DEMO_DAY]
    again = subprocess.run(words, cwd=ground.ROOT, env=demo_database.env, capture_output=True, text=True, check=True)

    assert "all there" in again.stdout
    assert _counts(demo_database.owner_url) == built
    partners, agreements, brands, members, versions = built
    # Forty companies a vendor, and a newcomer who signs in each of the four programs.
    assert (partners, brands) == (3 * 40 + 4, 3)
    assert min(agreements, members, versions) > 0


def _counts(owner_url: str) -> tuple[int, ...]:
    with psycopg.connect(owner_url) as connection:
        connection.execute(f'SET ROLE "{role_prefix()}_platform"'.encode())
        found = connection.execute(f"SELECT {COUNTS}".encode(), {"vendors": list(VENDORS)}).fetchone()
    assert found
    return found
