"""The workbench of agreement texts: what is in force, the next version, its publication, and whom it reaches."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.forms.agreements import DraftForm, PublicationForm
from partners.models import AgreementText
from partners.queries.agreements import agreements_section, guide_of, programs_with_guides, texts_seen
from partners.rules.paragraphs import paragraphs
from partners.services.agreements.texts import Words, publish_text, who_signs_again, write_draft
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.keyset import capped_count
from portal.problems import Refusal


@require_safe
@requires("agreements.write")
def text_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """By program every document that its guide asks for, with the version in force and the draft."""
    now = timezone.now()
    texts = list(texts_seen().order_by("program_id", "key", "number"))
    programs = []
    for program in programs_with_guides():
        section = agreements_section(guide_of(program, now))
        if section is None:
            continue
        lines = []
        for key, terms in section.documents.items():
            versions = [text for text in texts if text.program_id == program.pk and text.key == key]
            lines.append(
                {
                    "key": key,
                    "name": terms.name.within(get_language() or "en"),
                    "terms": terms,
                    "current": next((one for one in reversed(versions) if one.published_at), None),
                    "draft": next((one for one in versions if not one.published_at), None),
                    "value": f"{program.pk}:{key}",
                }
            )
        programs.append({"program": program, "lines": lines})
    return render(request, "partners/agreements/texts.html", {"programs": programs, "now": now})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("agreements.write")
def draft_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """Write the next version of a document: it begins with the words of the last one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    posted = request.method == "POST"
    form = DraftForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        documents=_documents(now),
        initial=_last_words(request.GET.get("document", "")),
    )
    if form.is_bound and form.is_valid():
        try:
            draft = _write(form.cleaned_data, actor, now)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Saved as a draft: nobody sees it before it is published."))
            return redirect(reverse("agreements:text", kwargs={"vendor": vendor, "text": draft.pk}))
    back = reverse("agreements:texts", kwargs={"vendor": vendor})
    context = {"form": form, "action": request.get_full_path(), "back": back}
    return render(request, "partners/agreements/draft.html", context, status=422 if form.is_bound else 200)


def _documents(now: Any) -> list[tuple[str, Any]]:
    choices = []
    for program in programs_with_guides():
        section = agreements_section(guide_of(program, now))
        names = section.documents.items() if section else ()
        language = get_language() or "en"
        choices.append((program.name, [(f"{program.pk}:{key}", terms.name.within(language)) for key, terms in names]))
    return [choice for choice in choices if choice[1]]


def _last_words(document: str) -> dict[str, Any]:
    program, _colon, key = document.partition(":")
    if not program.isdecimal() or not key:
        return {}
    last = texts_seen().filter(program_id=int(program[:18]), key=key).order_by("-number").first()
    if last is None:
        return {"document": document}
    changed = "" if last.published_at else last.what_changed
    return {
        "document": document, "heading": last.heading, "body": last.body, "language": last.language, "what_changed": changed,
    }  # fmt: skip


def _write(data: dict[str, Any], actor: Actor, now: Any) -> AgreementText:
    program_id, _colon, key = data["document"].partition(":")
    program = get_object_or_404(programs_with_guides(), pk=program_id)
    file = data["file"]
    words = Words(data["heading"], data["body"], data["language"], data["what_changed"])
    return write_draft(
        program=program, key=key, words=words, file=file, file_name=file.name if file else "", by=actor, at=now
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("agreements.write")
def text_page(request: HttpRequest, vendor: str, text: int) -> HttpResponse:
    """One version; a draft has the form that publishes it, and says whom it will reach."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(texts_seen(), pk=text)
    today = timezone.localdate()
    form = PublicationForm(request.POST if request.method == "POST" else None, initial={"effective_from": today})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            publish_text(
                found.pk,
                effective_from=data["effective_from"],
                reaccept_by=data["reaccept_by"],
                by=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Published. It goes to everybody it concerns now."))
            return redirect(request.path)
    context = {
        "text": found,
        "paragraphs": paragraphs(found.body),
        "versions": texts_seen().filter(program_id=found.program_id, key=found.key).order_by("-number"),
        "form": form,
        "action": request.path,
        "reached": capped_count(who_signs_again(found, reaccept=True)),
        "edit": f"{reverse('agreements:draft', kwargs={'vendor': vendor})}?document={found.program_id}:{found.key}",
        "now": timezone.now(),
    }
    return render(request, "partners/agreements/text.html", context, status=422 if form.is_bound else 200)
