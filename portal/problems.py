"""Problem answers of the API (RFC 9457): a code a program can tell apart, words a person can act on."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

TITLES: dict[str, str | Promise] = {
    "unauthenticated": _("Send a valid API key as 'Authorization: Bearer KEY'."),
    "suspended": _("This membership is suspended."),
    "forbidden": _("This key may not do that."),
    "not-found": _("There is nothing here."),
    "invalid": _("Some fields need to be corrected."),
    "conflict": _("This does not fit what is here already."),
    "method-not-allowed": _("This address does not answer that method."),
    "unsupported-media-type": _("Send application/json."),
    "not-acceptable": _("Only application/json is spoken here."),
    "throttled": _("Too many requests: wait, then try again."),
    "error": _("Something went wrong on our side; nothing was changed."),
}


class Refusal(Exception):
    """A use case refused. `code` is for programs, the words are for people, `field` is where it was typed (or empty)."""

    status = 422
    code = "invalid"

    def __init__(self, message: str | Promise, *, field: str = "", code: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        if code:
            self.code = code


class Conflict(Refusal):
    """A use case refused because of what is here already."""

    status = 409
    code = "conflict"


def problem_body(status: int, code: str, detail: Any = None, errors: Any = None) -> dict[str, Any]:
    """The body of a problem answer."""
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": str(TITLES.get(code, code)),
        "status": status,
        "code": code,
    }
    if detail:
        body["detail"] = str(detail)
    if errors:
        body["errors"] = errors
    return body


def problem(status: int, code: str, detail: Any = None) -> HttpResponse:
    """A problem answer from outside DRF."""
    response = JsonResponse(problem_body(status, code, detail), status=status, content_type="application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def problem_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal becomes a problem; what nobody foresaw stays a 500 and rolls back."""
    status, code, detail, errors = _describe(exc)
    if status is None:
        return None
    response = Response(
        problem_body(status, code, detail, errors), status=status, content_type="application/problem+json"
    )
    if status >= 500:
        transaction.set_rollback(True)
    return response


def _describe(exc: Exception) -> tuple[int | None, str, Any, Any]:
    if isinstance(exc, Refusal):
        return exc.status, exc.code, exc.message, {exc.field: [str(exc.message)]} if exc.field else None
    if isinstance(exc, Http404 | exceptions.NotFound):
        return 404, "not-found", None, None
    if isinstance(exc, PermissionDenied | exceptions.PermissionDenied):
        return 403, "forbidden", None, None
    if isinstance(exc, exceptions.ValidationError):
        return 422, "invalid", None, exc.detail
    if isinstance(exc, exceptions.ParseError):
        return 400, "invalid", exc.detail, None
    if isinstance(exc, exceptions.APIException):
        return exc.status_code, str(exc.default_code).replace("_", "-"), exc.detail, None
    return None, "error", None, None
