from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "portal.guides"
    label = "guides"

    def ready(self) -> None:
        """Add the guides' points to the go-live list, and what `manage.py guide` can do without an app."""
        from portal.guides import check_command, go_live  # noqa: F401
