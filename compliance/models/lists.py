"""Published lists of restricted parties: reference data of the installation, the same for every vendor."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.tenancy.access import REFERENCE, Access
from portal.tenancy.querysets import TenantManager


class ListName(models.TextChoices):
    """The lists that an importer exists for."""

    OFAC_SDN = "ofac-sdn", _("OFAC: specially designated nationals")
    OFAC_CONSOLIDATED = "ofac-consolidated", _("OFAC: consolidated, other than SDN")
    UN = "un", _("United Nations Security Council")
    OPENSANCTIONS = "opensanctions", _("OpenSanctions")


class ListEntry(models.Model):
    """One entity as a list once published it. Written once for all versions that say the same of it (`digest`).

    So whoever points to an entry (a hit, a dismissal) points to what was read then, and a changed entry is another row.
    """

    list = models.CharField(max_length=20, choices=ListName)
    uid = models.CharField(max_length=100)
    schema = models.CharField(max_length=12)
    name = models.TextField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = TenantManager()
    tenancy: ClassVar[Access] = REFERENCE

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["list", "uid", "digest"], name="entry_says_each_thing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.uid}"


class ListVersion(models.Model):
    """A list as it was published once: the same bytes are the same version. One of each list is in force.

    `rows` are those of the files, by file; `entry_ids` are what they say.
    """

    list = models.CharField(max_length=20, choices=ListName)
    sha256 = models.CharField(max_length=64)
    source = models.TextField(help_text=_("The files that it was read from."))
    source_date = models.DateField(null=True, help_text=_("When its publisher made it, where the files say so."))
    rows = models.JSONField(default=dict)
    ended = models.BooleanField(default=False, help_text=_("Whether its files carry a mark at their end."))
    entry_ids = ArrayField(models.BigIntegerField())
    loaded_at = models.DateTimeField(db_default=Now())
    in_force = models.BooleanField(default=False)
    in_force_since = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(
        null=True, help_text=_("When the publisher's files were last found to be these: how fresh the list is.")
    )
    accepted_because = models.TextField(blank=True, help_text=_("Why a person took a list that had shrunk."))

    objects = TenantManager()
    tenancy: ClassVar[Access] = Access(staff="S", platform="SIU", shared=True)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["list", "sha256"], name="bytes_are_one_version_of_a_list"),
            models.UniqueConstraint(
                fields=["list"], condition=models.Q(in_force=True), name="list_has_one_version_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(in_force=False) | models.Q(in_force_since__isnull=False),
                name="list_version_in_force_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.sha256[:12]}"
