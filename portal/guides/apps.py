from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "portal.guides"
    label = "guides"

    def ready(self) -> None:
        """Add what the guides themselves bring: sections, subcommands, rights, pages, and what waits for a second person."""
        from portal.guides import (  # noqa: F401
            changes,
            check_command,
            compare_command,
            go_live,
            lints,
            policies,
            shell,
            succession,
        )
        from portal.guides.services import errata, figures, publication  # noqa: F401
