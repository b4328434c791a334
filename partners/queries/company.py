"""Who owns and who leads partners, now and before, and what of it waits to be confirmed."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, QuerySet

from partners.models import CompanyFact, Partner, PartnerExecutive, PartnerOwner
from portal.accounts.actor import Actor
from portal.approvals.models import Approval


def companies_seen_by(actor: Actor) -> QuerySet[Partner]:
    """Companies whose owners and executives this actor reads: a partner's own, every one for the vendor's people."""
    found: QuerySet[Partner] = Partner.objects.all()
    if not actor.may("principals.see"):
        return found.none()
    return found if actor.is_staff else found.filter(pk=actor.partner_id or 0)


def owners_seen_by(actor: Actor) -> QuerySet[PartnerOwner]:
    """Owners of these, with their companies."""
    rows: QuerySet[PartnerOwner] = PartnerOwner.objects.filter(partner__in=companies_seen_by(actor))
    return rows.select_related("partner")


def executives_seen_by(actor: Actor) -> QuerySet[PartnerExecutive]:
    """Executives of these, with their companies."""
    rows: QuerySet[PartnerExecutive] = PartnerExecutive.objects.filter(partner__in=companies_seen_by(actor))
    return rows.select_related("partner")


def owners_ever(partner: Partner) -> list[PartnerOwner]:
    """Everybody who holds or held shares of it: who does now first, then who left last."""
    rows = PartnerOwner.objects.filter(partner=partner)
    return list(rows.order_by(F("period__endswith").desc(nulls_first=True), "-share", "id"))


def executives_ever(partner: Partner) -> list[PartnerExecutive]:
    """Everybody who leads or led it, in the same order."""
    rows = PartnerExecutive.objects.filter(partner=partner)
    return list(rows.order_by(F("period__endswith").desc(nulls_first=True), "id"))


def owners_of_partner(partner: Partner, day: date) -> list[PartnerOwner]:
    """Who holds shares of it, the largest first."""
    return list(PartnerOwner.objects.filter(partner=partner, period__contains=day).order_by("-share", "id"))


def executives_of_partner(partner: Partner, day: date) -> list[PartnerExecutive]:
    """Who leads it."""
    return list(PartnerExecutive.objects.filter(partner=partner, period__contains=day).order_by("id"))


def facts_on(partner: Partner, day: date) -> Sequence[CompanyFact]:
    """What its papers said on a day."""
    return list(CompanyFact.objects.filter(partner=partner, period__contains=day).order_by("kind"))


def changes_waiting(partner: Partner) -> list[Approval]:
    """What the partner named and nobody confirmed yet, the oldest first."""
    rows = Approval.objects.filter(partner_id=partner.pk, kind__startswith="company.", state=Approval.State.OPEN)
    return list(rows.order_by("id"))
