"""Pages of one program at a time: which one the address names, and the tabs to the others."""

from typing import Any

from django.http import Http404, HttpRequest

from partners.queries.agreements import programs_with_guides
from portal.guides.models import Program


def wanted_program(request: HttpRequest) -> Program | None:
    """The one that the address names, or the first. Raises Http404 for an unknown one."""
    known = list(programs_with_guides())
    wanted = request.GET.get("program", "")
    found = next((one for one in known if wanted in ("", one.slug)), None)
    if found is None and wanted:
        raise Http404
    return found


def program_tabs(request: HttpRequest, program: Program) -> list[dict[str, Any]]:
    """Every program of the vendor; none where there is one only."""
    known = list(programs_with_guides())
    tabs = [
        {"label": one.name, "url": f"{request.path}?program={one.slug}", "current": one == program} for one in known
    ]
    return tabs if len(tabs) > 1 else []
