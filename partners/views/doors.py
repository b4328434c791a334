"""What is open to a partner, exceptions, and the files behind the doors."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.door_acts import EXCEPTION_ACTS, PARTNER_ACTS
from partners.door_words import DoorWords, hall_words, shelf_words
from partners.forms.papers import DoorFileForm
from partners.holds import hold_on
from partners.models import DoorException, Partner
from partners.queries.doors import (
    door_files,
    exceptions_of,
    exceptions_visible_to,
    files_by_door,
    halls_of,
    listed_at,
    programs_with_doors,
)
from partners.queries.papers import partners_with_papers, shelves_of
from partners.services.doors import NOT_OPEN, fetch_file, put_behind, take_away
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.files.services import FileMissing, attachment
from portal.forms import blame
from portal.problems import Conflict, Refusal
from portal.shell.acts import Place
from portal.shell.views.acts import ActPages


@require_safe
@requires("papers.see")
def door_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """A partner's own doors; for the vendor's people what stands behind them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.partner_id is not None:
        partner = get_object_or_404(partners_with_papers(actor), pk=actor.partner_id)
        return _of_partner(request, partner)
    files = files_by_door()
    language = get_language() or "en"
    programs = [
        {
            "program": program,
            "doors": [
                {
                    "name": door.name.within(language),
                    "about": door.about.within(language),
                    "rule": door.rule,
                    "files": files.get((program.pk, key), []),
                }
                for key, door in section.all().items()
            ],
        }
        for program, section in programs_with_doors(timezone.now())
    ]
    context = {"programs": programs, "may_furnish": actor.may("doors.furnish"), "now": timezone.now()}
    return render(request, "partners/doors/desk.html", context)


@require_safe
@requires("papers.see")
def partner_doors(request: HttpRequest, vendor: str, partner: int) -> HttpResponse:
    """The doors and papers of one partner."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _of_partner(request, get_object_or_404(partners_with_papers(actor), pk=partner))


def _of_partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    files = files_by_door()
    halls: list[dict[str, Any]] = []
    doors: list[DoorWords] = []
    for hall in halls_of(partner.pk, now):
        found = hall_words(hall)
        doors += found
        here = [{"door": door, "files": files.get((hall.program.pk, door.key), [])} for door in found]
        halls.append({"program": hall.program, "doors": here})
    names = {(door.program_id, door.key, door.choice): door.title for door in doors}
    context = {
        "partner": partner,
        "hold": hold_on(partner.pk, now),
        "halls": halls,
        "open": sum(door.is_open for door in doors),
        "all": len(doors),
        "shelves": [shelf_words(shelf, actor=actor, at=now) for shelf in shelves_of(partner.pk, now)],
        "exceptions": [
            (one, names.get((one.program_id, one.door, one.choice), one.door)) for one in exceptions_of(partner.pk)
        ],
        "actions": PARTNER_PAGES.offered(actor, request.vendor.slug, partner, pk=partner.pk, at=now),  # type: ignore[attr-defined]
        "may_except": actor.may("doors.except"),
        "may_ask": actor.may("papers.decide"),
        "now": now,
    }
    return render(request, "partners/doors/doors.html", context)


@require_safe
@requires("papers.see")
def integration_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """What is authorized, by the doors that keep a list (G-CAT-05): everything for the vendor's people, a partner's own."""
    now = timezone.now()
    context = {"rows": listed_at(now), "now": now}
    return render(request, "partners/doors/integrations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("doors.furnish")
def new_file(request: HttpRequest, vendor: str) -> HttpResponse:
    """Put a file behind a door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    language = get_language() or "en"
    places = {
        f"{program.pk}:{key}": (program, key, f"{door.name.within(language)} · {program.name}")
        for program, section in programs_with_doors(now)
        for key, door in section.all().items()
    }
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DoorFileForm(*bound, doors=[(value, words) for value, (_program, _key, words) in places.items()])
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        program, door, _words = places[typed["door"]]
        try:
            put_behind(
                program, door, title=typed["title"], file=typed["file"], name=typed["file"].name, by=actor, at=now
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("It is there for whoever the door is open to."))
            return redirect("doors:list", vendor=vendor)
    context = {
        "form": form,
        "nothing": "" if places else _("No guide of yours has doors."),
    }
    return render(request, "partners/doors/new_file.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires("papers.see")
def door_file(request: HttpRequest, vendor: str, put: int) -> HttpResponseBase:
    """A file from behind a door, for whoever it is open to. A partner does not learn whether a shut one has it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = door_files().filter(pk=put).first()
    try:
        if found is None and actor.is_staff:
            raise Http404
        if found is None:
            raise Conflict(NOT_OPEN)
        return attachment(fetch_file(found, by=actor, at=timezone.now()))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("doors:list", vendor=vendor)
    except FileMissing as missing:
        raise Http404 from missing


@require_POST
@requires("doors.furnish")
def file_removal(request: HttpRequest, vendor: str, put: int) -> HttpResponse:
    """Take a file away from behind a door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(door_files(), pk=put)
    take_away(found.pk, by=actor, at=timezone.now())
    messages.success(request, _("It is taken away."))
    return redirect("doors:list", vendor=vendor)


def _partner(actor: Actor, pk: int, at: datetime) -> Partner:
    found: Partner = get_object_or_404(partners_with_papers(actor), pk=pk)
    return found


def _exception(actor: Actor, pk: int, at: datetime) -> DoorException:
    found: DoorException = get_object_or_404(exceptions_visible_to(actor), pk=pk)
    return found


def _beside(partner: Partner, vendor: str) -> Place:
    back = reverse("doors:of-partner", kwargs={"vendor": vendor, "partner": partner.pk})
    return Place(partner.name, "", back, _("Back to the doors"))


PARTNER_PAGES = ActPages(PARTNER_ACTS, namespace="doors", subject="partner", find=_partner, show=_beside)
EXCEPTION_PAGES = ActPages(
    EXCEPTION_ACTS,
    namespace="doors",
    subject="exception",
    find=_exception,
    show=lambda made, vendor: _beside(made.partner, vendor),
)
