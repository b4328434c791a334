"""Invitations: who may give them, what the mail and the database hold, and that each door opens once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from portal.accounts.identify import member_of
from portal.accounts.models import Invitation, Membership, User
from portal.accounts.services.invitations import invite_person
from portal.accounts.tokens import digest_of
from portal.jobs.mail import compose
from portal.jobs.models import OutboxMessage
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import PASSWORD, VendorCast
from tests.sign_in import sign_in, sign_in_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_url")]
GUEST = "guest@new.example"
NEW = {"name": "Grace", "password": "a passphrase of some length"}


def invite(
    vendor: VendorCast,
    *,
    by: str = "program_admin",
    email: str = GUEST,
    role: str = "finance",
    partner: int | None = None,
) -> str:
    """Invite somebody as a role of the cast; the path of the invitation."""
    actor = member_of(vendor.user(by), vendor.id)
    assert actor is not None
    with acting_as(actor.database_role, vendor=vendor.id, partner=actor.partner_id):
        _, token = invite_person(by=actor, email=email, name="", role=role, partner_id=partner, at=timezone.now())
    return f"/invitations/{token}/"


def memberships(email: str) -> list[tuple[int, str, int | None]]:
    with acting_as(Role.PLATFORM):
        return list(Membership.objects.filter(email=email).values_list("vendor_id", "role", "partner_id"))


def test_new_person_comes_in_with_a_name_and_a_password(client: Client, acme: VendorCast) -> None:
    path = invite(acme, role="partner_sales", partner=acme.partners[0])
    assert client.get(path).status_code == 200
    response = client.post(path, NEW)
    assert response["Location"] == "/acme/home/"
    assert client.get("/acme/home/").status_code == 200
    assert memberships(GUEST) == [(acme.id, "partner_sales", acme.partners[0])]


def test_new_staff_enrol_a_second_factor_before_anything_else(client: Client, acme: VendorCast) -> None:
    client.post(invite(acme), NEW)
    assert client.get("/acme/home/")["Location"] == "/accounts/2fa/"


def test_door_opens_once(client: Client, acme: VendorCast) -> None:
    path = invite(acme)
    client.post(path, NEW)
    second = Client().post(path, {**NEW, "name": "Mallory"})
    assert (second.status_code, len(memberships(GUEST))) == (410, 1)


@pytest.mark.parametrize("closing", [{"withdrawn_at": "2026-01-01T00:00Z"}, {"expires_at": "2026-01-01T00:00Z"}])
def test_closed_door_says_so_and_lets_nobody_in(client: Client, acme: VendorCast, closing: dict[str, str]) -> None:
    path = invite(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        Invitation.objects.filter(email=GUEST).update(**closing)
    assert [client.get(path).status_code, client.post(path, NEW).status_code] == [410, 410]
    assert memberships(GUEST) == []
    assert not User.objects.filter(email=GUEST).exists()


@pytest.mark.parametrize("token", ["x", "A" * 22, "../../etc", "%00", "é" * 40])
def test_guessed_token_is_nothing(client: Client, acme: VendorCast, token: str) -> None:
    assert client.get(f"/invitations/{token}/").status_code in (400, 404)


def test_signed_in_person_joins_a_second_vendor_with_one_sign_in(
    client: Client, cast: tuple[VendorCast, VendorCast]
) -> None:
    acme, globex = cast
    user = User.objects.get(pk=acme.user("finance"))
    path = invite(globex, email=user.email, role="compliance")
    assert "sign-in for this address already" in client.get(path).content.decode()
    sign_in_user(client, user)
    assert client.post(path)["Location"] == "/globex/home/"
    assert {vendor for vendor, _, _ in memberships(user.email)} == {acme.id, globex.id}
    assert client.get("/acme/home/").status_code == client.get("/globex/home/").status_code == 200


def test_invitation_for_another_address_is_refused(client: Client, cast: tuple[VendorCast, VendorCast]) -> None:
    path = invite(cast[1])
    sign_in(client, cast[0], "finance")
    assert [client.get(path).status_code, client.post(path).status_code] == [403, 403]
    assert memberships(GUEST) == []


def test_known_address_makes_no_second_sign_in(client: Client, cast: tuple[VendorCast, VendorCast]) -> None:
    path = invite(cast[1], email="finance@acme.example")
    response = client.post(path, NEW)
    assert "_auth_user_id" not in client.session
    assert response.status_code == 200
    user = User.objects.get(email="finance@acme.example")
    assert user.check_password(PASSWORD)


def test_weak_password_leaves_the_door_open_and_nothing_behind(client: Client, acme: VendorCast) -> None:
    path = invite(acme)
    assert client.post(path, {"name": "Grace", "password": "password1234"}).status_code == 422
    assert not User.objects.filter(email=GUEST).exists()
    assert client.post(path, NEW).status_code == 302


def test_token_stands_in_no_row_but_in_the_mail(acme: VendorCast) -> None:
    token = invite(acme).split("/")[2]
    with acting_as(Role.STAFF, vendor=acme.id):
        invitation = Invitation.objects.get(email=GUEST)
        message = OutboxMessage.objects.get(key=f"invitation:{invitation.pk}")
        text = compose(message).as_string()
        subject = compose(message)["Subject"]
    assert bytes(invitation.digest) == digest_of(token)
    assert token not in str(message.context)
    assert f"/invitations/{token}/" in text.replace("=\r\n", "")
    assert subject == "Your invitation to the partner portal of Acme"


def test_second_invitation_closes_the_first(client: Client, acme: VendorCast) -> None:
    first, second = invite(acme), invite(acme, role="compliance")
    assert [client.get(first).status_code, client.get(second).status_code] == [410, 200]


def test_partner_admin_invites_into_the_own_partner_only(acme: VendorCast) -> None:
    invite(acme, by="partner_admin", role="partner_sales", partner=acme.partners[1])
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Invitation.objects.get(email=GUEST).partner_id == acme.partners[0]
    with pytest.raises(PermissionDenied):
        invite(acme, by="partner_admin", role="program_admin")


@pytest.mark.parametrize("by", ["finance", "channel_manager", "compliance", "partner_sales", "partner_finance"])
def test_others_invite_nobody(acme: VendorCast, by: str) -> None:
    with pytest.raises(PermissionDenied):
        invite(acme, by=by, role="partner_sales", partner=acme.partners[0])


def test_partner_of_another_vendor_is_as_unknown_as_none(cast: tuple[VendorCast, VendorCast]) -> None:
    acme, globex = cast
    words = []
    for partner in (globex.partners[0], 999_999, None):
        with pytest.raises(Refusal) as refused:
            invite(acme, role="partner_sales", partner=partner)
        words.append((refused.value.field, str(refused.value.message)))
    assert len(set(words)) == 1


def test_member_is_not_invited_again(acme: VendorCast) -> None:
    with pytest.raises(Conflict):
        invite(acme, email="FINANCE@acme.example")


def test_invitation_lasts_seven_days(acme: VendorCast) -> None:
    invite(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        invitation = Invitation.objects.get(email=GUEST)
    assert abs(invitation.expires_at - timezone.now() - timedelta(days=7)) < timedelta(minutes=5)
