"""The queue of cases: what waits, the oldest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from compliance.forms import CaseFilterForm
from compliance.presentation import row_of
from compliance.queries.cases import NEWEST_FIRST, OLDEST_FIRST, cases_visible_to, filter_cases, open_counts
from compliance.queries.freshness import freshness
from compliance.states import CASE_STATES, CaseState
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.shell.lists import View, list_page

DECIDED = (CaseState.APPROVED, CaseState.REJECTED, CaseState.CLOSED)


@require_safe
@requires("cases.see")
def case_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """What is worked on, the oldest first; decided ones by their state, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    form = CaseFilterForm(request.GET)
    wanted = form.narrowing()
    cases = filter_cases(cases_visible_to(actor).select_related("program"), now=now, **wanted)
    if "state" not in wanted:
        cases = cases.filter(waiting=True)
    order = NEWEST_FIRST if wanted.get("state") in DECIDED else OLDEST_FIRST
    page = list_page(request, cases, orders=[order], form=form)
    counts = open_counts(case.pk for case in page.rows)
    context = {
        "page": page,
        "rows": [row_of(case, vendor=vendor, open_hits=counts[case.pk]) for case in page.rows],
        "views": _views(request, vendor, wanted),
        "narrowed": bool(wanted) or bool(request.GET.get("after")),
        "lists": freshness(now),
        "now": now,
    }
    return render(
        request, "compliance/_list.html" if request.headers.get("HX-Request") else "compliance/list.html", context
    )


def _views(request: HttpRequest, vendor: str, wanted: dict[str, str]) -> list[View]:
    here = reverse("compliance:cases", kwargs={"vendor": vendor})
    named = [(_("At work"), ""), (_("Late"), "late=yes")]
    named += [(_(CASE_STATES.labels[state]), f"state={state}") for state in (CaseState.ESCALATED, *DECIDED)]
    said = "&".join(f"{name}={value}" for name, value in wanted.items())
    return [View(words, f"{here}?{query}" if query else here, query == said) for words, query in named]
