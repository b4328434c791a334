"""`/settings/`: every page that changes how the portal works."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.accounts.rights import for_members
from portal.shell.queries import settings_of


@require_safe
@for_members
def index(request: HttpRequest, vendor: str) -> HttpResponse:
    """What this member may change."""
    entries = settings_of(request.actor.rights)  # type: ignore[attr-defined]
    pages = [{"entry": entry, "url": reverse(entry.url_name, kwargs={"vendor": vendor})} for entry in entries]
    return render(request, "settings/index.html", {"pages": pages})
