"""Each refused request leaves one row, in a transaction of its own: the request's may have been rolled back."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.tenancy import Role, acting_as

log = logging.getLogger(__name__)
FORBIDDEN = 403
Answer = Callable[[HttpRequest], HttpResponse]


class DenialMiddleware:
    """Stands around the actor's middleware, so that its transaction is over when a denial is written."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and write a denial at a vendor into that vendor's audit trail."""
        response = self.get_response(request)
        if response.status_code == FORBIDDEN and getattr(request, "vendor_id", None):
            try:
                write_denial(request)
            except DatabaseError:
                log.exception("a denial could not be written")
        return response


def write_denial(request: HttpRequest) -> None:
    """The route and the method, never the path: what was typed into it may name a person."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    vendor_id: int = request.vendor_id  # type: ignore[attr-defined]
    role = actor.database_role if actor else Role.VISITOR
    route = request.resolver_match.route if request.resolver_match else ""
    detail: dict[str, Any] = {"key": actor.key_id} if actor and actor.key_id else {}
    with acting_as(role, vendor=vendor_id, partner=actor.partner_id if actor else None):
        record("access.denied", by=actor, method=request.method, route=route, **detail)
