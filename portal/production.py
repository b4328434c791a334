"""Refuses to start where secrets are missing, or where people would sign in over plain http from another machine."""

from collections.abc import Collection
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("demo", "test", "production")
SHORTEST_SECRET = 50
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def check_environment(
    *, environment: str, secret_key: str, field_keys: str, site_url: str, hosts: Collection[str]
) -> None:
    """Raise ImproperlyConfigured with everything that is wrong."""
    if environment not in ENVIRONMENTS:
        raise ImproperlyConfigured(f"PORTAL_ENV is one of {', '.join(ENVIRONMENTS)}, not {environment!r}.")
    wrong = (
        _wrong_in_production(secret_key, field_keys, site_url, hosts)
        if environment == "production"
        else _wrong_here(hosts)
    )
    if found := [sentence for sentence, is_so in wrong.items() if is_so]:
        raise ImproperlyConfigured(" ".join(found) + " See README, Configuration.")


def _wrong_in_production(secret_key: str, field_keys: str, site_url: str, hosts: Collection[str]) -> dict[str, bool]:
    weak = len(secret_key) < SHORTEST_SECRET or secret_key.startswith("development-only-")
    return {
        f"SECRET_KEY needs {SHORTEST_SECRET} random characters or more.": weak,
        "FIELD_KEYS is empty: without a key no bank account can be kept.": not field_keys,
        "SITE_URL begins with https:// in production.": urlsplit(site_url).scheme != "https",
        "ALLOWED_HOSTS names hosts, no pattern for all.": any(host.strip() in ("", "*") for host in hosts),
    }


def _wrong_here(hosts: Collection[str]) -> dict[str, bool]:
    return {
        "Outside localhost the portal is served with TLS only: set PORTAL_ENV=production.": bool(set(hosts) - LOCAL),
    }
