"""A second program admin, since one alone can confirm nothing."""

from datetime import UTC, datetime

from portal.accounts.actor import Actor
from portal.accounts.models import Membership, User
from portal.accounts.rights import rights_of
from portal.tenancy import Role, acting_as, bare
from tests.cast import VendorCast
from tests.portal.jobs.kinds_for_tests import actor_of

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def admin_of(vendor: VendorCast) -> Actor:
    """The program admin of the cast."""
    return actor_of(vendor, "program_admin")


def second_admin_of(vendor: VendorCast) -> Actor:
    """Another person with the same role, made on first use."""
    mail = f"admin2@{vendor.slug}.example"
    with bare():
        user = User.objects.filter(email=mail).first() or User.objects.create_user(mail, name="Second Admin")
    with acting_as(Role.STAFF, vendor=vendor.id):
        member, _ = Membership.objects.get_or_create(
            user=user, defaults={"role": "program_admin", "name": "Second Admin", "email": mail}
        )
    return Actor(vendor.id, member.pk, user.pk, "Second Admin", "program_admin", None, rights_of("program_admin"))
