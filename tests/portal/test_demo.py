import os
import subprocess
import sys
from typing import Any

import psycopg

from tests import ground

COUNTS = """
SELECT (SELECT count(*) FROM partners_partner), (SELECT count(*) FROM partners_agreement), (SELECT count(*) FROM tenancy_brand),
       (SELECT count(*) FROM accounts_membership), (SELECT count(DISTINCT vendor_id) FROM guides_guideversion)
"""


def _manage(env: dict[str, str], *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *args], cwd=ground.ROOT, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout


def _counts(owner_url: str) -> Any:
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "SET ROLE portal_platform"
            if "ROLE_PREFIX" not in os.environ
            else f"SET ROLE {os.environ['ROLE_PREFIX']}_platform"
        )
        return connection.execute(COUNTS).fetchone()


def test_demo_builds_three_vendors_once(fresh_database: Any) -> None:
    """A second run finds everything there and adds nothing."""
    before = _counts(fresh_database.owner_url)

    first = _manage(fresh_database.env, "demo", "--today", "2026-11-21")
    built = _counts(fresh_database.owner_url)
    second = _manage(fresh_database.env, "demo", "--today", "2026-11-21")

    assert "freshworks, genesys, smartsheet" in first
    assert "all there" in second
    assert _counts(fresh_database.owner_url) == built
    # Forty companies a vendor, and a newcomer who signs in each of the four programs.
    assert next(after - was for after, was in zip(built, before, strict=True)) == 3 * 40 + 4
