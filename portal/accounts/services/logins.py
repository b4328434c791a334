"""A person's own sign-in: made when an invitation is accepted, and what they say about themselves."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.services.invitations import OpenDoor, join_vendor, read_invitation
from portal.problems import Conflict, Refusal


def knows_address(email: str) -> bool:
    """Whether somebody signs in with this address. Asked only for the holder of an invitation to it."""
    return bool(EmailAddress.objects.filter(email__iexact=email, verified=True).exists())


def owns_address(user: User, email: str) -> bool:
    """Whether this person has proved that the address is theirs."""
    return bool(EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists())


@transaction.atomic
def make_login(door: OpenDoor, *, name: str, password: str, language: str, at: datetime) -> User:
    """Make the sign-in of an invited person and let them in. The mail that brought them proves the address.

    Raises Refusal for a weak password, Conflict where the address has a sign-in already or the invitation closed.
    """
    invitation = read_invitation(door)
    if User.objects.filter(email=invitation.email).exists() or knows_address(invitation.email):
        raise Conflict(_("There is a sign-in for this address already: sign in, then open the invitation again."))
    try:
        validate_password(password, User(email=invitation.email, name=name))
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="password") from None
    user = User.objects.create_user(invitation.email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    join_vendor(door, user_id=user.pk, name=name, at=at)
    return user


def describe_oneself(user: User, *, name: str, language: str) -> None:
    """Keep what a person says about themselves. Raises Refusal for a language nobody translates."""
    if language not in dict(settings.LANGUAGES):
        raise Refusal(_("This language is not here."), field="language")
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])
