from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "portal.api"
    label = "api"

    def ready(self) -> None:
        """Let the description know the key's scheme."""
        from portal.api import schema  # noqa: F401
