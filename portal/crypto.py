"""Encryption of single fields (bank accounts, tax numbers): AES-256-GCM, bound to the vendor, the row and the column.

A value is `k1:` and base64 of nonce, ciphertext and tag. `FIELD_KEYS` is `k2:BASE64,k1:BASE64`: the first key encrypts,
all decrypt. A value that was moved to another row, column or vendor does not decrypt: they are the associated data.
"""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12


class SealBroken(Exception):
    """A value that was not sealed here: changed, moved from another place, or under a key nobody has."""


def encrypt(text: str, *, vendor_id: int, table: str, column: str, row_id: int | str) -> str:
    """Seal `text` for its place."""
    name, key = next(iter(field_keys().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), _place(vendor_id, table, column, row_id))
    return f"{name}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(value: str, *, vendor_id: int, table: str, column: str, row_id: int | str) -> str:
    """Open a value at its place. Raises SealBroken."""
    name, _, body = value.partition(":")
    key = field_keys().get(name)
    if key is None:
        raise SealBroken(f"key {name[:20]!r} is not among FIELD_KEYS")
    try:
        raw = base64.b64decode(body, validate=True)
        place = _place(vendor_id, table, column, row_id)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place).decode()
    except (binascii.Error, InvalidTag, ValueError):
        raise SealBroken(f"{table}.{column} of row {row_id} was not sealed here") from None


def key_of(value: str) -> str:
    """The id of the key under which `value` is sealed."""
    return value.partition(":")[0]


def field_keys() -> dict[str, bytes]:
    """Keys by id, the encrypting one first. Raises ImproperlyConfigured where there is none or one is no key."""
    keys: dict[str, bytes] = {}
    for part in filter(None, settings.FIELD_KEYS.split(",")):
        name, _, body = part.strip().partition(":")
        try:
            keys[name] = base64.b64decode(body, validate=True)
        except binascii.Error:
            keys[name] = b""
        if not name or len(keys[name]) != KEY_BYTES:
            raise ImproperlyConfigured(
                "FIELD_KEYS is a list of NAME:BASE64 with 32 bytes each, the encrypting key first."
            )
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: without a key no bank account can be kept.")
    return keys


def _place(vendor_id: int, table: str, column: str, row_id: int | str) -> bytes:
    return f"{table}|{column}|{vendor_id}|{row_id}".encode()
