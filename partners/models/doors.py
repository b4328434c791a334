"""What stands behind the doors of a guide: exceptions that persons made, and files that partners reach once a door is open."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models.companies import READ_OWN, Partner
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class DoorException(TenantModel):
    """Somebody let one partner through where the guide asks for an exception (A-ONB-02). It ends by date, with a reason."""

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program, indexed=False)
    door = models.CharField(max_length=40)
    choice = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    granted_by = TenantForeignKey(Membership, null=True, indexed=False)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey(Membership, null=True, indexed=False)
    end_reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "partner", "program", "door", "choice"],
                condition=Q(ended_at=None),
                name="exception_is_made_once",
                violation_error_message=_("This exception was made already."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exception_says_why"),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(end_reason=""), name="ended_exception_says_why"),
        ]


class DoorFile(TenantModel):
    """A file behind a door: a welcome kit, an SDK. Partners read its title, and the file itself only while the door is open."""

    program = TenantForeignKey(Program)
    door = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    file = TenantForeignKey(StoredFile, indexed=False)
    put_by = TenantForeignKey(Membership, null=True, indexed=False)
    put_at = models.DateTimeField()
    taken_away_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S", partner_column=None)
