"""Payout files of an approved run: one for each format, currency and day. The same payments give the same bytes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from commissions.models import Payee, PayingAccount, Payout, PayoutFile, PayoutMethod, PayoutRun
from commissions.payment_files.pain001 import Account, Party, TransferOrder, refuse_transfer, write_pain001
from commissions.payment_files.paypal import MOST_ORDERS, PayPalOrder, refuse_paypal, write_paypal
from commissions.queries.holds import Holdings
from commissions.queries.payees import account_of
from commissions.services.bookings import SENT, book_payouts
from commissions.services.payout_moves import move_payouts
from commissions.services.runs import locked, move_run
from commissions.states import PayoutState
from portal.crypto import SealBroken
from portal.files.services import store_file
from portal.money import Money

PURPOSE = "payout_file"


def plan_files(run: PayoutRun, *, now: datetime) -> list[list[str]]:
    """Which files there will be, as (kind of account, currency, day); what may no longer go out is held first."""
    due = list(Payout.objects.filter(sent_with=run, state=Payout.State.PAYABLE).order_by("reference"))
    groups = {(kind, payout.currency, payout.send_on.isoformat()) for payout, kind in _still_due(due, now=now)}
    return [list(group) for group in sorted(groups)]


def _still_due(payouts: Iterable[Payout], *, now: datetime) -> list[tuple[Payout, str]]:
    """Those that may go out now, each with its kind of account; the others are held with the reason."""
    asked = list(payouts)
    holdings = Holdings({payout.partner_id for payout in asked}, at=now)
    good: list[tuple[Payout, str]] = []
    for payout in asked:
        holding = holdings.of(payout.partner_id, payout.currency)
        if holding.reasons or holding.method_id != payout.method_id:
            hold_payout(payout, holding.reasons or ("account_changed",))
        else:
            good.append((payout, holding.method_kind))
    return good


def hold_payout(payout: Payout, reasons: Sequence[str]) -> None:
    """Keep back what was payable; it joins a later run once the reasons are gone."""
    move_payouts([payout], PayoutState.HELD, why={payout.pk: ", ".join(reasons)}, reasons=list(reasons))


@transaction.atomic
def write_group(run: PayoutRun, kind: str, currency: str, send_on: date, *, now: datetime) -> int:
    """Make the files of one group, mark its payments as sent and book them. Returns how many were sent.

    Every gate is asked once more, in the transaction that writes the orders: since the files were planned a partner may have been
    held, perhaps while nothing ran.
    """
    due = Payout.objects.filter(
        sent_with=run, state=Payout.State.PAYABLE, currency=currency, send_on=send_on, method__kind=kind
    )
    locked_ones = due.select_for_update(of=("self",)).order_by("reference")
    payouts = [payout for payout, _kind in _still_due(locked_ones, now=now)]
    by_paypal = kind == PayoutMethod.Kind.PAYPAL
    files = list(_paypal(run, payouts) if by_paypal else _transfers(run, payouts, currency, send_on))
    file_format, ending = ("paypal", "csv") if by_paypal else ("pain001", "xml")
    for part, (content, sent) in enumerate(files, start=1):
        name = f"{run.period}-{file_format}-{currency}-{send_on}-{part}.{ending}"
        stored = store_file(content, name=name, purpose=PURPOSE)
        made = PayoutFile.objects.create(
            run=run, format=file_format, currency=currency, pay_on=send_on, part=part, file=stored,
            payouts=len(sent), total_minor=sum(payout.amount_minor for payout in sent),
        )  # fmt: skip
        _mark_sent(sent, made, send_on)
    return sum(len(sent) for _, sent in files)


def close_export(run: PayoutRun) -> PayoutRun:
    """All files are made; a run that sent nothing is settled at once."""
    run = locked(run)
    move_run(run, PayoutRun.State.EXPORTED, by=None)
    settle_run(run)
    return run


def settle_run(run: PayoutRun) -> None:
    """An exported run is settled once the bank said of every payment what became of it."""
    waiting = Payout.objects.filter(sent_with=run, state=Payout.State.SENT).exists()
    if run.state == PayoutRun.State.EXPORTED and not waiting:
        move_run(run, PayoutRun.State.SETTLED, by=None)


def _mark_sent(payouts: Sequence[Payout], file: PayoutFile, send_on: date) -> None:
    move_payouts(payouts, PayoutState.SENT, file=file, attempt=F("attempt") + 1)
    book_payouts([payout.pk for payout in payouts], SENT, on=send_on)


def _paypal(run: PayoutRun, payouts: Sequence[Payout]) -> Iterable[tuple[bytes, list[Payout]]]:
    good, orders = [], []
    accounts = _accounts(payouts)
    for payout in payouts:
        order = PayPalOrder(payout.reference, accounts.get(payout.method_id, ("", ""))[0], _money(payout))
        if reasons := refuse_paypal(order):
            hold_payout(payout, reasons)
        else:
            good.append(payout)
            orders.append(order)
    if not orders:
        return []
    contents = write_paypal(orders, note=f"Commissions {run.period}")
    return zip(contents, map(list, _batched(good, MOST_ORDERS)), strict=True)


def _transfers(
    run: PayoutRun, payouts: Sequence[Payout], currency: str, send_on: date
) -> Iterable[tuple[bytes, list[Payout]]]:
    ours = PayingAccount.objects.get(currency=currency)
    debtor = Party(ours.name, Account(ours.number, ours.is_iban), ours.bic)
    names = dict(Payee.objects.filter(pk__in={p.payee_id for p in payouts}).values_list("pk", "legal_name"))
    accounts = _accounts(payouts)
    good, orders = [], []
    for payout in payouts:
        number, bank = accounts.get(payout.method_id, ("", ""))
        iban = number[:2].isalpha() and number[2:4].isdigit()
        creditor = Party(names.get(payout.payee_id, ""), Account(number, iban), bank)
        order = TransferOrder(
            payout.reference, creditor, _money(payout), f"Commissions {run.period} {payout.reference}"
        )
        if reasons := refuse_transfer(order):
            hold_payout(payout, reasons)
        else:
            good.append(payout)
            orders.append(order)
    if not orders:
        return []
    assert run.approved_at is not None
    return [(write_pain001(orders, debtor=debtor, pay_on=send_on, created=run.approved_at), good)]


def _accounts(payouts: Sequence[Payout]) -> Mapping[int | None, tuple[str, str]]:
    """Account in the clear and bank code by method; one that does not open is missing."""
    found: dict[int | None, tuple[str, str]] = {}
    for method in PayoutMethod.objects.filter(pk__in={payout.method_id for payout in payouts}):
        try:
            found[method.pk] = (account_of(method), method.bank_code)
        except SealBroken:
            continue
    return found


def _money(payout: Payout) -> Money:
    return Money(payout.amount_minor, payout.currency)


def _batched(values: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (values[at : at + size] for at in range(0, len(values), size))
