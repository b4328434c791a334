"""How long a session lives, and how lately its person proved who they are.

A session ends 12 hours after the sign-in, and for people who work for a vendor or run the portal after 30 idle minutes. It
ends at the next request of a person who was deactivated, and when the password or the first second factor changes elsewhere.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

WHOLE = timedelta(hours=12)
IDLE = timedelta(minutes=30)
FRESH = timedelta(seconds=300)
#: A request writes the session only when the last one was this long ago.
GRAIN = timedelta(seconds=60)
BEGAN, SEEN = "portal_began", "portal_seen"

View = Callable[..., HttpResponseBase]


def begin_session(*, request: HttpRequest, **_: Any) -> None:
    """Note when the person signed in. Receiver of `user_logged_in`."""
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()


def is_over(session: SessionBase, *, now: datetime, ends_idle: bool) -> bool:
    """Whether a signed-in session has reached one of its limits."""
    began, seen = session.get(BEGAN, 0.0), session.get(SEEN, 0.0)
    too_old = now.timestamp() - began >= WHOLE.total_seconds()
    return too_old or (ends_idle and now.timestamp() - seen >= IDLE.total_seconds())


def keep_session(request: HttpRequest, *, ends_idle: bool) -> None:
    """End the request's session where it is over, else note that it was used."""
    now = timezone.now()
    if is_over(request.session, now=now, ends_idle=ends_idle):
        logout(request)
    elif now.timestamp() - request.session[SEEN] >= GRAIN.total_seconds():
        request.session[SEEN] = now.timestamp()


def end_other_sessions(*, request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Sessions opened without a second factor do not outlive its arrival. Receiver of allauth's `authenticator_added`."""
    if (
        type(authenticator)
        .objects.filter(user=user)
        .exclude(pk=authenticator.pk)
        .exclude(type="recovery_codes")
        .exists()
    ):
        return
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved who they are in the last five minutes. Reads the session only."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < FRESH.total_seconds() for record in records)


def requires_fresh_sign_in(view: View) -> View:
    """A page for somebody who proved a moment ago who they are; others are asked to, and come back to it.

    Stands below `requires`. What was typed is not kept in the session, so that no bank account lies there.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_fresh(request):
            query = urlencode({"next": _way_back(request)})
            return go_to(request, f"{reverse('account_reauthenticate')}?{query}")
        return view(request, *args, **kwargs)

    guarded.requires_fresh_sign_in = True  # type: ignore[attr-defined]
    return guarded


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send a person to `url`, also from inside a part of a page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _way_back(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(page)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"
