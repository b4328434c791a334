"""Approvals: what waits for a person's decision."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Registers rights and audit kinds."""

    name = "portal.approvals"
    label = "approvals"

    def ready(self) -> None:
        """Import what registers itself."""
        from portal.approvals import policies, shell  # noqa: F401
