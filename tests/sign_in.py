"""Signing people of the cast in, without their pages: for tests of everything that comes after."""

import time

from django.test import Client

from portal.accounts.models import User
from portal.accounts.sessions import SEEN
from tests.cast import VendorCast


def sign_in(client: Client, vendor: VendorCast, role: str, partner: int = 0, *, fresh: bool = False) -> Client:
    """Sign a role in. `fresh`: they proved a moment ago who they are, as bank details and payouts ask for."""
    return sign_in_user(client, User.objects.get(pk=vendor.user(role, partner)), fresh=fresh)


def sign_in_user(client: Client, user: User, *, fresh: bool = False) -> Client:
    """Sign any user in."""
    client.force_login(user)
    if fresh:
        prove_identity(client, user, at=time.time())
    return client


def sign_in_for_long(client: Client, user: User, *, fresh: bool = False) -> Client:
    """Sign in as if it were half an hour from now: for as long, no request has to note in the session that it came.

    For stages whose requests are undone: each would note it again, and it were no longer this request that wrote.
    """
    sign_in_user(client, user)
    later = time.time() + 1800
    change_session(client, **{SEEN: later})
    if fresh:
        prove_identity(client, user, at=later)
    return client


def prove_identity(client: Client, user: User, *, at: float) -> None:
    """The person proved at a moment who they are, as bank details and payouts ask for."""
    record = {"method": "password", "at": at, "reauthenticated": True}
    change_session(client, account_authentication_methods=[record], account_authentication_methods_user=str(user.pk))


def change_session(client: Client, **values: object) -> None:
    """Put values into the signed-in session."""
    session = client.session
    session.update(values)
    session.save()
