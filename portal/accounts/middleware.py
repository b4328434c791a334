"""Resolves the actor, opens the request's transaction in the actor's role, and leaves nothing behind a failure."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from portal.accounts.actor import Actor
from portal.accounts.identify import Suspended, actor_among, find_vendor, holder_of, memberships_of
from portal.accounts.sessions import go_to, keep_session
from portal.problems import problem
from portal.tenancy import Role, acting_as
from portal.tenancy.models import RESERVED
from portal.tenancy.queries import VendorInfo, vendor_info

Answer = Callable[[HttpRequest], HttpResponse]
Kind = Literal["api", "page"]
_API = re.compile(r"^/api/v1/(?P<slug>[a-z][a-z0-9-]*)/")
_PAGE = re.compile(r"^/(?P<slug>[a-z][a-z0-9-]*)(/|$)")


class ActorMiddleware:
    """Sets `request.actor` and `request.vendor`, then answers inside `acting_as` of that actor.

    Django makes a response of an exception before a middleware sees it, so a 5xx is what tells that the view raised: the
    transaction is rolled back then too. A refused use case (4xx) has rolled back its own savepoint.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; what was made for one person is kept by nobody on the way."""
        response = self._answer(request)
        # DRF puts its own user into the request: None where nobody is known.
        personal = request.actor is not None or getattr(request.user, "is_authenticated", False)  # type: ignore[attr-defined]
        if personal and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
            patch_vary_headers(response, ["Cookie", "Authorization"])
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.vendor = None  # type: ignore[attr-defined]
        request.vendor_id = None  # type: ignore[attr-defined]
        request.memberships = []  # type: ignore[attr-defined]
        kind, match = _vendor_path(request.path_info)
        if kind == "page":
            self._keep_session(request)
        if match is None:
            return self._finish(request, nullcontext())
        found = find_vendor(match["slug"])
        if found is None:
            return problem(401, "unauthenticated") if kind == "api" else self._finish(request, nullcontext())
        if found.moved_to:
            return HttpResponsePermanentRedirect(_moved(request, match, found.moved_to), preserve_request=True)
        request.vendor_id = found.vendor_id  # type: ignore[attr-defined]
        answer = self._answer_key if kind == "api" else self._answer_session
        return answer(request, found.vendor_id, match["slug"])

    def _keep_session(self, request: HttpRequest) -> None:
        """Find the person's memberships, unless their session is over: then they are nobody."""
        user = request.user
        if not user.is_authenticated:
            return
        own = memberships_of(user.pk)
        keep_session(request, ends_idle=user.is_operator or any(member.is_staff for member in own))
        if request.user.is_authenticated:
            request.memberships = own  # type: ignore[attr-defined]
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(user.language)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """An address that no vendor has leads nowhere, whatever stands behind it."""
        if "vendor" in kwargs and request.vendor is None:  # type: ignore[attr-defined]
            raise Http404

    def _answer_key(self, request: HttpRequest, vendor_id: int, slug: str) -> HttpResponse:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        try:
            actor = holder_of(key.strip(), vendor_id) if scheme.lower() == "bearer" and key.strip() else None
        except Suspended:
            return problem(403, "suspended")
        return self._as_actor(request, actor, slug) if actor else problem(401, "unauthenticated")

    def _answer_session(self, request: HttpRequest, vendor_id: int, slug: str) -> HttpResponse:
        memberships = request.memberships  # type: ignore[attr-defined]
        try:
            actor = actor_among(memberships, request.user.pk or 0, vendor_id)
        except Suspended:
            return render(request, "errors/suspended.html", status=403)
        if actor is None:
            return self._finish(request, acting_as(Role.VISITOR, vendor=vendor_id), slug)
        if actor.is_staff and not is_mfa_enabled(request.user):
            return go_to(request, reverse("mfa_index"))
        return self._as_actor(request, actor, slug)

    def _as_actor(self, request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
        request.actor = actor  # type: ignore[attr-defined]
        scope = acting_as(actor.database_role, vendor=actor.vendor_id, partner=actor.partner_id)
        return self._finish(request, scope, slug)

    def _finish(self, request: HttpRequest, scope: AbstractContextManager[object], slug: str = "") -> HttpResponse:
        if not slug:
            return self.get_response(request)
        with scope:
            vendor = request.vendor = vendor_info(request.vendor_id, slug, at=timezone.now())  # type: ignore[attr-defined]
            with timezone.override(_zone(vendor)):
                response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _vendor_path(path: str) -> tuple[Kind, re.Match[str] | None]:
    """Whether a path is the API's or a page's, and where its vendor stands, if it can have one."""
    api = _API.match(path)
    match = api or _PAGE.match(path)
    return ("api" if api else "page"), (match if match and match["slug"] not in RESERVED else None)


def _moved(request: HttpRequest, match: re.Match[str], slug: str) -> str:
    start, end = match.span("slug")
    query = request.META.get("QUERY_STRING", "")
    return f"{request.path_info[:start]}{slug}{request.path_info[end:]}{'?' if query else ''}{query}"


def _zone(vendor: VendorInfo) -> ZoneInfo:
    return ZoneInfo(vendor.time_zone or "UTC")
