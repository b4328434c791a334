"""From a session or a key to an actor, as the bare login: it reads identity and nothing of any vendor."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import connection

from portal.accounts.actor import Actor
from portal.accounts.rights import cut_to, rights_of
from portal.tenancy import rows_identified_as

_VENDOR = """
SELECT vendor_id, current, (SELECT slug FROM tenancy_address c WHERE c.vendor_id = a.vendor_id AND c.current)
FROM tenancy_address a WHERE slug = %s
"""
_MEMBERSHIPS = """
SELECT m.vendor_id, a.slug, m.id, m.name, m.role, m.partner_id, m.suspended, m.waiting, m.reads_until IS NOT NULL
FROM accounts_membership m JOIN tenancy_address a ON a.vendor_id = m.vendor_id AND a.current
WHERE m.user_id = %s AND m.ended_at IS NULL AND (m.reads_until IS NULL OR m.reads_until >= current_date) ORDER BY a.slug
"""
_KEY = """
SELECT k.id, k.vendor_id, k.membership_id, k.user_id, k.scopes
FROM accounts_apikey k JOIN accounts_user u ON u.id = k.user_id AND u.is_active
WHERE k.digest = %s AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
"""


class Suspended(Exception):
    """The person is a member of this vendor, but suspended."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where an address leads; `moved_to` is the new address when this is an old one."""

    vendor_id: int
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class OwnMembership:
    """One of a person's memberships, as they themselves see it."""

    vendor_id: int
    slug: str
    id: int
    name: str
    role: str
    partner_id: int | None
    suspended: bool
    waiting: bool
    over: bool

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the vendor."""
        return self.partner_id is None


def find_vendor(slug: str) -> Found | None:
    """The vendor behind the first segment of a path."""
    row = _one(_VENDOR, [slug])
    return Found(row[0], None if row[1] else row[2]) if row else None


def memberships_of(user_id: int) -> list[OwnMembership]:
    """Every membership that a signed-in person has now, suspended ones too."""
    return [OwnMembership(*row) for row in rows_identified_as(user_id, _MEMBERSHIPS, [user_id])]


def actor_among(memberships: list[OwnMembership], user_id: int, vendor_id: int) -> Actor | None:
    """The actor that a person with these memberships is at a vendor, None for a stranger. Raises Suspended."""
    for own in memberships:
        if own.vendor_id == vendor_id:
            if own.suspended:
                raise Suspended
            rights = rights_of(own.role, waiting=own.waiting, over=own.over)
            return Actor(vendor_id, own.id, user_id, own.name, own.role, own.partner_id, rights)
    return None


def member_of(user_id: int, vendor_id: int) -> Actor | None:
    """The actor that a signed-in person is at a vendor, None for a stranger. Raises Suspended."""
    return actor_among(memberships_of(user_id), user_id, vendor_id)


def holder_of(key: str, vendor_id: int) -> Actor | None:
    """The actor behind an API key, None where it is unknown, revoked, expired or another vendor's. Raises Suspended."""
    row = _one(_KEY, [hashlib.sha256(key.encode()).digest()])
    if row is None or row[1] != vendor_id:
        return None
    key_id, _, membership_id, user_id, scopes = row
    member = member_of(user_id, vendor_id)
    if member is None or member.membership_id != membership_id:
        return None
    rights = cut_to(member.rights, scopes) if scopes else member.rights
    return Actor(vendor_id, membership_id, user_id, member.name, member.role, member.partner_id, rights, key_id)


def _one(query: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()
