"""Pages of statements: what a partner was told, line by line, and the PDF that is kept."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commissions.models import Statement
from commissions.queries.payouts import find_statement, payouts_of_statement, statements
from commissions.queries.runs import words_of
from commissions.queries.statements import lines_of_statement, questions_to
from commissions.services.statement_pdf import wanted_pdf
from commissions.views.run_figures import PAYOUT_TONES
from portal.accounts.rights import requires
from portal.files.services import attachment
from portal.forms import NoFilter
from portal.jobs.progress import asks_progress, progress, read_after_job
from portal.jobs.queries import shown_at_work
from portal.keyset import Order
from portal.money import Money
from portal.shell.lists import list_page
from portal.shell.templatetags.figures import money

NEWEST = Order("newest", "", ("period", "id"))
PAGE = 200


@require_GET
@requires("statements.see")
def statement_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Every statement one may see, the newest month first."""
    found = statements()
    if request.actor.is_staff:  # type: ignore[attr-defined]  # a partner's own list names no partner
        found = found.prefetch_related("partner")
    page = list_page(request, found, orders=[NEWEST], form=NoFilter(request.GET))
    return render(request, "commissions/statements/list.html", {"page": page})


@require_GET
@requires("statements.see")
def statement_page(request: HttpRequest, vendor: str, statement_id: int) -> HttpResponse:
    """One statement with its lines; each line opens where it came from."""
    statement = _statement(statement_id)
    after = request.GET.get("after", "0")
    lines = lines_of_statement(
        statement, after=int(after) if after.isdecimal() and len(after) < 19 else 0, limit=PAGE + 1
    )
    payouts = payouts_of_statement(statement.pk)
    context = {
        "statement": statement,
        "lines": lines[:PAGE],
        "older": lines[PAGE - 1].earning_id if len(lines) > PAGE else None,
        "questions_to": questions_to(statement),
        "payouts": [(p, PAYOUT_TONES[p.state], [_(words_of(code)) for code in p.reasons]) for p in payouts],
        "facts": [
            {"label": _("Due"), "value": money(Money(statement.due_minor, statement.currency))},
            {"label": _("Closed"), "value": statement.closes_on},
            {"label": _("Paid on"), "value": statement.pay_on},
            {"label": _("Paid by"), "value": statement.pay_by, "hint": "F-COM-01"},
        ],
    }
    return render(request, "commissions/statements/detail.html", context)


@require_GET
@requires("statements.see")
def statement_pdf(request: HttpRequest, vendor: str, statement_id: int) -> HttpResponseBase:
    """The PDF: made by a job when it is asked for first, then kept. Until it is there, its progress."""
    statement = _statement(statement_id)
    job = shown_at_work(wanted_pdf(statement), _("Drawing the PDF")) if statement.pdf is None else None
    if asks_progress(request):
        return progress(request, job)
    read_after_job(statement)
    if statement.pdf is not None:
        return attachment(statement.pdf)
    return render(request, "commissions/statements/pdf.html", {"statement": statement, "job": job, "url": request.path})


def _statement(statement_id: int) -> Statement:
    found = find_statement(statement_id)
    if found is None:
        raise Http404
    return found
