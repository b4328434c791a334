"""The audit trail."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers its right and its own kinds."""

    name = "portal.audit"
    label = "audit"

    def ready(self) -> None:
        """Import what registers itself."""
        from portal.audit import policies  # noqa: F401
