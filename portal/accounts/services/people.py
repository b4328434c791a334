"""Members: letting them in, out, and into other roles. A membership is dated; a new role is a new one."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.models import ApiKey, Membership, MembershipRole
from portal.accounts.services.invitations import roles_to_give
from portal.audit.services import record
from portal.problems import Conflict, Refusal

ADMINS = (MembershipRole.PARTNER_ADMIN, MembershipRole.PROGRAM_ADMIN)


@transaction.atomic
def suspend_person(member: Membership, *, by: Actor) -> None:
    """Keep a person out until further notice: their next request, by session or key, is refused."""
    fresh = _locked(member, by=by)
    if fresh.suspended:
        raise Conflict(_("This person is suspended already."))
    _check_an_admin_stays(fresh)
    fresh.suspended = True
    fresh.save(update_fields=["suspended"])
    record("person.suspended", by=by, subject=fresh, partner_id=fresh.partner_id)


@transaction.atomic
def resume_person(member: Membership, *, by: Actor) -> None:
    """Let a suspended person in again."""
    fresh = _locked(member, by=by)
    if not fresh.suspended:
        raise Conflict(_("This person is not suspended."))
    fresh.suspended = False
    fresh.save(update_fields=["suspended"])
    record("person.resumed", by=by, subject=fresh, partner_id=fresh.partner_id)


@transaction.atomic
def end_membership(member: Membership, *, by: Actor, at: datetime) -> None:
    """End a membership for good; its keys are revoked. What the person did stays theirs."""
    fresh = _locked(member, by=by)
    _check_an_admin_stays(fresh)
    _end(fresh, at)
    record("person.ended", by=by, subject=fresh, partner_id=fresh.partner_id)


@transaction.atomic
def change_role(member: Membership, *, role: str, by: Actor, at: datetime) -> Membership:
    """Give a person another role from now on: the old membership ends, a new one begins, keys have to be made anew.

    Staff stay staff and partners' people their partner's. Raises Refusal for a role across that line.
    """
    if role not in roles_to_give(by):
        raise PermissionDenied("people.manage")
    fresh = _locked(member, by=by)
    if fresh.role == role:
        raise Conflict(_("This is the person's role already."))
    successor = Membership(
        user_id=fresh.user_id,
        role=role,
        partner_id=fresh.partner_id,
        name=fresh.name,
        email=fresh.email,
        suspended=fresh.suspended,
        waiting=fresh.waiting,
        reads_until=fresh.reads_until,
        began_at=at,
    )
    if successor.is_staff_role is not fresh.is_staff_role:
        raise Refusal(_("Choose a role on the same side: the vendor's people or the partner's."), field="role")
    _check_an_admin_stays(fresh)
    _end(fresh, at)
    successor.save(force_insert=True)
    record("person.role_changed", by=by, subject=successor, partner_id=fresh.partner_id, before=fresh.role, after=role)
    return successor


def _end(member: Membership, at: datetime) -> None:
    member.ended_at = at
    member.save(update_fields=["ended_at"])
    ApiKey.objects.filter(membership=member, revoked_at=None).update(revoked_at=at)


def _locked(member: Membership, *, by: Actor) -> Membership:
    if not by.may("people.manage"):
        raise PermissionDenied("people.manage")
    if member.pk == by.membership_id:
        raise Refusal(_("Nobody changes their own membership: ask another admin."))
    fresh: Membership | None = (
        Membership.objects.select_for_update(of=("self",)).filter(pk=member.pk, ended_at=None).first()
    )
    if fresh is None:
        raise Conflict(_("This membership ended meanwhile."))
    return fresh


def _check_an_admin_stays(member: Membership) -> None:
    """Somebody must be left who can let people in."""
    if member.role not in ADMINS or member.suspended or member.reads_until is not None:
        return
    others = Membership.objects.filter(role=member.role, partner_id=member.partner_id, ended_at=None, suspended=False)
    if not others.exclude(pk=member.pk).exists():
        raise Refusal(_("This is the last admin: make somebody else one first."))
