"""Signing people of the cast in, without their pages: for tests of everything that comes after."""

import time

from django.test import Client

from portal.accounts.models import User
from tests.cast import VendorCast


def sign_in(client: Client, vendor: VendorCast, role: str, partner: int = 0, *, fresh: bool = False) -> Client:
    """Sign a role in. `fresh`: they proved a moment ago who they are, as bank details and payouts ask for."""
    return sign_in_user(client, User.objects.get(pk=vendor.user(role, partner)), fresh=fresh)


def sign_in_user(client: Client, user: User, *, fresh: bool = False) -> Client:
    """Sign any user in."""
    client.force_login(user)
    if fresh:
        record = {"method": "password", "at": time.time(), "reauthenticated": True}
        change_session(
            client, account_authentication_methods=[record], account_authentication_methods_user=str(user.pk)
        )
    return client


def change_session(client: Client, **values: object) -> None:
    """Put values into the signed-in session."""
    session = client.session
    session.update(values)
    session.save()
