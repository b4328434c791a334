"""The pages of acts: a form, a refusal where it was typed, what follows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.problems import Refusal
from portal.shell.acts import Act, Place, S, Typed


def nobody_is_barred(actor: Actor, subject: object, at: datetime) -> str:
    """Whoever has the right to an act may do it to every subject."""
    return ""


@dataclass(frozen=True, slots=True)
class ActPages(Generic[S]):
    """The pages of all acts on one kind of subject, and the buttons that lead there.

    `subject` names the id in the URL; `find` gives what it stands for or raises Http404; `show` what stands around the form;
    `barred` says why this member, with the right to the acts, does none of them here, or nothing.
    """

    acts: tuple[Act[S], ...]
    namespace: str
    subject: str
    find: Callable[[Actor, int, datetime], S]
    show: Callable[[S, str], Place]
    barred: Callable[[Actor, S, datetime], str] = nobody_is_barred

    def paths(self, prefix: str) -> Iterable[URLPattern]:
        """A page for each act, named by its noun, below the page of the subject."""
        return [path(f"{prefix}{act.noun}/", self.view(act), name=act.noun) for act in self.acts]

    def offered(self, actor: Actor, vendor: str, subject: S, *, pk: int, at: datetime) -> list[dict[str, Any]]:
        """The acts this member has the right to; those that do not fit now say why, and come last."""
        barred = self.barred(actor, subject, at)
        found = [
            {
                "act": act,
                "label": act.title,
                "url": reverse(f"{self.namespace}:{act.noun}", kwargs={"vendor": vendor, self.subject: pk}),
                "tone": act.tone,
                "refused": barred or act.refuse(subject, at),
            }
            for act in self.acts
            if actor.may(act.right)
        ]
        return sorted(found, key=lambda action: bool(action["refused"]))

    def view(self, act: Act[S]) -> Callable[..., HttpResponse]:
        """The page of one act."""

        @require_http_methods(["GET", "HEAD", "POST"])
        @requires(act.right)
        def act_page(request: HttpRequest, vendor: str, **at: int) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            now = timezone.now()
            subject = self.find(actor, at[self.subject], now)
            posted = request.method == "POST"
            typed = Typed(request.POST, request.FILES) if posted else Typed()
            refused = "" if posted else self.barred(actor, subject, now) or act.refuse(subject, now)
            form = None if refused else act.make_form(typed, subject, now)
            place = self.show(subject, vendor)
            if form is None:
                refused = refused or act.refuse(subject, now)
            elif form.is_bound and form.is_valid():
                try:
                    act.run(subject, dict(form.cleaned_data), actor, now)
                except Refusal as refusal:
                    blame(form, refusal)
                else:
                    messages.success(request, str(act.done))
                    return redirect(place.back)
            context = {
                "act": act,
                "form": form,
                "refused": refused,
                "place": place,
                "action": request.path,
                "tone": "bad" if act.tone == "danger" else "",
            }
            template = "shell/_act.html" if request.headers.get("HX-Request") else "shell/act.html"
            return render(request, template, context, status=422 if posted else 200)

        return act_page  # type: ignore[return-value]
