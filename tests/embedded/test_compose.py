"""The production shape, as far as it can be proved without a Docker engine: parsed, compared, its init script run."""

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import yaml

from portal.embedded import places
from portal.embedded.account import Account
from portal.embedded.machine import PANGO_PACKAGES
from portal.embedded.postgres import LOCALE
from tests import ground

SECRET = re.compile(r"PASSWORD|SECRET|KEYS")
ROLES = ("web", "worker", "beat")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((places.ROOT / "docker-compose.yml").read_text())
    return parsed


def test_one_image_serves_in_three_roles(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {services[role]["image"] for role in (*ROLES, "prepare")} == {"partner-portal"}
    assert [services[role]["command"][0] for role in ROLES] == ["gunicorn", "celery", "celery"]
    assert {services[role]["environment"]["PORTAL_ENV"] for role in ROLES} == {"production"}
    assert services["beat"]["command"][4:6] == ["--scheduler", "portal.jobs.scheduler:SlotScheduler"]


def test_database_is_made_with_the_locale_of_make_run(compose: dict[str, Any]) -> None:
    postgres = compose["services"]["postgres"]
    arguments = shlex.split(postgres["environment"]["POSTGRES_INITDB_ARGS"])
    assert postgres["image"] == "postgres:18"
    assert arguments == [*LOCALE, "--auth=scram-sha-256"]
    assert "database:/var/lib/postgresql" in postgres["volumes"]
    assert "database" in compose["volumes"]


def test_redis_keeps_what_it_was_told(compose: dict[str, Any]) -> None:
    command = " ".join(compose["services"]["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_only_the_preparation_knows_the_owner(compose: dict[str, Any]) -> None:
    services = compose["services"]
    knowing = {name for name, service in services.items() if "OWNER" in str(service.get("environment"))}
    assert knowing == {"postgres", "prepare"}


def test_no_secret_is_written_down(compose: dict[str, Any]) -> None:
    secrets = {
        (name, key): value
        for name, service in compose["services"].items()
        for key, value in service.get("environment", {}).items()
        if SECRET.search(key) or SECRET.search(str(value))
    }
    assert len(secrets) >= 10
    assert [place for place, value in secrets.items() if ":?}" not in value] == []


def test_image_installs_the_locked_packages_and_pango() -> None:
    text = (places.ROOT / "Dockerfile").read_text()
    assert "pip install --no-cache-dir --require-hashes -r requirements-production.lock" in text
    assert [package for package in PANGO_PACKAGES if package not in text] == []
    assert text.index("USER portal") > text.index("RUN pip")


def test_production_lock_is_part_of_the_whole_lock() -> None:
    whole, part = (_locked(places.ROOT / f"requirements{kind}.lock") for kind in ("", "-production"))
    assert len(part) > 50
    assert part - whole == set()
    assert {line for line in part if line.startswith(("pytest==", "mypy==", "playwright=="))} == set()


def _locked(path: Path) -> set[str]:
    return {line.rstrip(" \\") for line in path.read_text().splitlines() if "==" in line and not line.startswith(" ")}


@pytest.mark.skipif(bool(os.environ.get("TEST_IS_EXTERNAL")), reason="a given server lends us no superuser")
def test_init_script_makes_the_owner_that_make_run_makes(ground_servers: None) -> None:
    admin = urlsplit(os.environ[ground.ADMIN])
    binaries = places.find_postgres(Account(os.geteuid(), os.getegid()))
    variables = {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "PGHOST": parse_qs(admin.query)["host"][0],
        "PGPASSWORD": admin.password or "",
        "POSTGRES_USER": admin.username or "",
        "ROLE_PREFIX": "composed",
        "PORTAL_DATABASE": "composed",
        "PORTAL_OWNER_PASSWORD": 'it\'s "quoted"',
    }
    try:
        subprocess.run(
            ["bash", ".ci/postgres/10-owner.sh"], cwd=places.ROOT, env=variables, check=True, capture_output=True
        )
        with psycopg.connect(
            host=variables["PGHOST"], user="composed_owner", password='it\'s "quoted"', dbname="composed"
        ) as own:
            owns = own.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'composed'").fetchone()
            attributes = own.execute(
                "SELECT count(DISTINCT (rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls)), count(*)"
                " FROM pg_roles WHERE rolname IN ('composed_owner', 'portal_owner')"
            ).fetchone()
    finally:
        with psycopg.connect(os.environ[ground.ADMIN].replace("/portal?", "/postgres?"), autocommit=True) as superuser:
            superuser.execute("DROP DATABASE IF EXISTS composed WITH (FORCE)")
            superuser.execute("DROP ROLE IF EXISTS composed_owner")
    assert owns == ("composed_owner",)
    assert attributes == (1, 2)
