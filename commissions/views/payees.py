"""Pages of payees: a partner's own, and what waits for the vendor's finance people."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from commissions.forms.payees import AccountForm, DecisionForm, LetterForm, PaperForm, PayeeForm
from commissions.models import Payee, PayeeDocument, PayoutMethod
from commissions.queries.imports import accepted_currencies
from commissions.queries.payees import (
    method_for_letter,
    method_in_force,
    method_waiting,
    methods_seen,
    own_partner,
    papers_seen,
    payees_seen,
    waiting_methods,
    waiting_papers,
)
from commissions.services.payee_papers import confirm_paper, hand_in, send_back
from commissions.services.payees import confirm_method, propose_method, propose_payee, refuse_method, show_account
from commissions.views.downloads import download
from commissions.views.payee_figures import card_of, decision_choices
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.accounts.sessions import requires_fresh_sign_in
from portal.forms import blame
from portal.problems import Conflict, Refusal

WAITING_SHOWN = 200


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_GET
@requires("payees.propose")
def own_payees(request: HttpRequest, vendor: str) -> HttpResponse:
    """Who is paid, where, and what is missing before money can go out."""
    payees = payees_seen().filter(partner_id=_actor(request).partner_id or 0)
    cards = [card_of(payee) for payee in payees]
    return render(request, "commissions/payees/own.html", {"cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payees.propose")
@requires_fresh_sign_in
def new_payee(request: HttpRequest, vendor: str) -> HttpResponseBase:
    """Name a legal entity."""
    actor = _actor(request)
    form = PayeeForm(request.POST or None, currencies=accepted_currencies())
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            propose_payee(
                partner=own_partner(actor.partner_id),
                legal_name=typed["legal_name"],
                country=typed["country"],
                us_person=typed["us_person"] == "yes",
                currency=typed["currency"],
                by=actor,
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:payee", vendor=vendor)
    return _form_page(request, form, "new_payee")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payees.propose")
@requires_fresh_sign_in
def new_account(request: HttpRequest, vendor: str, payee_id: int) -> HttpResponseBase:
    """Propose where the money goes."""
    payee = _own_payee(request, payee_id)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_method(payee=payee, by=_actor(request), **form.cleaned_data)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:payee", vendor=vendor)
    return _form_page(
        request, form, "account", payee=payee, in_force=method_in_force(payee), waiting=method_waiting(payee)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payees.propose")
def new_paper(request: HttpRequest, vendor: str, payee_id: int) -> HttpResponseBase:
    """Hand a paper in."""
    payee = _own_payee(request, payee_id)
    has_bank = method_for_letter(payee) is not None
    form = PaperForm(request.POST or None, request.FILES or None, payee=payee, has_bank_account=has_bank)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            hand_in(payee, kind=form.cleaned_data["kind"], content=file.read(), name=file.name, by=_actor(request))
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:payee", vendor=vendor)
    return _form_page(request, form, "paper", payee=payee)


def _form_page(request: HttpRequest, form: Any, name: str, **context: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, f"commissions/payees/{name}.html", {"form": form, **context}, status=status)


def _own_payee(request: HttpRequest, payee_id: int) -> Payee:
    payee = payees_seen().filter(pk=payee_id, partner_id=_actor(request).partner_id or 0).first()
    if payee is None:
        raise Http404
    return payee


@require_GET
@requires("payees.confirm")
def queue(request: HttpRequest, vendor: str) -> HttpResponse:
    """Accounts and papers that wait for a look, the oldest first."""
    context = {"methods": waiting_methods()[:WAITING_SHOWN], "papers": waiting_papers()[:WAITING_SHOWN]}
    return render(request, "commissions/payees/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payees.confirm")
@requires_fresh_sign_in
def account_decision(request: HttpRequest, vendor: str, method_id: int) -> HttpResponseBase:
    """Compare a proposed account with its letter, then confirm or refuse it."""
    method = methods_seen().filter(pk=method_id).first()
    if method is None:
        raise Http404
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide_account(request, method, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:payees", vendor=vendor)
    context = {
        "method": method,
        "account": _account_shown(request, method),
        "in_force": method_in_force(method.payee),
        "letters": papers_seen().filter(method=method, withdrawn_at=None),
        "choices": decision_choices(mine=method.proposed_by_id == _actor(request).membership_id),
    }
    return _form_page(request, form, "account_decision", **context)


def _account_shown(request: HttpRequest, method: PayoutMethod) -> str:
    try:
        return show_account(method, by=_actor(request))
    except Conflict as refusal:
        return str(refusal.message)


def _decide_account(request: HttpRequest, method: PayoutMethod, *, reason: str) -> None:
    if request.POST.get("decision") == "confirm":
        confirm_method(method, by=_actor(request), now=timezone.now())
    else:
        refuse_method(method, reason=reason, by=_actor(request), now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payees.confirm")
@requires_fresh_sign_in
def paper_decision(request: HttpRequest, vendor: str, document_id: int) -> HttpResponseBase:
    """Look at a paper, then confirm it or send it back."""
    paper = _paper(document_id)
    letter = paper.kind == PayeeDocument.Kind.BANK_LETTER
    form = (LetterForm if letter else DecisionForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide_paper(request, paper, typed=form.cleaned_data)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:payees", vendor=vendor)
    choices = decision_choices(mine=paper.received_by_id == _actor(request).membership_id, paper=True)
    return _form_page(request, form, "paper_decision", paper=paper, choices=choices)


def _decide_paper(request: HttpRequest, paper: PayeeDocument, *, typed: dict[str, Any]) -> None:
    by, now = _actor(request), timezone.now()
    if request.POST.get("decision") == "confirm":
        confirm_paper(paper, by=by, now=now, signed=typed.get("signed"), stamped=typed.get("stamped"))
    else:
        send_back(paper, reason=typed["reason"], by=by, now=now)


@require_GET
@requires("payees.confirm")
def paper_file(request: HttpRequest, vendor: str, document_id: int) -> HttpResponseBase:
    """The paper itself."""
    paper = _paper(document_id)
    if paper.file is None:
        return redirect("commissions:paper-decision", vendor=vendor, document_id=document_id)
    return download(paper.file)


def _paper(document_id: int) -> PayeeDocument:
    paper = papers_seen().filter(pk=document_id).first()
    if paper is None:
        raise Http404
    return paper
