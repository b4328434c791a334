"""Who is asking, for which vendor: the one place where a transaction gets its database role."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from portal.tenancy.roles import Role, role_name


class TenantNotSet(Exception):
    """A tenant table was asked for without saying for whom."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the running transaction may see. `vendor` is None only for `platform`, which then sees all vendors."""

    role: Role
    vendor: int | None
    partner: int | None = None
    kept: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """What is looked up once and asked for often, for as long as the scope lasts."""


_NAME = "SELECT set_config('portal.user', %s, true)"
_FORGET = "SELECT set_config('portal.user', '', true)"
_scope: ContextVar[Scope | None] = ContextVar("portal_scope", default=None)


def current_scope() -> Scope | None:
    """The scope of the running transaction, or None outside any."""
    return _scope.get()


def current_vendor_id() -> int:
    """The vendor of the running transaction. Raises TenantNotSet where there is none; default of every `vendor` column."""
    scope = _scope.get()
    if scope is None or scope.vendor is None:
        raise TenantNotSet("No vendor is set: enter tenancy.acting_as(role, vendor=...) first.")
    return scope.vendor


@contextmanager
def acting_as(role: Role, *, vendor: int | None = None, partner: int | None = None) -> Iterator[Scope]:
    """Run a block as `role` for `vendor` (and `partner`), in a transaction; then put back what was there.

    Opens a transaction, or a savepoint inside a running one. An exception rolls that back, and the settings with it; on success
    they are put back by hand, since a released savepoint keeps them, and a transaction that ends here does not. Raises
    TenantNotSet for a role without its vendor or partner.
    """
    if vendor is None and role is not Role.PLATFORM:
        raise TenantNotSet(f"{role} acts for one vendor.")
    if (partner is None) is (role is Role.PARTNER):
        raise TenantNotSet("The partner role, and only it, acts for one partner.")
    scope = Scope(role, vendor, partner)
    before = _scope.get()
    goes_on = connection.in_atomic_block
    with transaction.atomic():
        _choose(scope)
        token = _scope.set(scope)
        try:
            yield scope
        finally:
            _scope.reset(token)
        if goes_on and not connection.needs_rollback:
            _choose(before)


@contextmanager
def bare() -> Iterator[None]:
    """Inside a scope, run a block as the bare login: for identity (people, addresses), which no vendor's role may touch."""
    before = _scope.get()
    with transaction.atomic():
        _choose(None)
        token = _scope.set(None)
        try:
            yield
        finally:
            _scope.reset(token)
        if not connection.needs_rollback:
            _choose(before)


def rows_identified_as(user: int, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a query finds for the bare login that has proved to be `user`: this person's memberships, and no vendor's rows.

    One message to the server, which is one transaction where none runs: in it the person is named, asked for and forgotten.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_NAME}; {query}; {_FORGET}", [str(user), *values])
        cursor.nextset()
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _choose(scope: Scope | None) -> None:
    role = role_name(scope.role) if scope else "none"
    vendor = str(scope.vendor) if scope and scope.vendor else ""
    partner = str(scope.partner) if scope and scope.partner else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('portal.vendor', %s, true), set_config('portal.partner', %s, true)",
            [role, vendor, partner],
        )
