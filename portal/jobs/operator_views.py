"""The operator's pages: the mail that went to a folder."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.jobs.mailbox import letter, newest_letters

View = Callable[..., HttpResponse]


def for_operators(view: View) -> View:
    """Strangers sign in first; whoever is no operator is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_operator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_operators
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest messages."""
    return render(request, "operator/mail.html", {"letters": newest_letters(), "now": timezone.now()})


@require_safe
@for_operators
def mail_page(request: HttpRequest, name: str) -> HttpResponse:
    """One message as text."""
    found = letter(name)
    if found is None:
        raise Http404
    return render(request, "operator/letter.html", {"letter": found, "now": timezone.now()})
