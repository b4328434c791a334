"""What each role may do: one table, filled by the apps, shown on one screen."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise

from portal.accounts.models import MembershipRole
from portal.registry import Registry


@dataclass(frozen=True, slots=True)
class Right:
    """One right: `leads.register`, its words, and the roles that have it."""

    key: str
    label: str | Promise
    roles: frozenset[str]


RIGHTS: Registry[Right] = Registry("rights")

PARTNER_ADMIN, PARTNER_SALES, PARTNER_FINANCE = "partner_admin", "partner_sales", "partner_finance"
CHANNEL_MANAGER, FINANCE, COMPLIANCE, PROGRAM_ADMIN = "channel_manager", "finance", "compliance", "program_admin"
PARTNERS = frozenset({PARTNER_ADMIN, PARTNER_SALES, PARTNER_FINANCE})
STAFF = frozenset({CHANNEL_MANAGER, FINANCE, COMPLIANCE, PROGRAM_ADMIN})
EVERYONE = PARTNERS | STAFF
assert frozenset(MembershipRole.values) == EVERYONE


def declare_right(key: str, label: str | Promise, roles: frozenset[str] | set[str]) -> Right:
    """Add a right to the table; called from an app's policies. Raises for a key or role that is known twice or not at all."""
    if unknown := set(roles) - EVERYONE:
        raise ValueError(f"Unknown roles {unknown} in right {key}")
    right = Right(key, label, frozenset(roles))
    RIGHTS.register(key, right)
    return right


def rights_of(role: str) -> frozenset[str]:
    """Keys of every right that `role` has."""
    return frozenset(key for key, right in RIGHTS.all().items() if role in right.roles)


View = Callable[..., HttpResponseBase]


def requires(right: str) -> Callable[[View], View]:
    """A page for members with `right`. Strangers get 404, since a page of a vendor is nothing they know of; members without it 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = request.actor  # type: ignore[attr-defined]
            if actor is None or not actor.may(right):
                raise PermissionDenied(right)
            return view(request, *args, **kwargs)

        guarded.required_right = right  # type: ignore[attr-defined]
        return guarded

    return decorate
