from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"

    def ready(self) -> None:
        """Register with the ground what leads bring."""
        from leads import demo, evidence, kinds, metrics, partner_panel, policies, shell  # noqa: F401
