"""What happens once every app is ready. The last entry of INSTALLED_APPS."""

from django.apps import AppConfig

from portal.registry import Registry


class ClosedRegistries(AppConfig):
    """From here on nobody registers anything: it would reach some processes and not others."""

    name = "portal"
    label = "portal"

    def ready(self) -> None:
        """Close them."""
        Registry.freeze_all()
