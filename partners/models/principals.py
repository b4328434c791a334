"""Who owns and who leads a partner, and since when. A row ends by date; a change is another row beside it."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now

from partners.models.applications import Application, PartyKind
from partners.models.companies import READ_OWN, Partner
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class PartnerOwner(TenantModel):
    """Who holds shares of a partner, in percent, in a period."""

    partner = TenantForeignKey(Partner)
    kind = models.CharField(max_length=8, choices=PartyKind)
    name = models.CharField(max_length=160)
    share = models.DecimalField(max_digits=5, decimal_places=2)
    country = models.CharField(max_length=2)
    birth_date = models.DateField(null=True)
    period = DateRangeField()
    application = TenantForeignKey(Application, null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=100), name="partner_share_is_of_a_hundred"
            )
        ]


class PartnerExecutive(TenantModel):
    """Who leads a partner, in a period."""

    partner = TenantForeignKey(Partner)
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    birth_date = models.DateField(null=True)
    period = DateRangeField()
    application = TenantForeignKey(Application, null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = READ_OWN
