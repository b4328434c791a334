"""Tiers of a program for strangers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tiering.queries.public_tiers import public_tiers


@require_safe
def program_page(request: HttpRequest, vendor: str, program: str) -> HttpResponse:
    """Tiers, what each asks in words, by category and market, and what each gives. 404 where nothing is published."""
    found = public_tiers(program, now=timezone.now())
    if found is None:
        raise Http404
    return render(request, "tiering/program.html", {"page": found})
