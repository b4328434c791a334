"""Secrets that strangers hold: how they are made, and the digest that is all we keep of them."""

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac

KEY_PREFIX = "pp_"


def digest_of(secret: str) -> bytes:
    """What the database keeps. Unsalted: the secrets have 128 random bits and more."""
    return hashlib.sha256(secret.encode()).digest()


def make_api_key() -> str:
    """A key with 256 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def make_salt() -> str:
    """The public half of an invitation: what a mail row may hold."""
    return secrets.token_urlsafe(16)


def invitation_token(salt: str) -> str:
    """The 128-bit token of an invitation, made again from its salt and the installation's key when the mail is written.

    So neither the invitation nor the mail waiting in the outbox holds what opens the door.
    """
    mac = salted_hmac("portal.accounts.invitation", salt, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
