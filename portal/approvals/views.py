"""Pages of approvals: what waits for my decision, and the decision."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.approvals.forms import ApprovalFilter, DecisionForm, ReasonForm
from portal.approvals.models import Approval
from portal.approvals.queries import approvals_for, approvals_seen, questions_of, waiting_for
from portal.approvals.services import decide
from portal.keyset import Order
from portal.problems import Conflict, Refusal
from portal.shell.lists import list_page

ORDERS = [Order("newest", _("Newest"), ("id",))]


@require_safe
@requires("approvals.see")
def approval_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """What waits for the reader's decision, or what was decided."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = ApprovalFilter(request.GET)
    decided = form.is_valid() and form.cleaned_data["state"] == "decided"
    rows = approvals_for(actor).exclude(state=Approval.State.OPEN) if decided else waiting_for(actor).order_by()
    page = list_page(request, rows, orders=ORDERS, form=form)
    questions = [(each, _address("page", vendor, each.id)) for each in questions_of(page.rows, reader=actor)]
    return render(request, "approvals/list.html", {"page": page, "questions": questions, "now": timezone.now()})


@require_safe
@requires("approvals.see")
def approval_page(request: HttpRequest, vendor: str, approval: int) -> HttpResponse:
    """One question, with the form that decides it for whoever may."""
    return _page(request, vendor, get_object_or_404(approvals_seen(), pk=approval), ReasonForm())


@require_POST
@requires("approvals.see")
def decide_approval(request: HttpRequest, vendor: str, approval: int) -> HttpResponse:
    """Decide; 422 where the reason is missing or the reader asked it, 409 where a colleague was faster."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = get_object_or_404(approvals_seen(), pk=approval)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        errors = {name: map(str, words) for name, words in form.errors.items()}
        return _page(request, vendor, question, _again(request, errors), status=422)
    try:
        answer = form.cleaned_data
        decide(question, approve=answer["decision"] == "approve", by=actor, reason=answer["reason"], at=timezone.now())
    except Refusal as refusal:
        again = _again(request, {"reason" if refusal.field == "reason" else "": [str(refusal)]})
        fresh = approvals_seen().get(pk=approval) if isinstance(refusal, Conflict) else question
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
    }
    return render(request, "approvals/page.html", context, status=status)


def _address(name: str, vendor: str, pk: int) -> str:
    return reverse(f"approvals:{name}", kwargs={"vendor": vendor, "approval": pk})
