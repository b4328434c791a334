"""Tenancy: vendors, and the database roles and policies that keep them apart."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class TenancyConfig(AppConfig):
    """Stamps policies after each migration and checks the login at the first connection."""

    name = "portal.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        """Connect the two signals."""
        from portal.tenancy import lookups  # noqa: F401  (registers itself)
        from portal.tenancy.login import check_login
        from portal.tenancy.policies import stamp_policies

        post_migrate.connect(stamp_policies, sender=self)
        connection_created.connect(check_login)
