"""`/settings/keys/`: API keys of one's own; for those who manage people, of everybody in reach."""

from datetime import datetime, time

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.actor import Actor
from portal.accounts.forms.keys import KeyForm
from portal.accounts.models import ApiKey
from portal.accounts.queries import keys
from portal.accounts.rights import requires
from portal.accounts.services.keys import make_key, revoke_key
from portal.accounts.sessions import requires_fresh_sign_in
from portal.forms import blame
from portal.problems import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires("keys.manage")
@requires_fresh_sign_in
@sensitive_variables("secret")
def key_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Keys that work, and a new one. Its secret is on the answer to the form and nowhere else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form, secret, made = KeyForm(request.POST or None, actor=actor), "", None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ends = timezone.make_aware(datetime.combine(data["expires_on"], time())) if data["expires_on"] else None
        try:
            made, secret = make_key(
                by=actor, name=data["name"], scopes=data["scopes"], expires_at=ends, at=timezone.now()
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            form = KeyForm(actor=actor)
    shown = _in_reach(actor)
    context = {"keys": shown[:500], "form": form, "secret": secret, "made": made, "actor": actor}
    return render(request, "settings/keys.html", context, status=422 if form.errors else 200)


@require_POST
@requires("keys.manage")
def revocation(request: HttpRequest, vendor: str, pk: int) -> HttpResponse:
    """Revoke a key. Asks for no fresh sign-in: stopping a key must be quick."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        revoke_key(get_object_or_404(_in_reach(actor), pk=pk), by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The key is revoked: the next request with it is refused."))
    return redirect("settings:keys", vendor=vendor)


def _in_reach(actor: Actor) -> QuerySet[ApiKey]:
    working = keys(at=timezone.now())
    return working if actor.may("people.manage") else working.filter(membership_id=actor.membership_id)
