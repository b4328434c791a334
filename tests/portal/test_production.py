"""`PORTAL_ENV=production`: a process of its own, because settings are read once."""

import json
import os
import subprocess
import sys

import pytest

from portal.embedded.places import ROOT

SECRETS = {
    "SECRET_KEY": "e" * 25 + "Zq7_" * 10,
    "FIELD_KEYS": "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "SITE_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
}
ASK = """
import json, django
django.setup()
from django.conf import settings as s
from django.test import Client
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_DOMAIN",
         "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "LANGUAGE_COOKIE_SECURE"]
plain = Client().get("/livez2", headers={"host": "portal.example"})
safe = Client().get("/livez", headers={"host": "portal.example"}, secure=True)
print(json.dumps({**{name: getattr(s, name) for name in names}, "plain": [plain.status_code, plain["Location"]],
                  "hsts": safe["Strict-Transport-Security"]}))
"""


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process in the production environment; an empty variable is an unset one."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_ENV": "production",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # the test process's own
        **SECRETS,
        **variables,
    }
    kept = {name: value for name, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=120
    )


def test_deployment_check_has_nothing_to_say() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_cookies_transport_and_passkeys_are_for_https_only(tmp_path: object) -> None:
    done = run("-W", "ignore", "-c", ASK, DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_DOMAIN": None,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "LANGUAGE_COOKIE_SECURE": True,
        "plain": [301, "https://portal.example/livez2"],
        "hsts": "max-age=31536000; includeSubDomains; preload",
    }


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY needs"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY needs"),
        ({"SECRET_KEY": "development-only-" + "x" * 50}, "SECRET_KEY needs"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS is empty"),
        ({"SITE_URL": "http://portal.example"}, "https://"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"PORTAL_ENV": "prod"}, "PORTAL_ENV is one of"),
        ({"PORTAL_ENV": "demo", "ALLOWED_HOSTS": "portal.example"}, "PORTAL_ENV=production"),
    ],
)
def test_portal_does_not_start_half_armed(variables: dict[str, str], words: str) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from portal.production import check_environment

    given = {**SECRETS, "PORTAL_ENV": "production", **variables}
    with pytest.raises(ImproperlyConfigured, match=words):
        check_environment(
            environment=given["PORTAL_ENV"],
            secret_key=given["SECRET_KEY"],
            field_keys=given["FIELD_KEYS"],
            site_url=given["SITE_URL"],
            hosts=given["ALLOWED_HOSTS"].split(","),
        )


def test_process_without_secrets_ends() -> None:
    done = run("manage.py", "check", SECRET_KEY="", FIELD_KEYS="")
    assert done.returncode != 0
    assert "SECRET_KEY needs" in done.stderr
    assert "FIELD_KEYS is empty" in done.stderr
