"""Hands DRF the actor that the middleware resolved: authentication happened before the transaction."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from portal.accounts.actor import Actor


class ActorAuthentication(BaseAuthentication):
    """`request.user` in an API view is the actor."""

    def authenticate(self, request: Request) -> tuple[Actor, Any] | None:
        """The actor, or nobody."""
        actor: Actor | None = request._request.actor  # type: ignore[attr-defined]
        return (actor, None) if actor else None

    def authenticate_header(self, request: Request) -> str:
        """So that nobody gets 401, not 403."""
        return 'Bearer realm="api"'
