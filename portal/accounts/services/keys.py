"""API keys: made by a person with a second factor, never wider than that person, shown once."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.models import ApiKey
from portal.accounts.queries import with_second_factor
from portal.accounts.tokens import digest_of, make_api_key
from portal.audit.services import record
from portal.problems import Conflict, Refusal


@transaction.atomic
def make_key(
    *, by: Actor, name: str, scopes: Collection[str], expires_at: datetime | None, at: datetime
) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which nobody can show again.

    Raises PermissionDenied where a key asks for a key, Refusal without a second factor, for a scope the person does not have,
    for none at all, and for an end that is past.
    """
    if by.key_id is not None or not by.may("keys.manage"):
        raise PermissionDenied("keys.manage")
    if by.user_id not in with_second_factor([by.user_id]):
        raise Refusal(_("Set up a second factor first: a key is as strong as the sign-in that made it."))
    if not scopes or set(scopes) - by.rights:
        raise Refusal(_("Choose one or more of your own rights."), field="scopes")
    if expires_at is not None and expires_at <= at:
        raise Refusal(_("Choose a day in the future."), field="expires_on")
    secret = make_api_key()
    key = ApiKey.objects.create(
        membership_id=by.membership_id,
        user_id=by.user_id,
        partner_id=by.partner_id,
        name=name.strip(),
        digest=digest_of(secret),
        hint=secret[:8],
        scopes=sorted(scopes),
        expires_at=expires_at,
    )
    record("key.made", by=by, subject=key, partner_id=by.partner_id, scopes=sorted(scopes))
    return key, secret


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Actor, at: datetime) -> None:
    """Stop a key: one's own, or anybody's in reach for those who manage people. Raises Conflict where it was stopped."""
    if key.membership_id != by.membership_id and not by.may("people.manage"):
        raise PermissionDenied("people.manage")
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        raise Conflict(_("This key was revoked already."))
    record("key.revoked", by=by, subject=key, partner_id=key.partner_id)
