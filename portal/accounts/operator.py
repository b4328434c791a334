"""Who runs the installation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from portal.accounts.rights import refuse_stranger
from portal.accounts.sessions import go_to
from portal.registry import Registry

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that only who runs the installation can mend."""

    title: str
    line: str


#: What apps above tell on the operator's page, asked at the moment it is drawn.
NOTICES: Registry[Callable[[datetime], list[Notice]]] = Registry("operator's notices")


def for_operators(view: View) -> View:
    """A page for operators with a second factor; for everybody else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return refuse_stranger(request)
        if not user.is_operator:
            raise Http404
        if not is_mfa_enabled(user):
            return go_to(request, reverse("mfa_index"))
        response = view(request, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    guarded.for_operators = True  # type: ignore[attr-defined]
    return guarded
