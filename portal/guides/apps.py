from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "portal.guides"
    label = "guides"

    def ready(self) -> None:
        """Add go-live points, rights, what waits for a second person, and what `manage.py guide` can do without an app."""
        from portal.guides import check_command, compare_command, go_live, policies  # noqa: F401
        from portal.guides.services import figures  # noqa: F401
