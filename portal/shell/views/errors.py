"""What a person reads when something is refused or breaks. Programs get a problem."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.problems import problem

_CODES = {400: "invalid", 403: "forbidden", 404: "not-found", 500: "error"}


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: a member without the right."""
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: missing, or somebody else's. The words are the same, whatever the reason."""
    return _answer(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500. Draws nothing that would ask the database: its transaction may be the thing that broke."""
    if request.path.startswith("/api/"):
        return problem(500, "error")
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from our own page, or whose session ended meanwhile."""
    return render(request, "errors/csrf.html", status=403)


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(status, _CODES[status])
    return render(request, f"errors/{status}.html", status=status)
