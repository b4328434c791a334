"""Where strangers apply: the choice of program and category, the steps, the summary, and where the application stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.application_words import summary_of, told_of
from partners.forms.steps import (
    STEPS,
    TYPED_STEPS,
    AnswerForm,
    DocumentForm,
    LinkForm,
    StartForm,
    build_step,
    judge_step,
    read_all,
    typed_in,
)
from partners.guide.applications import ApplicationsSection
from partners.models import Application
from partners.queries.applications import documents_of
from partners.queries.programs import OpenProgram, guide_for, open_programs, section_of
from partners.services.decisions import withdraw_application
from partners.services.intake import (
    add_document,
    applicant_at,
    begin_application,
    can_write,
    confirm_mail,
    give_up_draft,
    remove_document,
    save_step,
    send_links_again,
)
from partners.services.letters import write_to_applicant
from partners.services.submission import send_answer, send_in
from partners.states import APPLICATION_STATES, ApplicationState
from partners.tokens import origin_of
from portal.forms import blame
from portal.guides.queries import Guide
from portal.problems import Conflict, Refusal

GET_OR_POST = ["GET", "HEAD", "POST"]
#: Whoever holds the token reads who applies and what was typed: kept by nobody on the way, nor in a browser that was left.
kept_by_nobody = cache_control(private=True, no_store=True)


@require_safe
def programs_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """Programs and categories that can be applied for, and those that are sent elsewhere (F-TYP-02)."""
    language = _language()
    programs = [
        {
            "program": one.program,
            "routes": [
                {
                    "key": key,
                    "name": one.name_of(key, language),
                    "text": route.text.within(language),
                    "elsewhere": route.elsewhere.within(language) if route.elsewhere else "",
                    "url": route.url,
                }
                for key, route in one.section.categories.items()
            ],
        }
        for one in open_programs(timezone.now())
    ]
    return render(request, "applications/programs.html", {"programs": programs})


@require_http_methods(GET_OR_POST)
def new_application(request: HttpRequest, vendor: str) -> HttpResponse:
    """Name and mail of whoever applies; then the steps begin, and the link is on its way."""
    program, category = _chosen(request)
    form = StartForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            token = begin_application(
                program=program,
                category=category,
                language=_language(),
                origin=origin_of(get_adapter(request).get_client_ip(request)),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            blame(form, refusal)
            status = refusal.status
        else:
            return redirect("applications:step", vendor=vendor, token=token, step="company")
    context = {"form": form, "program": program.program, "category": program.name_of(category, _language()),
               "action": request.get_full_path()}  # fmt: skip
    return render(request, "applications/new.html", context, status=status)


def _chosen(request: HttpRequest) -> tuple[OpenProgram, str]:
    wanted, category = request.GET.get("program", ""), request.GET.get("category", "")
    for program in open_programs(timezone.now()):
        if program.program.slug == wanted and category in program.section.open_categories():
            return program, category
    raise Http404


@require_http_methods(GET_OR_POST)
def link_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """Mail the link once more; whether anything waits for that address is told to its reader only."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        send_links_again(mail=form.cleaned_data["mail"], at=timezone.now())
        messages.success(request, _("If an application waits for this address, its link is on its way."))
        return redirect("applications:programs", vendor=vendor)
    return render(
        request, "applications/link.html", {"form": form, "action": request.path}, status=422 if form.is_bound else 200
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page of one application works with."""

    application: Application
    guide: Guide
    section: ApplicationsSection
    language: str
    now: datetime

    @property
    def is_open(self) -> bool:
        return can_write(self.application)


@contextmanager
def _desk(token: str) -> Iterator[Desk]:
    now = timezone.now()
    with applicant_at(token) as application:
        guide = guide_for(application, now)
        section = section_of(guide) if guide else None
        if guide is None or section is None:
            raise Http404
        yield Desk(application, guide, section, _language(), now)


@kept_by_nobody
@require_safe
def application_page(request: HttpRequest, vendor: str, token: str) -> HttpResponse:
    """A draft goes on where it was left; what was sent in shows where it stands and what is missing."""
    with _desk(token) as desk:
        if desk.application.state == ApplicationState.DRAFT:
            return redirect("applications:step", vendor=vendor, token=token, step=_next_open(desk))
        context = told_of(desk.application, desk.guide, desk.section, desk.language)
        context |= {"token": token, "now": desk.now, "can_leave": _can_leave(desk.application)}
        return render(request, "applications/status.html", context)


def _next_open(desk: Desk) -> str:
    for key in TYPED_STEPS:
        if key not in desk.application.typed or not _judge(desk, key).is_valid:
            return key
    return "summary"


def _judge(desk: Desk, key: str) -> Any:
    return judge_step(key, desk.application, desk.section, desk.language)


@kept_by_nobody
@require_http_methods(GET_OR_POST)
def step_page(request: HttpRequest, vendor: str, token: str, step: str) -> HttpResponse:
    """One step. Every POST keeps what was typed, right or wrong; only `next` asks whether it is right."""
    if step not in STEPS:
        raise Http404
    with _desk(token) as desk:
        if not desk.is_open:
            return redirect("applications:status", vendor=vendor, token=token)
        if step == "summary":
            return _summary(request, vendor, token, desk)
        if step == "documents":
            return _documents(request, vendor, token, desk)
        return _typed_step(request, vendor, token, desk, step)


def _typed_step(request: HttpRequest, vendor: str, token: str, desk: Desk, key: str) -> HttpResponse:
    step = build_step(key, desk.application, desk.section, desk.language, extra=_extra(request))
    status = 200
    if request.method == "POST":
        step = build_step(key, desk.application, desk.section, desk.language, data=request.POST)
        try:
            save_step(desk.application, key, typed_in(step, request.POST))
        except Refusal as refusal:
            return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain")
        if request.headers.get("X-Autosave"):
            return HttpResponse(status=204)
        if "more" in request.POST:
            here = reverse("applications:step", kwargs={"vendor": vendor, "token": token, "step": key})
            return redirect(f"{here}?more=1")
        if step.is_valid:
            return redirect("applications:step", vendor=vendor, token=token, step=_after(key))
        status = 422
    context = _wizard(desk, vendor, token, key) | {
        "step": step,
        "action": request.path,
        "section": desk.section,
        "owners_above": desk.section.owners_above.value.normalize(),
    }
    return render(request, "applications/step.html", context, status=status)


def _extra(request: HttpRequest) -> int:
    return 1 if request.GET.get("more") else 0


def _after(key: str) -> str:
    keys = list(STEPS)
    return keys[keys.index(key) + 1]


def _documents(request: HttpRequest, vendor: str, token: str, desk: Desk) -> HttpResponse:
    kinds = [
        (key, paper.text.within(desk.language))
        for key, paper in desk.section.papers_of(desk.application.category).items()
    ]
    here = reverse("applications:step", kwargs={"vendor": vendor, "token": token, "step": "documents"})
    removed = request.POST.get("remove", "")
    if removed.isascii() and removed.isdigit() and len(removed) < 19:
        remove_document(desk.application, int(removed), at=desk.now)
        return redirect(here)
    form = DocumentForm(request.POST or None, request.FILES or None, kinds=kinds)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            add_document(desk.application, kind=form.cleaned_data["kind"], file=file, name=file.name, at=desk.now)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect(here)
    names = dict(kinds)
    documents = [{"row": one, "kind": names.get(one.kind, one.kind)} for one in documents_of(desk.application)]
    context = _wizard(desk, vendor, token, "documents") | {"form": form, "documents": documents, "action": here}
    return render(request, "applications/documents.html", context, status=422 if form.is_bound else 200)


def _summary(request: HttpRequest, vendor: str, token: str, desk: Desk) -> HttpResponse:
    application = desk.application
    sent, wrong = read_all(application, desk.section, desk.language)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refused, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            if sent is None:
                raise Refusal(_("Some steps need another look; nothing was sent."))
            if application.state == ApplicationState.DRAFT:
                send_in(application, sent=sent, guide=desk.guide, at=desk.now)
            else:
                words = form.cleaned_data["words"]
                send_answer(application, sent=sent, section=desk.section, words=words, at=desk.now)
        except Refusal as refusal:
            refused, status = str(refusal), refusal.status
        else:
            return redirect("applications:status", vendor=vendor, token=token)
    context = _wizard(desk, vendor, token, "summary") | {
        "parts": summary_of(desk.application, desk.section, desk.language, vendor, token, wrong),
        "form": form if application.asked_at else None,
        "refused": refused,
        "ready": sent is not None,
        "action": request.path,
        "confirmed": application.mail_confirmed_at is not None,
    }
    return render(request, "applications/summary.html", context, status=status)


def _wizard(desk: Desk, vendor: str, token: str, current: str) -> dict[str, Any]:
    """What every step shows: where one is, what is done, what needs another look."""
    steps = []
    for key, label in STEPS.items():
        state = _state(desk, key, current)
        url = reverse("applications:step", kwargs={"vendor": vendor, "token": token, "step": key})
        steps.append({"key": key, "label": label, "url": url, "state": state})
    question = ""
    if desk.application.asked_at:
        question = told_of(desk.application, desk.guide, desk.section, desk.language)["question"]
    return {
        "application": desk.application,
        "token": token,
        "steps": steps,
        "title": STEPS[current],
        "current": current,
        "question": question,
        "back": _before(steps, current),
    }


def _before(steps: list[dict[str, Any]], current: str) -> str:
    at = [step["key"] for step in steps].index(current)
    return str(steps[at - 1]["url"]) if at else ""


def _state(desk: Desk, key: str, current: str) -> str:
    if key == current:
        return "current"
    if key == "summary":
        return "open"
    if key == "documents":
        return "done" if documents_of(desk.application) else "open"
    if key not in desk.application.typed:
        return "open"
    return "done" if _judge(desk, key).is_valid else "error"


@kept_by_nobody
@require_http_methods(GET_OR_POST)
def mail_page(request: HttpRequest, vendor: str, token: str, code: str) -> HttpResponse:
    """The link of the mail: a button, since programs that check mails follow links; pressing it confirms the address."""
    with _desk(token) as desk:
        if request.method == "POST":
            confirm_mail(desk.application, code=code, at=desk.now)
            messages.success(request, _("Your mail address is confirmed."))
            return redirect("applications:status", vendor=vendor, token=token)
        context = {"application": desk.application, "action": request.path, "token": token}
        return render(request, "applications/mail.html", context)


@kept_by_nobody
@require_POST
def mail_again(request: HttpRequest, vendor: str, token: str) -> HttpResponse:
    """The link once more, once an hour, as long as the address is to be confirmed."""
    with _desk(token) as desk:
        if not desk.is_open or desk.application.mail_confirmed_at is not None:
            return redirect("applications:status", vendor=vendor, token=token)
        write_to_applicant(desk.application, "began", key=f"link:{desk.now:%Y%m%d%H}")
    messages.success(request, _("The link is on its way again. Look into the folder for unwanted mail, too."))
    return redirect("applications:step", vendor=vendor, token=token, step="summary")


@kept_by_nobody
@require_http_methods(GET_OR_POST)
def withdrawal_page(request: HttpRequest, vendor: str, token: str) -> HttpResponse:
    """The applicant does not want to join any more."""
    with _desk(token) as desk:
        if not _can_leave(desk.application):
            return redirect("applications:status", vendor=vendor, token=token)
        if request.method == "POST":
            _leave(desk)
            messages.success(request, _("Your application is withdrawn."))
            return redirect("applications:status", vendor=vendor, token=token)
        context = {"application": desk.application, "action": request.path, "token": token}
        return render(request, "applications/withdrawal.html", context)


def _leave(desk: Desk) -> None:
    try:
        if desk.application.state == ApplicationState.DRAFT:
            give_up_draft(desk.application, at=desk.now)
        else:
            withdraw_application(application_id=desk.application.pk, by=None, at=desk.now)
    except Conflict:
        return


def _can_leave(application: Application) -> bool:
    return APPLICATION_STATES.can_move(ApplicationState(application.state), ApplicationState.WITHDRAWN)


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
