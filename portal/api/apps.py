from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "portal.api"
    label = "api"

    def ready(self) -> None:
        """Let the description know the key's scheme, and the scheduler what comes back."""
        from portal.api import schema, tasks  # noqa: F401
