"""Inviting people, and what becomes of an invitation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.models import PARTNER_ROLES, STAFF_ROLES, Invitation, Membership, MembershipRole
from portal.accounts.tokens import digest_of, invitation_token, make_salt
from portal.audit.services import record
from portal.jobs.outbox import send_mail
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as

LIFE = timedelta(days=7)
#: States of a partner, as `_state_of` finds them.
WAITING, OVER = "waiting", "terminated"
_FIND = "SELECT id, vendor_id, expires_at, accepted_at, withdrawn_at FROM accounts_invitation WHERE digest = %s"


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """An invitation that somebody holds the token of, and whether it still opens."""

    id: int
    vendor_id: int
    is_open: bool


def roles_to_give(by: Actor) -> tuple[MembershipRole, ...]:
    """Roles that this person may give: partner admins those of partners, program admins all."""
    if not by.may("people.manage"):
        return ()
    return tuple(MembershipRole) if by.is_staff else PARTNER_ROLES


@transaction.atomic
def invite_person(
    *, by: Actor | None, email: str, name: str, role: str, partner_id: int | None, at: datetime, language: str = "en"
) -> tuple[Invitation, str]:
    """Invite somebody, and return the invitation with its token; an earlier one for the same address is withdrawn.

    A partner admin invites into their own partner only; `by` is None where the operator founds a vendor. Raises
    PermissionDenied for a role this person may not give, Refusal for a partner that does not fit, Conflict for a member.
    """
    email = email.strip().lower()
    partner_id = _fitting_partner(by, role, partner_id)
    if Membership.objects.filter(email=email, ended_at=None).exclude(reads_until__lt=at.date()).exists():
        raise Conflict(_("This person is a member already."), field="email")
    Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    salt = make_salt()
    token = invitation_token(salt)
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        role=role,
        partner_id=partner_id,
        digest=digest_of(token),
        invited_by_id=by.membership_id if by else None,
        expires_at=at + LIFE,
    )
    send_mail(
        key=f"invitation:{invitation.pk}",
        template="accounts/invitation",
        to=email,
        language=language,
        context={"salt": salt, "days": LIFE.days},
        partner_id=partner_id,
    )
    record("person.invited", by=by, subject=invitation, partner_id=partner_id, role=role)
    return invitation, token


def _fitting_partner(by: Actor | None, role: str, partner_id: int | None) -> int | None:
    if by is not None and role not in roles_to_give(by):
        raise PermissionDenied("people.manage")
    if role in STAFF_ROLES:
        if partner_id is not None:
            raise Refusal(_("People of the vendor belong to no partner."), field="partner")
        return None
    if by is not None and not by.is_staff:
        return by.partner_id
    if partner_id is None or (state := _state_of(partner_id)) is None:
        raise Refusal(_("There is no such partner."), field="partner")
    if state == OVER:
        raise Refusal(_("The partnership is over: nobody joins it."), field="partner")
    return partner_id


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Close the door again. Raises Conflict where somebody went through it."""
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not waiting.update(withdrawn_at=at):
        raise Conflict(_("This invitation was accepted or withdrawn already."))
    record("invitation.withdrawn", by=by, subject=invitation, partner_id=invitation.partner_id)


def find_door(token: str, *, at: datetime) -> OpenDoor | None:
    """The invitation behind a token, asked by a stranger as the bare login."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FIND, [digest_of(token)])
        row = cursor.fetchone()
    return OpenDoor(row[0], row[1], row[3] is None and row[4] is None and row[2] > at) if row else None


def read_invitation(door: OpenDoor) -> Invitation:
    """What the holder of a token may read: their own invitation."""
    with acting_as(Role.STAFF, vendor=door.vendor_id):
        invitation: Invitation = Invitation.objects.get(pk=door.id)
        return invitation


def join_vendor(door: OpenDoor, *, user_id: int, name: str, at: datetime) -> Membership:
    """Make a person a member by their invitation, once. Raises Conflict where it closed meanwhile or they are a member.

    The step up to the vendor's role is the invitation's: nothing else is read or written in it.
    """
    with acting_as(Role.STAFF, vendor=door.vendor_id):
        waiting = Invitation.objects.filter(pk=door.id, accepted_at=None, withdrawn_at=None, expires_at__gt=at)
        if not waiting.update(accepted_at=at):
            raise Conflict(_("This invitation is no longer open."))
        invitation = Invitation.objects.get(pk=door.id)
        state = _held_state_of(invitation.partner_id)
        if state == OVER:
            raise Conflict(_("The partnership is over: nobody joins it."))
        Membership.objects.filter(user_id=user_id, ended_at=None, reads_until__lt=at.date()).update(ended_at=at)
        member = Membership(
            user_id=user_id,
            role=invitation.role,
            partner_id=invitation.partner_id,
            name=name or invitation.name or invitation.email,
            email=invitation.email,
            waiting=state == WAITING,
            began_at=at,
        )
        try:
            with transaction.atomic():
                member.save(force_insert=True)
        except IntegrityError as error:
            raise _as_conflict(error) from None
        record("person.joined", subject=member, partner_id=member.partner_id, role=member.role)
        return member


def _state_of(partner_id: int | None) -> str | None:
    """Whether a partner is active yet, or no more. By name: the ground does not know what a partner is, only that a member may
    belong to one.
    """
    return _state_among(apps.get_model("partners.Partner").objects.filter(pk=partner_id))


def _held_state_of(partner_id: int | None) -> str | None:
    """The same, held until the transaction ends: whoever ends the partnership at this instant waits, and finds who joined."""
    rows = apps.get_model("partners.Partner").objects.select_for_update(of=("self",))
    return _state_among(rows.filter(pk=partner_id))


def _state_among(rows: QuerySet[Any]) -> str | None:
    state: str | None = rows.values_list("state", flat=True).first()
    return state


def _as_conflict(error: IntegrityError) -> Exception:
    if "person_is_one_member_of_a_vendor" in str(error):
        return Conflict(_("You are a member of this vendor already, with this sign-in."))
    return error
