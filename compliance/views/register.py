"""The register as of any day, on a page and as a file."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from compliance.forms import RegisterForm
from compliance.presentation import RISK_TONES
from compliance.queries.register import BY_NUMBER, RegisterRow, every_row, register_rows, registered_on
from compliance.states import RISK_LABELS, ROLE_LABELS, Role
from partners.panels import tabs_of
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.exports import Cell, write_csv
from portal.files.services import disposition
from portal.shell.lists import list_page


def _day(form: RegisterForm) -> date:
    today = timezone.localdate()
    return (form.cleaned_data.get("on") or today) if form.is_valid() else today


@require_safe
@requires("cases.see")
def register_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """Everybody at partners who is screened, with risk, last lists, exceptions and what is due next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = RegisterForm(request.GET)
    day = _day(form)
    page = list_page(request, registered_on(actor, day), orders=[BY_NUMBER], form=form)
    rows = register_rows(page.rows, day)
    context = {
        "page": page,
        "rows": [(row, _(RISK_LABELS[row.risk]), RISK_TONES[row.risk]) for row in rows],
        "day": day,
        "tabs": tabs_of(actor, vendor, current="compliance:register"),
        "export_url": reverse("compliance:register-export", kwargs={"vendor": vendor}) + f"?on={day.isoformat()}",
    }
    return render(request, "compliance/register.html", context)


@require_safe
@requires("cases.see")
def register_export(request: HttpRequest, vendor: str) -> HttpResponse:
    """The same as a CSV in which nothing is computed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    day = _day(RegisterForm(request.GET))
    header = [
        _("Partner"), _("Name"), _("As"), _("Country"), _("Risk"), _("Lists"), _("Screened on"), _("Open hits"),
        _("True matches"), _("Exceptions"), _("Due on"),
    ]  # fmt: skip
    # Inside the request's own transaction: what is streamed later would run without a vendor.
    content = b"".join(write_csv(header=header, rows=_cells(every_row(actor, day))))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(f"register-{day.isoformat()}.csv")
    return response


def _cells(rows: Iterator[RegisterRow]) -> Iterator[list[Cell]]:
    for row in rows:
        one = row.subject
        yield [
            one.partner.name if one.partner else "", one.name, _(ROLE_LABELS[Role(one.role)]), one.country,
            _(RISK_LABELS[row.risk]), row.lists, row.screened_on, row.open_hits, row.true_matches, row.exceptions, row.due_on,
        ]  # fmt: skip
