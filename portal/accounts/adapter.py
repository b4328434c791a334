"""What allauth leaves to us: nobody signs up by themselves, secrets of second factors are sealed, and where people land."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from portal.accounts.identify import memberships_of
from portal.crypto import decrypt, encrypt

_PLACE: dict[str, Any] = {"vendor_id": 0, "table": "mfa_authenticator", "column": "data", "row_id": "secret"}


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """People come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

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
