import json

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import RequestFactory

from portal.api.bounds import BoundsMiddleware


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotFound("<h1>Not Found</h1>") if request.path.endswith("nothing/") else HttpResponse("ok")


def ask(path: str = "/acme/leads/", kind: str = "application/json", **extra: str) -> HttpResponse:
    request = RequestFactory().post(path, data="x", content_type=kind, **extra)  # type: ignore[arg-type]
    return BoundsMiddleware(answer)(request)


def test_bounds_let_an_ordinary_request_through() -> None:
    assert ask().content == b"ok"
    assert ask(kind="text/html; charset=UTF8").content == b"ok"


@pytest.mark.parametrize(
    ("kind", "length", "status"),
    [
        ("application/json", "10000000", 413),
        ("multipart/form-data; boundary=x", "10000000", 200),
        ("multipart/form-data; boundary=x", "99999999", 413),
        ("application/x-www-form-urlencoded", "9" * 5_000, 413),
        ("application/json", "-5", 400),
        ("application/json", "many", 400),
    ],
)
def test_bounds_refuse_a_body_by_its_length(kind: str, length: str, status: int) -> None:
    assert ask(kind=kind, CONTENT_LENGTH=length).status_code == status


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "utf-16", "latin-1"])
def test_bounds_speak_utf8_only(charset: str) -> None:
    assert ask(kind=f"multipart/form-data; boundary=x; charset={charset}").status_code == 415


def test_bounds_refuse_a_nul_in_a_cookie() -> None:
    assert ask(HTTP_COOKIE='session="abcdefgh\\000"').status_code == 400


def test_machine_gets_a_problem_where_a_person_gets_a_page() -> None:
    machine = ask("/api/v1/acme/nothing/")
    assert machine["Content-Type"] == "application/problem+json"
    assert json.loads(machine.content)["code"] == "not-found"
    assert ask("/acme/nothing/").content == b"<h1>Not Found</h1>"
    assert json.loads(ask("/api/v1/acme/", CONTENT_LENGTH="10000000").content)["code"] == "too-large"
