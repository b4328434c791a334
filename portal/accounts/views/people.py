"""`/settings/people/`: who is here, and letting people in and out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actor import Actor
from portal.accounts.forms.people import InvitationForm, RoleForm
from portal.accounts.models import Invitation, MembershipRole
from portal.accounts.queries import members, open_invitations, with_second_factor
from portal.accounts.rights import RIGHTS, requires
from portal.accounts.services import invitations, people
from portal.forms import blame
from portal.problems import Refusal


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_http_methods(["GET", "HEAD", "POST"])
@requires("people.manage")
def people_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Everybody in reach, open invitations, and the form to invite."""
    actor = _actor(request)
    form = InvitationForm(request.POST or None, actor=actor, initial={"partner": request.GET.get("partner")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitations.invite_person(
                by=actor,
                email=data["email"],
                name=data["name"],
                role=data["role"],
                partner_id=data.get("partner"),
                at=timezone.now(),
                language=request.LANGUAGE_CODE,
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("The invitation is on its way to %(mail)s.") % {"mail": data["email"]})
            return redirect("settings:people", vendor=vendor)
    everybody = list(members()[:500])
    strong = with_second_factor(member.user_id for member in everybody)
    context = {
        "people": everybody,
        "strong": strong,
        "invitations": open_invitations(at=timezone.now())[:200],
        "form": form,
        "actor": actor,
    }
    return render(request, "settings/people.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("people.manage")
def person(request: HttpRequest, vendor: str, pk: int) -> HttpResponse:
    """One member: role, and what may be done."""
    member, actor = get_object_or_404(members(), pk=pk), _actor(request)
    form = RoleForm(request.POST or None, actor=actor, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            successor = people.change_role(member, role=form.cleaned_data["role"], by=actor, at=timezone.now())
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("The role is changed. Keys of the old role were revoked."))
            return redirect("settings:person", vendor=vendor, pk=successor.pk)
    strong = bool(with_second_factor([member.user_id]))
    context = {"member": member, "form": form, "strong": strong, "own": member.pk == actor.membership_id}
    return render(request, "settings/person.html", context, status=422 if form.errors else 200)


@require_POST
@requires("people.manage")
def suspension(request: HttpRequest, vendor: str, pk: int) -> HttpResponse:
    """Suspend a member, or with `resume` let them in again."""
    if "resume" in request.POST:
        return _act(request, vendor, pk, lambda member: people.resume_person(member, by=_actor(request)))
    return _act(request, vendor, pk, lambda member: people.suspend_person(member, by=_actor(request)))


@require_POST
@requires("people.manage")
def ending(request: HttpRequest, vendor: str, pk: int) -> HttpResponse:
    """End a membership."""
    return _act(
        request, vendor, pk, lambda member: people.end_membership(member, by=_actor(request), at=timezone.now())
    )


@require_POST
@requires("people.manage")
def withdrawal(request: HttpRequest, vendor: str, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        invitations.withdraw_invitation(invitation, by=_actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The invitation is withdrawn: its link opens nothing now."))
    return redirect("settings:people", vendor=vendor)


@require_safe
@requires("rights.see")
def roles(request: HttpRequest, vendor: str) -> HttpResponse:
    """Which role may do what: every right on one screen."""
    columns = [(role.value, role.label) for role in MembershipRole]
    rows = [(right, [role.value in right.roles for role in MembershipRole]) for right in RIGHTS.all().values()]
    rows.sort(key=lambda row: row[0].key)
    return render(request, "settings/roles.html", {"columns": columns, "rows": rows})


def _act(request: HttpRequest, vendor: str, pk: int, act: Callable[[Any], None]) -> HttpResponse:
    member = get_object_or_404(members(), pk=pk)
    try:
        act(member)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Done. It holds from the person's next click."))
    return redirect("settings:people", vendor=vendor)
