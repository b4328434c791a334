"""Pages of payments: the list, one with its way, and where a partner's or the program's money stands."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commissions.forms.payouts import PayingAccountForm, PayoutFilter
from commissions.models import Payout, PayoutRun
from commissions.queries import payouts as seen
from commissions.queries.balances import held_of, standing_of
from commissions.queries.runs import count_holds, exceptions_of_run, runs, totals_of_run, words_of
from commissions.services.paying_accounts import set_paying_account
from commissions.views.run_figures import PAYOUT_TONES, RUN_TONES, timeline_of_payout
from portal.accounts.rights import requires
from portal.forms import blame
from portal.keyset import Order
from portal.money import Money
from portal.problems import Refusal
from portal.shell.lists import list_page
from portal.shell.templatetags.figures import money

NEWEST = Order("newest", "", ("id",))


@require_GET
@requires("commissions.see")
def commissions(request: HttpRequest, vendor: str) -> HttpResponse:
    """How the money stands: for a partner its own, for the vendor the latest run."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.partner_id is not None:
        return render(request, "commissions/payouts/standing.html", _standing(actor.partner_id))
    return render(request, "commissions/runs/overview.html", _overview())


@require_GET
@requires("commissions.see")
def payout_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Every payment one may see, the newest first."""
    form = PayoutFilter(request.GET)
    found = seen.payouts()
    if form.is_valid() and form.cleaned_data["state"]:
        found = found.filter(state=form.cleaned_data["state"])
    if request.actor.is_staff:  # type: ignore[attr-defined]  # a partner's own list names no partner
        found = found.prefetch_related("partner")
    page = list_page(request, found, orders=[NEWEST], form=form)
    return render(request, "commissions/payouts/list.html", {"page": page, "rows": [_row(p) for p in page.rows]})


@require_GET
@requires("commissions.see")
def payout_page(request: HttpRequest, vendor: str, payout_id: int) -> HttpResponse:
    """One payment: to whom, when, what holds it, what became of it."""
    payout = seen.find_payout(payout_id)
    if payout is None:
        raise Http404
    to = f"{payout.method.get_kind_display()} {payout.method.hint}" if payout.method else "—"
    context = _row(payout) | {
        "facts": [
            {"label": _("Amount"), "value": money(Money(payout.amount_minor, payout.currency))},
            {"label": _("Due"), "value": payout.pay_on, "hint": _("sent on %s") % payout.send_on},
            {"label": _("Paid by"), "value": payout.pay_by or "—"},
            {"label": _("To"), "value": to, "hint": payout.payee.legal_name if payout.payee else ""},
        ],
        "transitions": timeline_of_payout(payout),
    }
    return render(request, "commissions/payouts/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payouts.set_account")
def paying_accounts(request: HttpRequest, vendor: str) -> HttpResponse:
    """The vendor's own accounts, one for each currency."""
    form = PayingAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_paying_account(**form.cleaned_data, by=request.actor)  # type: ignore[attr-defined]
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:paying-accounts", vendor=vendor)
    accounts = seen.paying_accounts()
    context = {"form": form, "accounts": accounts}
    status = 422 if request.method == "POST" else 200
    return render(request, "commissions/payouts/accounts.html", context, status=status)


def _row(payout: Payout) -> dict[str, Any]:
    return {
        "payout": payout,
        "tone": PAYOUT_TONES[payout.state],
        "words": [_(words_of(code)) for code in payout.reasons],
    }


def _standing(partner_id: int) -> dict[str, Any]:
    recent = seen.payouts().order_by("-pk")[:6]
    return {
        "standings": standing_of(partner_id),
        "held": held_of(partner_id),
        "rows": [_row(payout) for payout in recent],
        "statements": seen.statements().order_by("-period", "-pk")[:6],
    }


def _overview() -> dict[str, Any]:
    latest: list[PayoutRun] = list(runs().order_by("-period")[:6])
    rows = [{"run": run, "tone": RUN_TONES[run.state], "totals": totals_of_run(run)} for run in latest]
    run = latest[0] if latest else None
    return {
        "rows": rows,
        "run": run,
        "held": count_holds(run) if run else 0,
        "exceptions": sum(row["lines"] for row in exceptions_of_run(run)) if run else 0,
    }
