"""`/me/`: one's own page; and the language that somebody reads."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.forms.own import OwnForm
from portal.accounts.models import User
from portal.accounts.services.logins import describe_oneself
from portal.forms import blame
from portal.problems import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Name, language, and the way to everything about one's sign-in."""
    user = request.user
    assert isinstance(user, User)
    form = OwnForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        try:
            describe_oneself(user, **form.cleaned_data)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return _spoken(redirect("me"), user.language)
    return render(request, "accounts/me.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Choose the language of every page; kept with the person who is signed in, else in the browser."""
    user, language = request.user, request.POST.get("language", "")
    if isinstance(user, User) and language in dict(settings.LANGUAGES):
        describe_oneself(user, name=user.name, language=language)
    return i18n.set_language(request)


def _spoken(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        max_age=31_536_000,
    )
    return response
