"""Holds on partners whom a list names: one at a time, lifted by two persons."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from compliance.models.cases import Case, HitDecision
from compliance.models.subjects import ADDED_ONLY
from partners.models import Partner
from portal.accounts.models import Membership
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class PartnerHold(TenantModel):
    """A time in which a partner registers no leads, signs nothing and is not paid. The partner's own transactions ask it too,
    so nothing here says why: that is `HoldGround`'s.
    """

    partner = TenantForeignKey(Partner, indexed=False)
    placed_at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "partner"], condition=models.Q(lifted_at__isnull=True), name="partner_is_held_once"
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True) | models.Q(lifted_at__gte=models.F("placed_at")),
                name="hold_ends_after_it_began",
            ),
        ]


class HoldGround(TenantModel):
    """Why a partner is held: a ruling on a hit. For compliance alone."""

    hold = TenantForeignKey(PartnerHold)
    case = TenantForeignKey(Case)
    decision = TenantForeignKey(HitDecision, indexed=False)
    placed_by = TenantForeignKey(Membership, indexed=False)

    tenancy: ClassVar[Access] = ADDED_ONLY
