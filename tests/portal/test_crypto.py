import base64
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from portal.crypto import SealBroken, decrypt, encrypt, field_keys, key_of

PLACE: dict[str, Any] = {"vendor_id": 1, "table": "payout_method", "column": "iban", "row_id": 7}
IBAN = "DE89370400440532013000"
OTHER_KEY = f"k2:{base64.b64encode(b'another key of thirty-two bytes!').decode()}"


def test_value_opens_at_its_place_and_shows_nothing() -> None:
    value = encrypt(IBAN, **PLACE)
    assert decrypt(value, **PLACE) == IBAN
    assert IBAN not in value
    assert key_of(value) == "k1"
    assert encrypt(IBAN, **PLACE) != value


@pytest.mark.parametrize(
    "moved", [{"vendor_id": 2}, {"row_id": 8}, {"column": "account"}, {"table": "commissions_payee"}]
)
def test_value_moved_to_another_place_is_refused(moved: dict[str, object]) -> None:
    with pytest.raises(SealBroken):
        decrypt(encrypt(IBAN, **PLACE), **{**PLACE, **moved})


def test_every_changed_byte_is_noticed() -> None:
    value = encrypt(IBAN, **PLACE)
    raw = base64.b64decode(value[3:])
    for number in range(len(raw)):
        changed = bytearray(raw)
        changed[number] ^= 1
        with pytest.raises(SealBroken):
            decrypt(f"k1:{base64.b64encode(changed).decode()}", **PLACE)


@pytest.mark.parametrize("value", ["", "k1", "k1:", "k1:not base64!", "k9:AAAA", IBAN, "k1:AAAA"])
def test_what_was_never_sealed_is_refused(value: str) -> None:
    with pytest.raises(SealBroken):
        decrypt(value, **PLACE)


def test_first_key_seals_and_older_ones_still_open(settings: Settings) -> None:
    old = encrypt(IBAN, **PLACE)
    settings.FIELD_KEYS = f"{OTHER_KEY},{settings.FIELD_KEYS}"
    assert decrypt(old, **PLACE) == IBAN
    assert key_of(encrypt(IBAN, **PLACE)) == "k2"
    settings.FIELD_KEYS = OTHER_KEY
    with pytest.raises(SealBroken):
        decrypt(old, **PLACE)


@pytest.mark.parametrize("keys", ["", "k1", "k1:AAAA", ":" + OTHER_KEY[3:], "k1:???"])
def test_keys_that_are_none_are_refused(settings: Settings, keys: str) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured):
        field_keys()


def test_production_does_not_start_without_keys(tmp_path: object) -> None:
    import os

    environment = {**os.environ, "PORTAL_ENV": "production", "FIELD_KEYS": "", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env={**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "FIELD_KEYS is empty" in done.stderr
