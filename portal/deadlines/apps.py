"""Deadlines: what is due at an instant."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Registers its jobs."""

    name = "portal.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        """Import what registers itself."""
        from portal.deadlines import tasks  # noqa: F401
