"""What is known of people: members, invitations and keys of the running scope, and second factors."""

from collections.abc import Collection, Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import F, Q, QuerySet

from portal.accounts.models import ApiKey, Invitation, Membership, User
from portal.tenancy import bare


def members() -> QuerySet[Membership]:
    """Everybody who is a member now, staff first."""
    people: QuerySet[Membership] = Membership.objects.filter(ended_at=None)
    return people.order_by(F("partner_id").asc(nulls_first=True), "name", "pk")


def members_named(words: str) -> QuerySet[Membership]:
    """Members whose name or mail address holds `words`."""
    return members().filter(Q(name__icontains=words) | Q(email__icontains=words))


def open_invitations(*, at: datetime) -> QuerySet[Invitation]:
    """Invitations that still open a door."""
    invitations: QuerySet[Invitation] = Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )
    return invitations.order_by("-pk")


def keys(*, at: datetime) -> QuerySet[ApiKey]:
    """Keys that still work, newest first."""
    working: QuerySet[ApiKey] = ApiKey.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)
    return working.select_related("membership").order_by("-pk")


def with_second_factor(users: Iterable[int]) -> set[int]:
    """Which of these users have a second factor."""
    with bare():
        strong = Authenticator.objects.filter(user_id__in=list(users)).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return set(strong.values_list("user_id", flat=True))


def languages_of(people: Collection[Membership]) -> dict[int, str]:
    """In which language each is written to, by membership. Languages are of people, not of a vendor: the bare login is asked."""
    with bare():
        known = dict(User.objects.filter(pk__in=[one.user_id for one in people]).values_list("pk", "language"))
    return {one.pk: known.get(one.user_id, "en") for one in people}


def operators() -> list[User]:
    """Who runs the installation; no vendor's role may read it."""
    with bare():
        return list(User.objects.filter(is_operator=True, is_active=True).order_by("pk"))
