"""Duties: the list, one with its form and versions, the draft as it is typed, and what the vendor's people decide."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from compliance.duty_forms import AnswersForm, DecisionForm, DutyFilterForm, answers_in_words
from compliance.duty_states import DUTY_STATES, WAITS_FOR_PARTNER, DutyState
from compliance.models import Duty, DutyMove
from compliance.queries.duties import SOONEST, duties_visible_to, filings_of, moves_of, terms_of, today_of
from compliance.services.duties import Unfinished, decide_duty, file_duty, keep_typed
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.problems import Conflict, Refusal
from portal.shell.lists import View, list_page

TONES = {"open": "info", "filed": "info", "returned": "warn", "done": "good", "excused": ""}


@require_safe
@requires("duties.see")
def duties(request: HttpRequest, vendor: str) -> HttpResponse:
    """What is owed, the soonest first; a partner's own, or everybody's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    form = DutyFilterForm(request.GET)
    wanted = form.wanted()
    rows = duties_visible_to(actor)
    if "state" in wanted:
        rows = rows.filter(state=wanted["state"])
    if "partner" in wanted:
        rows = rows.filter(partner=wanted["partner"])
    if "late" in wanted:
        rows = rows.filter(state__in=WAITS_FOR_PARTNER, due_on__lt=timezone.localdate(now))
    page = list_page(request, rows, orders=[SOONEST], form=form)
    context = {
        "page": page,
        "rows": [_row(duty, vendor, now) for duty in page.rows],
        "views": _views(vendor, wanted),
        "narrowed": bool(wanted) or bool(request.GET.get("after")),
    }
    return render(request, "compliance/duties.html", context)


@require_safe
@requires("duties.see")
def duty_page(request: HttpRequest, vendor: str, duty: int) -> HttpResponse:
    """One duty: the form for who may file it, every version, what was decided."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _duty(actor, duty)
    now = timezone.now()
    form = _form(found, actor, None, now)
    return render(request, "compliance/duty.html", _context(request, vendor, found, now, form))


@require_POST
@requires("duties.file")
def duty_filing(request: HttpRequest, vendor: str, duty: int) -> HttpResponse:
    """File a version. What cannot be filed yet is kept as it was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _duty(actor, duty)
    now = timezone.now()
    form = _form(found, actor, request.POST, now)
    try:
        if form is None:
            raise Conflict(_("This was filed already. Look again."))
        form.is_valid()
        file_duty(found, request.POST, by=actor, at=now)
    except Unfinished as unfinished:
        assert form is not None
        form.blame(unfinished.faults)
        keep_typed(found, request.POST, at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("duties:duty", vendor=vendor, duty=duty)
    else:
        messages.success(request, _("It is filed."))
        return redirect("duties:duty", vendor=vendor, duty=duty)
    return render(request, "compliance/duty.html", _context(request, vendor, found, now, form), status=422)


def _form(duty: Duty, actor: Actor, data: Any, now: datetime) -> AnswersForm | None:
    terms = terms_of(duty, now)
    if terms is None or not actor.may("duties.file") or duty.state not in WAITS_FOR_PARTNER:
        return None
    filed = filings_of(duty)
    typed = duty.typed or (filed[0].answers if filed else {})
    return AnswersForm(data, asked=terms.asked, typed=typed)


@require_POST
@requires("duties.file")
def duty_draft(request: HttpRequest, vendor: str, duty: int) -> HttpResponse:
    """Keep what was typed so far."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        keep_typed(_duty(actor, duty), request.POST, at=timezone.now())
    except Refusal as refusal:
        return HttpResponse(str(refusal.message), status=refusal.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_POST
@requires("duties.review")
def duty_decision(request: HttpRequest, vendor: str, duty: int) -> HttpResponse:
    """Done, given back or excused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _duty(actor, duty)
    now = timezone.now()
    form = DecisionForm(request.POST, state=found.state)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            decide_duty(found, DutyState(typed["decision"]), by=actor, at=now, reason=typed["reason"])
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("It is decided."))
            return redirect("duties:duty", vendor=vendor, duty=duty)
    context = _context(request, vendor, found, now, None) | {"decision": form}
    return render(request, "compliance/duty.html", context, status=422)


def _duty(actor: Actor, duty: int) -> Duty:
    found: Duty = get_object_or_404(duties_visible_to(actor), pk=duty)
    return found


def _row(duty: Duty, vendor: str, now: datetime) -> dict[str, Any]:
    terms = terms_of(duty, now)
    late = duty.state in WAITS_FOR_PARTNER and duty.due_on < today_of(duty.program, now)
    return {
        "duty": duty,
        "name": terms.asked.name.within(get_language() or "en") if terms else duty.key,
        "about": terms.asked.about.within(get_language() or "en") if terms else "",
        "rule": terms.asked.rule if terms else "",
        "url": reverse("duties:duty", kwargs={"vendor": vendor, "duty": duty.pk}),
        "state": _("Overdue") if late else _(DUTY_STATES.labels[DutyState(duty.state)]),
        "tone": "bad" if late else TONES[duty.state],
        "late": late,
    }


def _context(request: HttpRequest, vendor: str, duty: Duty, now: datetime, form: AnswersForm | None) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    terms = terms_of(duty, now)
    labels = {state.value: _(words) for state, words in DUTY_STATES.labels.items()}
    decision = None
    if actor.may("duties.review") and duty.state in (DutyState.OPEN, DutyState.FILED, DutyState.RETURNED):
        decision = DecisionForm(None, state=duty.state)
    moves = moves_of(duty)
    vendor_name: str = request.vendor.name  # type: ignore[attr-defined]
    return {
        "row": _row(duty, vendor, now),
        "duty": duty,
        "form": form,
        "decision": decision,
        "returned": moves[0].reason if duty.state == DutyState.RETURNED and moves else "",
        "filings": [
            {"filing": one, "answers": answers_in_words(terms.asked, one.answers) if terms else []}
            for one in filings_of(duty)
        ],
        "transitions": [
            {
                "who": _who(one, vendor_name, is_staff=actor.is_staff),
                "at": one.at,
                "from_label": labels.get(one.before, one.before),
                "to_label": labels.get(one.after, one.after),
                "why": one.reason,
            }
            for one in moves
        ],
        "now": now,
    }


def _who(move: DutyMove, vendor_name: str, *, is_staff: bool) -> str | None:
    """A partner reads of the vendor and not of its people, whose rows it cannot see; None is the portal itself."""
    if move.by_id is None:
        return None
    name: str = move.by.name if move.by and (is_staff or move.by.partner_id) else vendor_name
    return name


def _views(vendor: str, wanted: dict[str, Any]) -> list[View]:
    here = reverse("duties:list", kwargs={"vendor": vendor})
    said = {name: value for name, value in wanted.items() if name != "partner"}
    named: list[tuple[str, dict[str, str]]] = [
        (_("All"), {}),
        (_("Overdue"), {"late": "yes"}),
        (_("Filed, to be read"), {"state": "filed"}),
        (_("Open"), {"state": "open"}),
        (_("Done"), {"state": "done"}),
    ]
    return [
        View(words, here + "".join(f"?{name}={value}" for name, value in query.items()), said == query)
        for words, query in named
    ]
