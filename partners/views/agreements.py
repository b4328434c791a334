"""The list of agreements, the page of one, and the acts on it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.agreement_acts import ACTS
from partners.agreement_states import AGREEMENT_STATES, AgreementState, Side
from partners.agreement_words import facts_of, row_of, state_words, timeline_of
from partners.forms.agreements import AgreementFilterForm
from partners.models import AgreementText, SignedAgreement
from partners.queries.admissions import admissions_visible_to
from partners.queries.agreements import (
    NEWEST_FIRST,
    agreements_section,
    agreements_visible_to,
    deviations_of,
    drawing_of,
    ending_before,
    guide_of,
    moves_of,
    papers_of,
    programs_with_agreements,
    signatures_of,
    waits_for_partner,
    waits_for_vendor,
)
from partners.rules.agreements import NOT_NOW_MESSAGES, refuse_signature
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.jobs.progress import asks_progress, progress, read_after_job
from portal.jobs.queries import shown_at_work
from portal.shell.acts import Place
from portal.shell.lists import View, list_page
from portal.shell.views.acts import ActPages

SOON = timedelta(days=90)
WANTS: dict[str, Callable[[Any], Q]] = {
    "vendor": lambda day: waits_for_vendor(),
    "partner": lambda day: waits_for_partner(),
    "paper": lambda day: Q(state=AgreementState.PAPER),
    "ending": lambda day: ending_before(day + SOON),
    "lapsed": lambda day: Q(state=AgreementState.LAPSED),
}


@require_safe
@requires("agreements.see")
def agreement_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """A partner's own agreements, above them what is missing to be active; the vendor's desk with what waits."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = timezone.localdate()
    form = AgreementFilterForm(
        request.GET,
        states=[(state.value, _(words)) for state, words in AGREEMENT_STATES.labels.items()],
        kinds=list(AgreementText.Kind.choices),
        programs=[(program.slug, program.name) for program in programs_with_agreements()],
    )
    wanted = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = _narrow(agreements_visible_to(actor), wanted, today)
    page = list_page(request, rows, orders=[NEWEST_FIRST], form=form)
    context = {
        "page": page,
        "rows": [row_of(agreement, vendor=vendor, actor=actor) for agreement in page.rows],
        "views": _views(request, actor, wanted.get("wants", "")),
        "narrowed": bool(wanted) or bool(request.GET.get("after")),
        "admissions": admissions_visible_to(actor).filter(activated_at=None, closed_at=None)
        if not actor.is_staff
        else [],
        "now": timezone.now(),
    }
    return render(request, "partners/agreements/list.html", context)


def _narrow(rows: Any, wanted: dict[str, Any], today: Any) -> Any:
    columns = {
        "state": "state",
        "kind": "text__kind",
        "program": "program__slug",
        "partner": "partner__name__icontains",
    }
    for name, column in columns.items():
        if name in wanted:
            rows = rows.filter(**{column: wanted[name]})
    condition = WANTS.get(wanted.get("wants", ""))
    return rows.filter(condition(today)) if condition else rows


def _views(request: HttpRequest, actor: Actor, current: str) -> list[View]:
    here = request.path
    named = [
        ("", _("All")),
        ("vendor", _("To be signed by us") if actor.is_staff else _("With the vendor")),
        ("partner", _("With the partner") if actor.is_staff else _("To be signed by you")),
        *([("paper", _("Paper to check"))] if actor.is_staff else []),
        ("ending", _("Ending soon")),
        ("lapsed", _("Lapsed")),
    ]
    return [View(words, f"{here}?wants={key}" if key else here, key == current) for key, words in named]


@require_safe
@requires("agreements.see")
def agreement_page(request: HttpRequest, vendor: str, agreement: int) -> HttpResponse:
    """One agreement: the document, who signed it, where it departs from the guide, what happened; asked by htmx, its PDF's job."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(
        agreements_visible_to(actor).select_related("text__file", "pdf", "document"), pk=agreement
    )
    drawing = drawing_of(found)
    job = shown_at_work(drawing, _("Drawing the PDF")) if drawing else None
    if asks_progress(request):
        return progress(request, job)
    if job:
        read_after_job(found)
    signatures = signatures_of(found)
    papers = papers_of(found)
    now = timezone.now()
    acts = ACT_PAGES.offered(actor, vendor, found, pk=found.pk, at=now)
    context = {
        "agreement": found,
        "job": job,
        "job_url": request.path,
        "state": state_words(AgreementState(found.state), actor),
        "tone": row_of(found, vendor=vendor, actor=actor).tone,
        "facts": facts_of(found, actor),
        "signatures": signatures,
        "papers": papers,
        "deviations": deviations_of(found),
        "timeline": timeline_of(moves_of(found), vendor_name=request.vendor.name, actor=actor),  # type: ignore[attr-defined]
        "actions": [*_signature_action(actor, vendor, found, signatures), *acts],
        "now": now,
    }
    return render(request, "partners/agreements/agreement.html", context)


def why_not_sign(actor: Actor, agreement: SignedAgreement, signatures: Any) -> str:
    """Why this member's side may not sign now, or nothing."""
    section = agreements_section(guide_of(agreement.program, timezone.now()))
    reason = refuse_signature(
        state=AgreementState(agreement.state),
        side=Side.VENDOR if actor.is_staff else Side.PARTNER,
        signed={Side(one.side) for one in signatures},
        order=section.order.value if section else "partner_first",
        signed_by=agreement.signed_by,
    )
    return _(NOT_NOW_MESSAGES[reason]) if reason else ""


def _signature_action(actor: Actor, vendor: str, agreement: SignedAgreement, signatures: Any) -> list[dict[str, Any]]:
    if not actor.may("agreements.sign"):
        return []
    url = reverse("agreements:signature", kwargs={"vendor": vendor, "agreement": agreement.pk})
    refused = why_not_sign(actor, agreement, signatures)
    return [{"label": _("Read and sign"), "url": url, "tone": "" if refused else "primary", "refused": refused}]


def _agreement(actor: Actor, pk: int, at: datetime) -> SignedAgreement:
    found: SignedAgreement = get_object_or_404(agreements_visible_to(actor), pk=pk)
    return found


def _place(agreement: SignedAgreement, vendor: str) -> Place:
    line = f"{agreement.partner.name} · {agreement.number}"
    back = reverse("agreements:agreement", kwargs={"vendor": vendor, "agreement": agreement.pk})
    return Place(agreement.text.heading, line, back, _("Back to the agreement"))


ACT_PAGES = ActPages(ACTS, namespace="agreements", subject="agreement", find=_agreement, show=_place)
