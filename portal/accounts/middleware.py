"""Resolves the actor, opens the request's transaction in the actor's role, and leaves nothing behind a failure."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers

from portal.accounts.actor import Actor
from portal.accounts.identify import Suspended, find_vendor, holder_of, member_of
from portal.problems import problem
from portal.tenancy import Role, acting_as

Answer = Callable[[HttpRequest], HttpResponse]
_API = re.compile(r"^/api/v1/(?P<slug>[a-z][a-z0-9-]*)/")
_PAGE = re.compile(r"^/(?P<slug>[a-z][a-z0-9-]*)(/|$)")


class ActorMiddleware:
    """Sets `request.actor` and `request.vendor_id`, then answers inside `acting_as` of that actor.

    Django makes a response of an exception before a middleware sees it, so a 5xx is what tells that the view raised: the
    transaction is rolled back then too. A refused use case (4xx) has rolled back its own savepoint.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        request.actor = None  # type: ignore[attr-defined]
        request.vendor_id = None  # type: ignore[attr-defined]
        api = _API.match(request.path_info)
        match = api or _PAGE.match(request.path_info)
        found = find_vendor(match["slug"]) if match else None
        if found is None or match is None:
            return self._finish(request, nullcontext())
        if found.moved_to:
            moved = request.get_full_path().replace(f"/{match['slug']}", f"/{found.moved_to}", 1)
            return HttpResponsePermanentRedirect(moved, preserve_request=True)
        request.vendor_id = found.vendor_id  # type: ignore[attr-defined]
        try:
            actor = self._by_key(request, found.vendor_id) if api else self._by_session(request, found.vendor_id)
        except Suspended:
            return problem(403, "suspended") if api else render(request, "errors/suspended.html", status=403)
        if api and actor is None:
            return problem(401, "unauthenticated")
        request.actor = actor  # type: ignore[attr-defined]
        if actor is None:
            return self._finish(request, acting_as(Role.VISITOR, vendor=found.vendor_id))
        if actor.is_staff and actor.key_id is None and not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        scope = acting_as(actor.database_role, vendor=actor.vendor_id, partner=actor.partner_id)
        return self._finish(request, scope, private=True)

    def _finish(
        self, request: HttpRequest, scope: AbstractContextManager[object], private: bool = False
    ) -> HttpResponse:
        with scope:
            response = self.get_response(request)
            if response.status_code >= 500 and not isinstance(scope, nullcontext):
                transaction.set_rollback(True)
        if private and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
            patch_vary_headers(response, ["Cookie", "Authorization"])
        return response

    def _by_session(self, request: HttpRequest, vendor_id: int) -> Actor | None:
        user = request.user
        return member_of(user.pk, vendor_id) if user.is_authenticated else None

    def _by_key(self, request: HttpRequest, vendor_id: int) -> Actor | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        return holder_of(key.strip(), vendor_id) if scheme.lower() == "bearer" and key.strip() else None
