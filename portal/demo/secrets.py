"""Demo passwords, TOTP secrets and keys: told apart by installation, told again at each start, kept nowhere."""

import base64
import hashlib
import hmac

from django.conf import settings


def _derive(purpose: str, mail: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"demo:{purpose}:{mail}".encode(), hashlib.sha256)


def password_of(mail: str) -> str:
    """The demo password of a login."""
    return f"demo-{_derive('password', mail).hex()[:12]}"


def totp_secret_of(mail: str) -> str:
    """The demo TOTP secret of a login, in base32 as authenticator apps take it."""
    return base64.b32encode(_derive("totp", mail)[:20]).decode()


def api_key_of(mail: str) -> str:
    """The demo API key of a login."""
    return f"pp_{_derive('key', mail).hex()[:40]}"
