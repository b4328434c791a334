"""What no view needs to think of: bodies too large, encodings that smuggle, NUL in headers; and problems for machines."""

import codecs
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.problems import problem

Answer = Callable[[HttpRequest], HttpResponse]
_CODES = {
    400: "invalid", 401: "unauthenticated", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    413: "too-large", 415: "unsupported-media-type", 429: "throttled", 500: "error",
}  # fmt: skip


class BoundsMiddleware:
    """Refuses what Django would read into memory or hand to PostgreSQL as it is.

    A JSON or urlencoded body is limited by DATA_UPLOAD_MAX_MEMORY_SIZE, an upload by UPLOAD_LIMIT. Bodies are UTF-8:
    other charsets can spell lone surrogates, which PostgreSQL has no place for. Below /api/ every error is a problem.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = _refusal(request)
        api = request.path_info.startswith("/api/")
        if refused is None:
            response = self.get_response(request)
            return _as_problem(response) if api else response
        status, words = refused
        if api:
            return problem(status, _CODES[status], words)
        return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _refusal(request: HttpRequest) -> tuple[int, str] | None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return 400, "The Content-Length is no number."
    if int(length[:20]) > _limit(request):
        return 413, "The body is too large."
    if not _is_utf8(request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"):
        return 415, "Send UTF-8."
    if any(
        "\0" in value for value in (*request.COOKIES.values(), request.META.get("QUERY_STRING", ""), request.path_info)
    ):
        return 400, "There is a NUL character in the request."
    return None


def _limit(request: HttpRequest) -> int:
    upload = request.content_type in ("multipart/form-data", "text/csv")
    limit: int = settings.UPLOAD_LIMIT if upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return limit


def _is_utf8(name: str) -> bool:
    try:
        return codecs.lookup(name).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False


def _as_problem(response: HttpResponse) -> HttpResponse:
    """An error page that Django made for a machine becomes a problem; a problem stays as it is."""
    if response.status_code < 400 or "json" in response.get("Content-Type", ""):
        return response
    return problem(response.status_code, _CODES.get(response.status_code, "error"))
