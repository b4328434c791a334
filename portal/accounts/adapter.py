"""What allauth leaves to us: nobody signs up by themselves, secrets of second factors are sealed, and where people land."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.http import HttpRequest

from portal.accounts.identify import memberships_of
from portal.crypto import decrypt, encrypt

_PLACE: dict[str, Any] = {"vendor_id": 0, "table": "mfa_authenticator", "column": "data", "row_id": "secret"}


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """People come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """After commit: a mail tells of nothing that was rolled back, and a mail server that is down breaks no page.

        These mails belong to a person and to no vendor, so the vendors' outbox cannot carry them; one that is lost is asked for again.
        """
        place = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        message = self.render_mail(template_prefix, email, {**place, **context})
        transaction.on_commit(message.send, robust=True)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The home page of the only vendor somebody works with, else the front page, which names them."""
        own = memberships_of(request.user.pk) if request.user.pk else []
        return f"/{own[0].slug}/home/" if len(own) == 1 else "/"


class SealingMFAAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds are sealed at rest: a copy of the database does not sign in."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return encrypt(text, **_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return decrypt(encrypted_text, **_PLACE)
