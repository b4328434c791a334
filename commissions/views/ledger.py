"""Pages of the ledger: the trial balance, and one entry with its legs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commissions.queries.balances import trial_balance
from commissions.queries.payouts import find_entry, latest_entries, legs_of, reversal_of
from portal.accounts.rights import requires


@require_GET
@requires("ledger.see")
def trial_balance_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """Every kind of account by currency; the columns of each currency are equal."""
    balances = [
        {
            "currency": currency,
            "lines": lines,
            "debit": sum(line.debit for line in lines),
            "credit": sum(line.credit for line in lines),
        }
        for currency, lines in trial_balance().items()
    ]
    entries = latest_entries(20)
    return render(request, "commissions/ledger/trial_balance.html", {"balances": balances, "entries": entries})


@require_GET
@requires("ledger.see")
def entry_page(request: HttpRequest, vendor: str, entry_id: int) -> HttpResponse:
    """One entry: what was booked, by which key, and what reversed it."""
    entry = find_entry(entry_id)
    if entry is None:
        raise Http404
    context = {
        "entry": entry,
        "legs": legs_of(entry),
        "reversal": reversal_of(entry),
    }
    return render(request, "commissions/ledger/entry.html", context)
