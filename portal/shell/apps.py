from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    name = "portal.shell"
    label = "shell"

    def ready(self) -> None:
        """The one entry that every member has."""
        from portal.shell.registries import navigation_entry

        navigation_entry("home", label=_("Home"), icon="home", url_name="home", right=None, order=0)
