from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"

    def ready(self) -> None:
        """Register with the ground and the apps below what compliance brings."""
        from compliance import (
            demo,
            duties_demo,
            duties_gate,
            duties_guide,
            duties_shell,
            examples,
            gates,
            kinds,
            listeners,
            operator_notices,
            partner_panels,
            policies,
            shell,
        )
        from compliance.jobs import duties, screening

        assert all(
            (demo, examples, gates, kinds, listeners, operator_notices, partner_panels, policies, screening, shell)
        )
        assert all((duties, duties_demo, duties_gate, duties_guide, duties_shell))
