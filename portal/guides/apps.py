from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "portal.guides"
    label = "guides"

    def ready(self) -> None:
        """Add the guides' points to the go-live list."""
        from portal.guides import go_live

        assert go_live
