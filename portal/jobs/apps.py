"""Jobs: background work that survives whatever is killed."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers this app's own kinds and rights."""

    name = "portal.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import what registers itself."""
        from portal.jobs import housekeeping, outbox, policies, shell  # noqa: F401
