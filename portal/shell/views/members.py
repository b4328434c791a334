"""Pages of every member: home, inbox, search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.rights import for_members
from portal.shell.context import shell_of
from portal.shell.queries import cards_of, find


@require_safe
@for_members
def home(request: HttpRequest, vendor: str) -> HttpResponse:
    """What needs me today, how do I stand."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    waiting = shell_of(request).waiting
    context = {
        "actor": actor,
        "cards": cards_of(actor),
        "waiting": waiting[:5],
        "more": max(len(waiting) - 5, 0),
        "now": now,
    }
    return render(request, "shell/home.html", context)


@require_safe
@for_members
def inbox(request: HttpRequest, vendor: str) -> HttpResponse:
    """Everything that waits for me, what is due first."""
    return render(request, "shell/inbox.html", {"items": shell_of(request).waiting, "now": timezone.now()})


@require_safe
@for_members
def search(request: HttpRequest, vendor: str) -> HttpResponse:
    """Everything I may see that has to do with the words I typed."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    found = find(request.actor, words)  # type: ignore[attr-defined]
    template = "shell/_found.html" if request.headers.get("HX-Request") else "shell/search.html"
    return render(request, template, {"words": words, "found": found})
