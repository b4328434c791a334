"""Pages of approvals: what waits for my decision, the decision, and taking one's own question back."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.accounts.sessions import requires_fresh_sign_in
from portal.approvals.forms import ApprovalFilter, DecisionForm, ReasonForm
from portal.approvals.models import Approval
from portal.approvals.queries import (
    approvals_for,
    approvals_seen,
    asked_by,
    needs_fresh_sign_in,
    questions_of,
    waiting_for,
    withdrawable_by,
)
from portal.approvals.services import decide, withdraw_own
from portal.keyset import Order
from portal.problems import Conflict, Refusal
from portal.shell.lists import list_page

ORDERS = [Order("newest", _("Newest"), ("id",))]
#: What an empty list says: its heading, and what will come.
EMPTY = {
    "": (_("Nothing waits for your decision"), _("Leads, payouts and exceptions that need you will stand here.")),
    "decided": (_("Nothing was decided yet"), _("Every decision stands here with its reason.")),
    "own": (_("You asked nothing that still waits"), _("What you ask stands here until a second person decides it.")),
}


@require_safe
@requires("approvals.see")
def approval_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """What waits for the reader's decision, what was decided, or what the reader asked and can take back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = ApprovalFilter(request.GET)
    lists = {
        "": waiting_for(actor).order_by(),
        "decided": approvals_for(actor).exclude(state=Approval.State.OPEN),
        "own": withdrawable_by(actor),
    }
    chosen = form.cleaned_data["state"] if form.is_valid() else ""
    page = list_page(request, lists[chosen], orders=ORDERS, form=form)
    questions = [(each, _address("page", vendor, each.id)) for each in questions_of(page.rows, reader=actor)]
    title, text = EMPTY[chosen]
    context = {"page": page, "questions": questions, "now": timezone.now(), "empty_title": title, "empty_text": text}
    return render(request, "approvals/list.html", context)


@require_safe
@requires("approvals.withdraw")
def approval_page(request: HttpRequest, vendor: str, approval: int) -> HttpResponseBase:
    """One question, with the form that decides it for whoever may, and the button that takes it back for whoever asked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = get_object_or_404(approvals_seen(actor), pk=approval)
    if needs_fresh_sign_in(question) and waiting_for(actor).filter(pk=approval).exists():
        # Before the reason is typed, not after.
        return requires_fresh_sign_in(_page)(request, vendor, question, ReasonForm())
    return _page(request, vendor, question, ReasonForm())


@require_POST
@requires("approvals.withdraw")
def withdraw_approval(request: HttpRequest, vendor: str, approval: int) -> HttpResponse:
    """Take one's own question back; 409 where somebody decided it meanwhile."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = get_object_or_404(asked_by(actor), pk=approval)
    try:
        withdraw_own(question, by=actor, at=timezone.now())
    except Refusal as refusal:
        fresh = asked_by(actor).get(pk=approval)
        return _page(request, vendor, fresh, _again(request, {"": [str(refusal)]}), status=refusal.status)
    messages.success(request, _("Taken back: nobody has to decide it any more."))
    return redirect(_address("page", vendor, approval))


@require_POST
@requires("approvals.see")
def decide_approval(request: HttpRequest, vendor: str, approval: int) -> HttpResponseBase:
    """Decide, freshly signed in where money moves.

    422 where the reason is missing or the reader asked it, 409 where a colleague was faster.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = get_object_or_404(approvals_seen(actor), pk=approval)
    if needs_fresh_sign_in(question):
        return requires_fresh_sign_in(_decide)(request, vendor, question)
    return _decide(request, vendor, question)


def _decide(request: HttpRequest, vendor: str, question: Approval) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = DecisionForm(request.POST)
    if not form.is_valid():
        errors = {name: map(str, words) for name, words in form.errors.items()}
        return _page(request, vendor, question, _again(request, errors), status=422)
    try:
        answer = form.cleaned_data
        decide(question, approve=answer["decision"] == "approve", by=actor, reason=answer["reason"], at=timezone.now())
    except Refusal as refusal:
        again = _again(request, {"reason" if refusal.field == "reason" else "": [str(refusal)]})
        fresh = approvals_seen(actor).get(pk=question.pk) if isinstance(refusal, Conflict) else question
        return _page(request, vendor, fresh, again, status=refusal.status)
    messages.success(request, _("Decided. Whoever asked is told."))
    return redirect(reverse("approvals:list", kwargs={"vendor": vendor}))


def _again(request: HttpRequest, errors: Mapping[str, Iterable[str]]) -> ReasonForm:
    """What was typed, with what is wrong."""
    form = ReasonForm(request.POST)
    form.full_clean()
    for field, words in errors.items():
        for each in words:
            if not form.has_error(field or "__all__"):
                form.add_error(field if field in form.fields else None, each)
    return form


def _page(request: HttpRequest, vendor: str, approval: Approval, form: ReasonForm, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = questions_of([approval], reader=actor)[0]
    own = _("You asked this: a second person has to decide.") if question.own else ""
    may = approvals_for(actor).filter(pk=approval.pk, state=Approval.State.OPEN).exists()
    choices = [
        {
            "value": "approve",
            "label": _("Approve"),
            "effect": _("It takes effect at once."),
            "tone": "good",
            "refused": own,
        },
        {
            "value": "refuse",
            "label": _("Refuse"),
            "effect": _("It stays as it is; say why."),
            "tone": "danger",
            "refused": own,
        },
    ]
    context = {
        "question": question,
        "form": form,
        "may_decide": may,
        "choices": choices,
        "now": timezone.now(),
        "action": _address("decision", vendor, approval.pk),
        "withdrawal": _withdrawal(actor, vendor, approval),
        "may_list": actor.may("approvals.see"),
    }
    return render(request, "approvals/page.html", context, status=status)


def _withdrawal(actor: Actor, vendor: str, approval: Approval) -> list[dict[str, object]]:
    if not withdrawable_by(actor).filter(pk=approval.pk).exists():
        return []
    confirm = _("Take this question back? Nobody will decide it, and what was asked for does not happen.")
    url = _address("withdrawal", vendor, approval.pk)
    return [{"label": _("Take back"), "url": url, "method": "post", "tone": "danger", "confirm": confirm}]


def _address(name: str, vendor: str, pk: int) -> str:
    return reverse(f"approvals:{name}", kwargs={"vendor": vendor, "approval": pk})
