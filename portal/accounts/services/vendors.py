"""Founding a vendor: the operator makes it empty and invites the first admin."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.accounts.models import MembershipRole
from portal.accounts.services.invitations import invite_person
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from portal.tenancy.services import create_vendor


@dataclass(frozen=True, slots=True)
class Founded:
    """A new vendor, and the token that lets its first admin in."""

    vendor_id: int
    token: str


@transaction.atomic
def found_vendor(*, name: str, slug: str, currency: str, admin: str, at: datetime, language: str = "en") -> Founded:
    """Make a vendor and invite its first program admin. Raises Refusal; nothing is made then."""
    if not name.strip():
        raise Refusal("A vendor has a name.", field="name")
    vendor_id = create_vendor(name=name, slug=slug, currency=currency, at=at)
    with acting_as(Role.STAFF, vendor=vendor_id):
        _, token = invite_person(
            by=None, email=admin, name="", role=MembershipRole.PROGRAM_ADMIN, partner_id=None, at=at, language=language
        )
    return Founded(vendor_id, token)
