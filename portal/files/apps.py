"""Files, and what else is kept under lock: the keys of encrypted fields are checked here."""

from django.apps import AppConfig
from django.conf import settings


class FilesConfig(AppConfig):
    """Registers its right. In production it refuses to start without keys for the fields that are kept encrypted."""

    name = "portal.files"
    label = "files"

    def ready(self) -> None:
        """Import what registers itself; raise ImproperlyConfigured where FIELD_KEYS is missing or broken."""
        from portal.crypto import field_keys
        from portal.files import policies, tasks  # noqa: F401

        if settings.PRODUCTION or settings.FIELD_KEYS:
            field_keys()
