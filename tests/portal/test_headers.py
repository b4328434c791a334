"""Every page, crawled as each kind of person: what browsers are told about it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal.accounts.models import User
from tests.cast import PASSWORD, VendorCast, mail_of
from tests.sign_in import sign_in, sign_in_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_url")]
VALUES = {"vendor": "acme", "token": "x" * 22, "key": "x", "uidb36": "1", "name": "x", "slug": "x"}


def paths(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """An address for every pattern, with some value for each part."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from paths(pattern.url_patterns, before + route)
        elif isinstance(pattern, URLPattern):
            yield from _filled(before + route)


def _filled(route: str) -> Iterator[str]:
    """A route of `path()`; those of allauth that are regular expressions are given by hand."""
    if any(sign in route for sign in "^(?$\\"):
        return
    while "<" in route:
        head, _, rest = route.partition("<")
        part, _, tail = rest.partition(">")
        kind, _, name = part.rpartition(":")
        route = head + ("1" if kind in ("int", "id") else VALUES.get(name, "x")) + tail
    yield route


PATHS = sorted(
    {*paths(), "/accounts/confirm-email/x/", "/accounts/password/reset/key/1-x/", "/nothing/", "/acme/nothing/"}
)


def policy(response: HttpResponse) -> dict[str, str]:
    rules = (rule.strip().partition(" ") for rule in response["Content-Security-Policy"].split(";"))
    return {name: values for name, _, values in rules}


def check(response: Any, *, personal: bool) -> list[str]:
    """What is wrong with the headers of one answer."""
    own = {"'self'", "'none'"}
    rules = policy(response)
    wrong = {
        "server error": response.status_code >= 500,
        "content policy": any(set(values.split()) - own for values in rules.values()),
        "default": rules.get("default-src") != "'none'",
        "frames": rules.get("frame-ancestors") != "'none'" or response["X-Frame-Options"] != "DENY",
        "base": rules.get("base-uri") != "'none'" or rules.get("object-src") != "'none'",
        "sniffing": response["X-Content-Type-Options"] != "nosniff",
        "referrer": response["Referrer-Policy"] != "same-origin",
        "opener": response["Cross-Origin-Opener-Policy"] != "same-origin",
        "kept": personal and _is_page(response) and "no-store" not in response.get("Cache-Control", ""),
    }
    return [name for name, is_so in wrong.items() if is_so]


def _is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith(("text/html", "application/json", "application/problem"))


def client_of(person: str, vendor: VendorCast) -> Client:
    if person == "operator":
        return sign_in_user(Client(), User.objects.get(email="operator@portal.example"), fresh=True)
    return Client() if person == "nobody" else sign_in(Client(), vendor, person, fresh=True)


@pytest.mark.parametrize("person", ["nobody", "partner_admin", "finance", "program_admin", "operator"])
def test_every_page_is_strict_with_browsers(person: str, acme: VendorCast) -> None:
    client = client_of(person, acme)
    assert len(PATHS) > 40
    wrong = {}
    for path in PATHS:
        if "logout" in path:
            continue
        response = client.get(path)
        if found := check(response, personal=person != "nobody"):
            wrong[path] = (response.status_code, found)
    assert wrong == {}


def test_cookies_of_a_sign_in_are_for_the_server_and_this_site(client: Client, acme: VendorCast) -> None:
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": mail_of("acme", "partner_sales1"), "password": PASSWORD})
    assert client.get("/acme/home/").status_code == 200
    flags = {
        name: (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) for name, cookie in client.cookies.items()
    }
    assert flags == {"csrf": (True, "Lax", "/"), "session": (True, "Lax", "/")}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://testserver.evil.example"])
def test_no_other_origin_may_read_an_answer(client: Client, acme: VendorCast, origin: str) -> None:
    key = {"Authorization": f"Bearer {acme.key('finance')}", "Origin": origin}
    for path in ("/acme/home/", "/api/v1/acme/x/", "/"):
        assert not client.get(path, headers=key).has_header("Access-Control-Allow-Origin")


def test_form_without_its_token_is_refused_in_words(acme: VendorCast) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, acme, "program_admin")
    for path in ("/acme/settings/people/", "/me/", "/accounts/logout/", "/i18n/language/"):
        response = client.post(path, {"email": "x@x.example", "role": "finance"})
        assert (response.status_code, response["Content-Type"]) == (403, "text/html; charset=utf-8"), path
