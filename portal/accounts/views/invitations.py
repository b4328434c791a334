"""`/invitations/TOKEN/`: where an invited person comes in. A page for strangers, who hold a token and nothing else."""

from allauth.account.utils import perform_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts.forms.own import JoinForm
from portal.accounts.models import Invitation, MembershipRole, User
from portal.accounts.services.invitations import OpenDoor, find_door, join_vendor, read_invitation
from portal.accounts.services.logins import knows_address, make_login, owns_address
from portal.forms import blame
from portal.problems import Refusal
from portal.tenancy.queries import VendorInfo, vendor_signs


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Shows what one is invited to, and takes the yes: with the sign-in one has, or with a new one."""
    door = find_door(token, at=timezone.now())
    if door is None:
        raise Http404
    if not door.is_open:
        return render(request, "accounts/invitation_closed.html", status=410)
    invited = read_invitation(door)
    if request.user.is_authenticated:
        return _join_signed_in(request, request.user, door, invited)
    if knows_address(invited.email):
        return _page(request, door, invited, case="sign_in")
    return _join_new(request, door, invited)


def _join_signed_in(request: HttpRequest, user: User, door: OpenDoor, invited: Invitation) -> HttpResponse:
    if not owns_address(user, invited.email):
        return _page(request, door, invited, case="other", status=403)
    if request.method != "POST":
        return _page(request, door, invited, case="join")
    try:
        join_vendor(door, user_id=user.pk, name=user.name, at=timezone.now())
    except Refusal as refusal:
        return _page(request, door, invited, case="join", refusal=str(refusal.message), status=refusal.status)
    return redirect(_sign(door).home_url)


def _join_new(request: HttpRequest, door: OpenDoor, invited: Invitation) -> HttpResponseBase:
    form = JoinForm(request.POST or None, initial={"name": invited.name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = make_login(
                door, name=data["name"], password=data["password"], language=request.LANGUAGE_CODE, at=timezone.now()
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            entered: HttpResponseBase = perform_login(request, user, redirect_url=_sign(door).home_url)
            return entered
    return _page(request, door, invited, case="new", form=form, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, door: OpenDoor, invited: Invitation, *, status: int = 200, **extra: object
) -> HttpResponse:
    context = {"sign": _sign(door), "invited": invited, "role": MembershipRole(invited.role).label, **extra}
    return render(request, "accounts/invitation.html", context, status=status)


def _sign(door: OpenDoor) -> VendorInfo:
    return next(sign for sign in vendor_signs(at=timezone.now()) if sign.id == door.vendor_id)
