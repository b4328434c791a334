"""What each role may do: one table, filled by the apps, shown on one screen."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from portal.accounts.models import MembershipRole
from portal.accounts.sessions import go_to
from portal.registry import Registry


@dataclass(frozen=True, slots=True)
class Right:
    """One right: `leads.register`, its words, and the roles that have it; `while_waiting`: also before their partner is
    active; `after_end`: also when its partnership is over, to read; not `while_active`: only then.
    """

    key: str
    label: str | Promise
    roles: frozenset[str]
    while_waiting: bool = False
    while_active: bool = True
    after_end: bool = False


RIGHTS: Registry[Right] = Registry("rights")

PARTNER_ADMIN, PARTNER_SALES, PARTNER_FINANCE = "partner_admin", "partner_sales", "partner_finance"
CHANNEL_MANAGER, FINANCE, COMPLIANCE, PROGRAM_ADMIN = "channel_manager", "finance", "compliance", "program_admin"
PARTNERS = frozenset({PARTNER_ADMIN, PARTNER_SALES, PARTNER_FINANCE})
STAFF = frozenset({CHANNEL_MANAGER, FINANCE, COMPLIANCE, PROGRAM_ADMIN})
EVERYONE = PARTNERS | STAFF
assert frozenset(MembershipRole.values) == EVERYONE


def declare_right(
    key: str,
    label: str | Promise,
    roles: frozenset[str] | set[str],
    *,
    while_waiting: bool = False,
    while_active: bool = True,
    after_end: bool = False,
) -> Right:
    """Add a right to the table; called from an app's policies. Raises for a key or role that is known twice or not at all."""
    if unknown := set(roles) - EVERYONE:
        raise ValueError(f"Unknown roles {unknown} in right {key}")
    right = Right(key, label, frozenset(roles), while_waiting, while_active, after_end)
    RIGHTS.register(key, right)
    return right


def rights_of(role: str, *, waiting: bool = False, over: bool = False) -> frozenset[str]:
    """Keys of every right that `role` has; of a partner that is not active yet, only what makes it so (G-GEN-02); of one whose
    partnership is over, only what it may still read (G-TIER-14).
    """
    found = (right for right in RIGHTS.all().values() if role in right.roles)
    if over:
        return frozenset(right.key for right in found if right.after_end)
    return frozenset(right.key for right in found if (right.while_waiting if waiting else right.while_active))


def cut_to(rights: frozenset[str], scopes: Collection[str]) -> frozenset[str]:
    """What a key of these scopes may: of its person's rights those, and what marks people of a partner that is not active, which
    nobody chooses.
    """
    return frozenset(key for key in rights if key in scopes or not RIGHTS.get(key).while_active)


View = Callable[..., HttpResponseBase]


def requires(right: str) -> Callable[[View], View]:
    """A page for members with `right`. Who is not signed in is asked to; strangers get 404, since a page of a vendor is
    nothing they know of; members without the right 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = request.actor  # type: ignore[attr-defined]
            if actor is None:
                return refuse_stranger(request)
            if not actor.may(right):
                raise PermissionDenied(right)
            return view(request, *args, **kwargs)

        guarded.required_right = right  # type: ignore[attr-defined]
        return guarded

    return decorate


def for_members(view: View) -> View:
    """A page that every member of the vendor may see."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor is None:  # type: ignore[attr-defined]
            return refuse_stranger(request)
        return view(request, *args, **kwargs)

    guarded.for_members = True  # type: ignore[attr-defined]
    return guarded


def refuse_stranger(request: HttpRequest) -> HttpResponseBase:
    """Send somebody who is not signed in to the sign-in and back; raise Http404 for a signed-in stranger.

    What was typed into a form is not carried over, so the way back leads to the page itself.
    """
    if request.user.is_authenticated:
        raise Http404
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    return go_to(request, sign_in)
