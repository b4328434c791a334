"""Who owns and who leads a partner, kept while it is one. A row ends by date; what was stays as it was.

Shares together never pass the whole on any day. Every owner is kept; who is screened of them is for due diligence (A-DD-03).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from partners.models import Partner, PartnerExecutive, PartnerOwner
from partners.rules.shares import WHOLE, Held, most_held
from partners.services.company.ground import end_row, locked_company, refuse_day, refuse_ended, tell
from portal.accounts.actor import Actor
from portal.problems import Conflict, Refusal


def refuse_owner(partner: Partner, *, name: str, share: Decimal, begins: date, at: datetime, **typed: Any) -> None:
    """Raise Refusal for a day that cannot be, for somebody who is an owner already, and for more than the whole."""
    refuse_ended(partner)
    refuse_day(begins, at=at, field="begins")
    rows = PartnerOwner.objects.filter(partner=partner, period__overlap=DateRange(begins, None))
    if rows.filter(name__iexact=name.strip(), birth_date=typed.get("birth_date")).exists():
        raise Refusal(_("This owner is recorded already: change the share."), field="name")
    _refuse_share(list(rows), share, since=begins)


@transaction.atomic
def add_owner(
    partner: Partner, *, kind: str, name: str, share: Decimal, country: str, birth_date: date | None, begins: date,
    by: Actor, at: datetime,
) -> PartnerOwner:  # fmt: skip
    """Somebody holds shares from a day on."""
    locked = locked_company(partner.pk)
    refuse_owner(locked, name=name, share=share, begins=begins, birth_date=birth_date, at=at)
    owner: PartnerOwner = PartnerOwner.objects.create(
        partner=locked, kind=kind, name=name.strip(), share=share, country=country, birth_date=birth_date,
        period=DateRange(begins, None),
    )  # fmt: skip
    tell("company.owner_added", locked.pk, by=by, at=at, owner=owner.pk, share=str(share), begins=begins)
    return owner


def refuse_new_share(owner: PartnerOwner, *, share: Decimal, begins: date, at: datetime) -> None:
    """Raise Conflict for an owner who is none any more, Refusal for a day before this share began and for more than the whole."""
    refuse_ended(owner.partner)
    refuse_day(begins, at=at, field="begins")
    _refuse_over(owner, _("This share ended already. Look again."))
    if begins <= owner.period.lower:
        raise Refusal(
            _("This share began on %(day)s: choose a later day.") % {"day": owner.period.lower}, field="begins"
        )
    if share == owner.share:
        raise Refusal(_("This is the share that is recorded."), field="share")
    rows = PartnerOwner.objects.filter(partner=owner.partner_id, period__overlap=DateRange(begins, None))
    _refuse_share(list(rows.exclude(pk=owner.pk)), share, since=begins)


@transaction.atomic
def change_share(owner: PartnerOwner, *, share: Decimal, begins: date, by: Actor, at: datetime) -> PartnerOwner:
    """Another share from a day on; the one before ends the day before."""
    partner = locked_company(owner.partner_id)
    fresh: PartnerOwner = PartnerOwner.objects.select_related("partner").get(pk=owner.pk)
    refuse_new_share(fresh, share=share, begins=begins, at=at)
    end_row(fresh, begins)
    changed: PartnerOwner = PartnerOwner.objects.create(
        partner=partner, kind=fresh.kind, name=fresh.name, share=share, country=fresh.country,
        birth_date=fresh.birth_date, period=DateRange(begins, None),
    )  # fmt: skip
    before = str(fresh.share)
    tell(
        "company.share_changed", partner.pk, by=by, at=at,
        owner=changed.pk, before=before, share=str(share), begins=begins,
    )  # fmt: skip
    return changed


@transaction.atomic
def end_owner(owner: PartnerOwner, *, ends: date, by: Actor, at: datetime) -> PartnerOwner:
    """An owner no more from a day on."""
    locked_company(owner.partner_id)
    fresh: PartnerOwner = PartnerOwner.objects.select_related("partner").get(pk=owner.pk)
    refuse_ending(fresh, ends=ends, at=at)
    end_row(fresh, ends)
    tell("company.owner_ended", fresh.partner_id, by=by, at=at, owner=fresh.pk, ends=ends)
    return fresh


def refuse_executive(partner: Partner, *, name: str, begins: date, at: datetime, **typed: Any) -> None:
    """Raise Refusal for a day that cannot be and for somebody who leads it already."""
    refuse_ended(partner)
    refuse_day(begins, at=at, field="begins")
    rows = PartnerExecutive.objects.filter(partner=partner, period__overlap=DateRange(begins, None))
    if rows.filter(name__iexact=name.strip(), birth_date=typed.get("birth_date")).exists():
        raise Refusal(_("This executive is recorded already."), field="name")


@transaction.atomic
def add_executive(
    partner: Partner, *, name: str, role: str, country: str, birth_date: date | None, begins: date,
    by: Actor, at: datetime,
) -> PartnerExecutive:  # fmt: skip
    """Somebody leads the company from a day on."""
    locked = locked_company(partner.pk)
    refuse_executive(locked, name=name, begins=begins, birth_date=birth_date, at=at)
    executive: PartnerExecutive = PartnerExecutive.objects.create(
        partner=locked, name=name.strip(), role=role.strip(), country=country, birth_date=birth_date,
        period=DateRange(begins, None),
    )  # fmt: skip
    tell("company.executive_added", locked.pk, by=by, at=at, executive=executive.pk, begins=begins)
    return executive


@transaction.atomic
def end_executive(executive: PartnerExecutive, *, ends: date, by: Actor, at: datetime) -> PartnerExecutive:
    """An executive no more from a day on."""
    locked_company(executive.partner_id)
    fresh: PartnerExecutive = PartnerExecutive.objects.select_related("partner").get(pk=executive.pk)
    refuse_ending(fresh, ends=ends, at=at)
    end_row(fresh, ends)
    tell("company.executive_ended", fresh.partner_id, by=by, at=at, executive=fresh.pk, ends=ends)
    return fresh


def refuse_ending(row: PartnerOwner | PartnerExecutive, *, ends: date, at: datetime) -> None:
    """Raise Conflict for who left already, Refusal for a day that cannot be or is not after the first one."""
    refuse_ended(row.partner)
    refuse_day(ends, at=at, field="ends")
    _refuse_over(row, _("This ended already. Look again."))
    if ends <= row.period.lower:
        raise Refusal(_("It began on %(day)s: choose a later day.") % {"day": row.period.lower}, field="ends")


def _refuse_over(row: PartnerOwner | PartnerExecutive, words: Any) -> None:
    if row.period.upper is not None:
        raise Conflict(words)


def _refuse_share(others: list[PartnerOwner], share: Decimal, *, since: date) -> None:
    if share <= 0:
        raise Refusal(_("A share is more than nothing."), field="share")
    held = most_held([Held(one.period.lower, one.period.upper, one.share) for one in others], since=since)
    if held + share > WHOLE:
        raise Refusal(
            _("The others hold %(held)s %% together: this is more than the whole company.") % {"held": held},
            field="share",
            code="more-than-whole",
        )
