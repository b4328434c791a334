from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"

    def ready(self) -> None:
        """Register with the ground and the apps below what compliance brings."""
        from compliance import demo, examples, gates, kinds, listeners, policies, shell
        from compliance.jobs import screening

        assert all((demo, examples, gates, kinds, listeners, policies, screening, shell))
