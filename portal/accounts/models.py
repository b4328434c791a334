"""People: one login for the whole portal, one membership for each vendor they work with, keys and invitations."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.tenancy.access import USER, Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class UserManager(BaseUserManager["User"]):
    """Makes users by mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with a normalised address; no password means that none works."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. Knows nothing of any vendor: that is a membership."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(
        default=False, help_text=_("Runs the installation: creates vendors, watches jobs.")
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def is_staff(self) -> bool:
        """Asked by libraries; there is no admin site."""
        return False

    def get_full_name(self) -> str:
        """For libraries that greet."""
        return self.name or self.email


class MembershipRole(models.TextChoices):
    """Roles of design section 1. What each may do is on one screen: `portal.accounts.rights`."""

    PARTNER_ADMIN = "partner_admin", _("Partner admin")
    PARTNER_SALES = "partner_sales", _("Partner sales")
    PARTNER_FINANCE = "partner_finance", _("Partner finance")
    CHANNEL_MANAGER = "channel_manager", _("Channel manager")
    FINANCE = "finance", _("Finance")
    COMPLIANCE = "compliance", _("Compliance officer")
    PROGRAM_ADMIN = "program_admin", _("Program admin")


PARTNER_ROLES = (MembershipRole.PARTNER_ADMIN, MembershipRole.PARTNER_SALES, MembershipRole.PARTNER_FINANCE)
STAFF_ROLES = tuple(role for role in MembershipRole if role not in PARTNER_ROLES)


class Membership(TenantModel):
    """A person at one vendor, as staff or for one partner. Name and mail here are what this vendor knows of them.

    `partner_id` gets its composite key from partners' migration, since partners stands above this app.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=MembershipRole)
    partner_id = models.BigIntegerField(null=True, db_index=False)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    suspended = models.BooleanField(default=False)
    waiting = models.BooleanField(
        default=False, help_text=_("Of a partner that is not active yet: may only do what makes it so.")
    )
    reads_until = models.DateField(
        null=True, help_text=_("Of a partner whose partnership is over: until this day it may read what is its own.")
    )
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SIU", login="S", login_rows=f"user_id = {USER}")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "user"],
                condition=models.Q(ended_at=None),
                name="person_is_one_member_of_a_vendor",
                violation_error_message=_("This person is a member already."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=PARTNER_ROLES, partner_id__isnull=False)
                | models.Q(role__in=STAFF_ROLES, partner_id__isnull=True),
                name="membership_has_a_partner_or_is_staff",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "partner_id"], name="membership_partner_ix")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff_role(self) -> bool:
        """Whether the role is one of the vendor's own people."""
        return self.role in STAFF_ROLES


class ApiKey(TenantModel):
    """A machine's key. It may do what its member may, inside its scopes. Only the digest of the secret is kept."""

    membership = TenantForeignKey(Membership)
    user_id = models.BigIntegerField()
    partner_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=8, help_text=_("The key's first characters, to tell keys apart."))
    scopes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(
        staff="SIU",
        partner="SIU",
        login="S",
        login_columns=("id", "vendor_id", "membership_id", "user_id", "digest", "scopes", "expires_at", "revoked_at"),
    )

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}...)"


class Invitation(TenantModel):
    """An open door for one mail address, for some days. The token is 128 random bits; only its digest is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=MembershipRole)
    partner_id = models.BigIntegerField(null=True)
    digest = models.BinaryField(max_length=32, unique=True)
    invited_by = TenantForeignKey(Membership, null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(
        staff="SIU",
        partner="SIU",
        login="S",
        login_columns=("id", "vendor_id", "digest", "expires_at", "accepted_at", "withdrawn_at"),
    )

    def __str__(self) -> str:
        return self.email
