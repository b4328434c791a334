"""API keys: shown once, no wider than their person, made only by somebody who proved who they are."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from portal.accounts.identify import holder_of
from portal.accounts.models import ApiKey
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
KEYS = "/acme/settings/keys/"
FORM = {"name": "CRM", "scopes": ["keys.manage"]}


def make_key(client: Client, **fields: object) -> str:
    found = re.search(r'data-copy="(pp_[\w-]+)"', client.post(KEYS, {**FORM, **fields}).content.decode())
    return found[1] if found else ""


def test_key_is_shown_once_and_only_its_digest_is_kept(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance", fresh=True)
    secret = make_key(client)
    assert len(secret) >= 35
    assert secret not in client.get(KEYS).content.decode()
    actor = holder_of(secret, acme.id)
    assert actor is not None
    assert (actor.membership_id, actor.rights) == (acme.member("finance"), frozenset({"keys.manage"}))


@pytest.mark.parametrize("method", ["get", "post"])
def test_key_page_asks_who_it_is_first(client: Client, acme: VendorCast, method: str) -> None:
    sign_in(client, acme, "finance")
    response = getattr(client, method)(KEYS, FORM)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")
    with acting_as(Role.STAFF, vendor=acme.id):
        assert not ApiKey.objects.filter(name="CRM").exists()


def test_person_without_a_second_factor_makes_no_key(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "partner_sales", fresh=True)
    assert not Authenticator.objects.filter(user_id=acme.user("partner_sales")).exists()
    assert make_key(client) == ""


@pytest.mark.parametrize("scopes", [[], ["people.manage"], ["keys.manage", "vendor.manage"], ["nothing.known"]])
def test_scope_one_does_not_have_is_refused(client: Client, acme: VendorCast, scopes: list[str]) -> None:
    sign_in(client, acme, "finance", fresh=True)
    response = client.post(KEYS, {"name": "CRM", "scopes": scopes})
    assert response.status_code == 422
    assert response.context["form"].errors["scopes"]


def test_key_ends_on_its_day(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance", fresh=True)
    secret = make_key(client, expires_on=str((timezone.now() + timedelta(days=9)).date()))
    assert holder_of(secret, acme.id) is not None
    with acting_as(Role.STAFF, vendor=acme.id):
        ApiKey.objects.filter(name="CRM").update(expires_at=timezone.now() - timedelta(seconds=1))
    assert holder_of(secret, acme.id) is None
    assert client.post(KEYS, {**FORM, "expires_on": "2020-01-01"}).status_code == 422


def test_revoked_key_is_no_key(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance", fresh=True)
    secret = make_key(client)
    with acting_as(Role.STAFF, vendor=acme.id):
        pk = ApiKey.objects.get(name="CRM").pk
    client.post(f"{KEYS}{pk}/revocation/")
    assert holder_of(secret, acme.id) is None


def test_others_keys_are_revoked_by_admins_in_reach_only(client: Client, cast: tuple[VendorCast, VendorCast]) -> None:
    acme, globex = cast
    with acting_as(Role.PLATFORM):
        pks = dict(ApiKey.objects.values_list("membership_id", "pk"))
    targets = [acme.member("partner_sales", 1), acme.member("finance"), globex.member("finance")]
    sign_in(client, acme, "partner_admin")
    assert [client.post(f"{KEYS}{pks[member]}/revocation/").status_code for member in targets] == [404] * 3
    assert client.post(f"{KEYS}{pks[acme.member('partner_sales')]}/revocation/").status_code == 302
    sign_in(client, acme, "finance")
    assert client.post(f"{KEYS}{pks[acme.member('program_admin')]}/revocation/").status_code == 404


def test_key_makes_no_key(acme: VendorCast) -> None:
    from django.core.exceptions import PermissionDenied

    from portal.accounts.services.keys import make_key as make

    actor = holder_of(acme.key("finance"), acme.id)
    assert actor is not None
    with acting_as(Role.STAFF, vendor=acme.id), pytest.raises(PermissionDenied):
        make(by=actor, name="child", scopes=["keys.manage"], expires_at=None, at=timezone.now())
