"""The way of an amount from the row of a file to the ledger, walkable in both directions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commissions.forms.lineage import LineageForm
from commissions.queries.lineage import Trace, find_by_invoice, find_by_row, find_by_sale, find_by_statement, name_files
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.shell.templatetags.figures import money


@require_GET
@requires("sales.see")
def lineage(request: HttpRequest, vendor: str) -> HttpResponse:
    """Everything that an invoice, a sale, a statement or a row of a file caused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = LineageForm(request.GET)
    asked = form.asked()
    traces = find(asked, actor)
    files = name_files(trace.batch_id for trace in traces)
    context = {
        "form": form,
        "asked": asked,
        "traces": [{"trace": trace, "steps": steps_of(trace, files, vendor, actor)} for trace in traces],
    }
    return render(request, "commissions/lineage/page.html", context)


def find(asked: dict[str, Any], actor: Actor) -> list[Trace]:
    """The traces of what was asked for; rows of files are the vendor's to ask for."""
    if "invoice" in asked:
        return find_by_invoice(asked["invoice"])
    if "sale" in asked:
        return find_by_sale(asked["sale"])
    if "statement" in asked:
        return find_by_statement(asked["statement"])
    if "batch" in asked and "row" in asked and actor.is_staff:
        return find_by_row(asked["batch"], asked["row"])
    return []


def steps_of(trace: Trace, files: dict[int, str], vendor: str, actor: Actor) -> list[dict[str, Any]]:
    """The path of one sale for `_lineage.html`, first cause first."""
    steps = [_file_step(trace, files, vendor, actor), _sale_step(trace, vendor)]
    steps += _earning_steps(trace, vendor)
    steps += [_payout_step(payout, vendor) for payout in trace.payouts]
    if actor.is_staff:
        steps += [_entry_step(entry, vendor) for entry in trace.entries]
    return steps


def _file_step(trace: Trace, files: dict[int, str], vendor: str, actor: Actor) -> dict[str, Any]:
    label = _("%(file)s, row %(row)s") % {"file": files.get(trace.batch_id, ""), "row": trace.row_no}
    url = _url("import", vendor, batch_id=trace.batch_id) if actor.may("sales.import") else ""
    return {
        "kind": _("File"),
        "label": label,
        "url": url,
        "detail": _("Import %(number)s") % {"number": trace.batch_id},
    }


def _sale_step(trace: Trace, vendor: str) -> dict[str, Any]:
    parts = [trace.product, trace.kind, date_format(trace.sold_on, "DATE_FORMAT"), trace.deal or ""]
    return {
        "kind": _("Sale"),
        "label": _("%(id)s on invoice %(invoice)s") % {"id": trace.external_id, "invoice": trace.invoice},
        "url": f"{_url('lineage', vendor)}?sale={trace.sale_id}",
        "amount": money(trace.amount_minor, trace.currency),
        "detail": " · ".join(filter(None, parts)),
    }


def _earning_steps(trace: Trace, vendor: str) -> list[dict[str, Any]]:
    if trace.earning_id is None or trace.percent is None:
        why = _("Not worked out yet: the monthly run will do it.") if trace.earns else _("History: it earns nothing.")
        return [{"kind": _("Earning"), "label": why}]
    percent = number_format((trace.percent * 100).normalize(), use_l10n=True)
    rule = _("%(percent)s %% by rule %(rule)s") % {"percent": percent, "rule": trace.rule}
    earning = {
        "kind": _("Earning"),
        "label": rule,
        "amount": money(trace.earned_minor, trace.currency),
        "detail": _("Guide version %(number)s") % {"number": trace.guide_number},
    }
    return [earning, _statement_step(trace, vendor)]


def _statement_step(trace: Trace, vendor: str) -> dict[str, Any]:
    if trace.statement_id is None:
        if trace.outcome == "void":
            return {"kind": _("Statement"), "label": _("None: the deal was cancelled in time.")}
        day = date_format(trace.payable_on, "DATE_FORMAT") if trace.payable_on else ""
        return {"kind": _("Statement"), "label": _("Held until %(day)s: an outbound deal.") % {"day": day}}
    url = _url("statement", vendor, statement_id=trace.statement_id)
    return {"kind": _("Statement"), "label": trace.statement, "url": url, "detail": trace.statement_period}


def _payout_step(payout: dict[str, Any], vendor: str) -> dict[str, Any]:
    from commissions.models import Payout

    label = f"{payout['reference']} · {Payout.State(payout['state']).label}"
    url = _url("payout", vendor, payout_id=payout["id"])
    return {
        "kind": _("Payout"),
        "label": label,
        "url": url,
        "amount": money(payout["amount_minor"], payout["currency"]),
    }


def _entry_step(entry_id: int, vendor: str) -> dict[str, Any]:
    return {"kind": _("Entry"), "label": f"#{entry_id}", "url": _url("entry", vendor, entry_id=entry_id)}


def _url(name: str, vendor: str, **ids: int) -> str:
    """The page where there is one."""
    try:
        return reverse(f"commissions:{name}", kwargs={"vendor": vendor, **ids})
    except NoReverseMatch:
        return ""
