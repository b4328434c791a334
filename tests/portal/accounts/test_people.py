"""`/settings/people/`: admins of a vendor and of a partner, each in their own reach."""

import pytest
from django.test import Client

from portal.accounts.models import ApiKey, Membership
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
PEOPLE = "/acme/settings/people/"


def now_of(vendor: VendorCast, user: int) -> list[tuple[str, bool]]:
    """Role and suspension of a person's memberships that have not ended."""
    with acting_as(Role.STAFF, vendor=vendor.id):
        return list(Membership.objects.filter(user_id=user, ended_at=None).values_list("role", "suspended"))


def test_program_admin_sees_everybody_of_the_vendor(client: Client, acme: VendorCast) -> None:
    text = sign_in(client, acme, "program_admin").get(PEOPLE).content.decode()
    assert "partner_sales2@acme.example" in text
    assert "OUTSIDER" not in text


def test_partner_admin_sees_colleagues_only(client: Client, acme: VendorCast) -> None:
    text = sign_in(client, acme, "partner_admin").get(PEOPLE).content.decode()
    assert "partner_sales1@acme.example" in text
    assert "partner_sales2@acme.example" not in text
    assert "finance@acme.example" not in text.replace("partner_finance1@acme.example", "")


@pytest.mark.parametrize(("role", "status"), [("finance", 403), ("partner_sales", 403), ("program_admin", 200)])
def test_people_need_their_right(client: Client, acme: VendorCast, role: str, status: int) -> None:
    assert sign_in(client, acme, role).get(PEOPLE).status_code == status


def test_invitation_is_sent_from_the_page_and_withdrawn_there(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "program_admin")
    sent = client.post(PEOPLE, {"email": "new@x.example", "role": "finance"}, follow=True)
    assert "new@x.example" in sent.content.decode()
    with acting_as(Role.STAFF, vendor=acme.id):
        from portal.accounts.models import Invitation

        pk = Invitation.objects.get(email="new@x.example").pk
    client.post(f"/acme/settings/invitations/{pk}/withdrawal/")
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Invitation.objects.get(pk=pk).withdrawn_at is not None


@pytest.mark.parametrize(
    "email", ["", "x", "a@b.example\r\nBcc: c@d.example", "a" * 300 + "@x.example", "a\x00@x.example"]
)
def test_bad_address_is_refused_where_it_was_typed(client: Client, acme: VendorCast, email: str) -> None:
    response = sign_in(client, acme, "program_admin").post(PEOPLE, {"email": email, "role": "finance"})
    assert response.status_code == 422
    assert response.context["form"].errors["email"]


def test_new_role_ends_the_old_membership_and_its_keys(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "program_admin")
    old = acme.member("finance")
    client.post(f"{PEOPLE}{old}/", {"role": "compliance"})
    assert now_of(acme, acme.user("finance")) == [("compliance", False)]
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Membership.objects.get(pk=old).ended_at is not None
        assert not ApiKey.objects.filter(membership_id=old, revoked_at=None).exists()
    key = {"Authorization": f"Bearer {acme.key('finance')}"}
    assert Client().get("/api/v1/acme/x/", headers=key).status_code == 401


def test_role_does_not_cross_from_partner_to_vendor(client: Client, acme: VendorCast) -> None:
    response = sign_in(client, acme, "program_admin").post(
        f"{PEOPLE}{acme.member('partner_sales')}/", {"role": "program_admin"}
    )
    assert response.status_code == 422
    assert now_of(acme, acme.user("partner_sales")) == [("partner_sales", False)]


def test_suspension_and_return(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "partner_admin")
    path = f"{PEOPLE}{acme.member('partner_sales')}/suspension/"
    client.post(path)
    assert now_of(acme, acme.user("partner_sales")) == [("partner_sales", True)]
    client.post(path, {"resume": "1"})
    assert now_of(acme, acme.user("partner_sales")) == [("partner_sales", False)]


@pytest.mark.parametrize("verb", ["", "suspension/", "ending/"])
def test_person_out_of_reach_is_as_missing_as_none(
    client: Client, cast: tuple[VendorCast, VendorCast], verb: str
) -> None:
    acme, globex = cast
    sign_in(client, acme, "partner_admin")
    strangers = [acme.member("finance"), acme.member("partner_sales", 1), globex.member("partner_sales"), 999_999]
    assert [client.post(f"{PEOPLE}{pk}/{verb}", {"role": "partner_sales"}).status_code for pk in strangers] == [404] * 4
    assert now_of(acme, acme.user("partner_sales", 1)) == [("partner_sales", False)]


@pytest.mark.parametrize("verb", ["suspension", "ending"])
def test_last_admin_stays(client: Client, acme: VendorCast, verb: str) -> None:
    sign_in(client, acme, "program_admin")
    client.post(f"{PEOPLE}{acme.member('partner_admin')}/{verb}/")
    assert now_of(acme, acme.user("partner_admin")) == [("partner_admin", False)]


def test_nobody_changes_themselves(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "program_admin")
    response = client.post(f"{PEOPLE}{acme.member('program_admin')}/", {"role": "finance"})
    assert response.status_code == 422
    assert now_of(acme, acme.user("program_admin")) == [("program_admin", False)]


def test_table_of_rights_shows_every_right_and_role(client: Client, acme: VendorCast) -> None:
    from portal.accounts.models import MembershipRole
    from portal.accounts.rights import RIGHTS

    response = sign_in(client, acme, "program_admin").get("/acme/settings/roles/")
    text = response.content.decode()
    assert len(response.context["rows"]) == len(RIGHTS.all()) > 4
    assert all(key in text for key in RIGHTS.all())
    assert len(response.context["columns"]) == len(MembershipRole)


def test_settings_show_what_one_may_change(client: Client, acme: VendorCast) -> None:
    admin = sign_in(client, acme, "program_admin").get("/acme/settings/").content.decode()
    sales = sign_in(Client(), acme, "partner_sales").get("/acme/settings/").content.decode()
    assert "/acme/settings/people/" in admin
    assert "/acme/settings/people/" not in sales
    assert "/acme/settings/keys/" in sales
