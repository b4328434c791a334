"""Commissions: what partners sell, earn and are paid."""

from django.apps import AppConfig


class CommissionsConfig(AppConfig):
    """Registers this app's rights, kinds of jobs and parts of the shell."""

    name = "commissions"

    def ready(self) -> None:
        """Import what registers itself."""
        from commissions import (  # noqa: F401
            agreement_gate,
            demo,
            errata,
            guide,
            guide_lint,
            metrics,
            partner_panel,
            payout_demo,
            payout_shell,
            policies,
            rate_acts,
            rate_panel,
            shell,
        )
        from commissions.jobs import imports, payout_files, runs, statement_pdf  # noqa: F401
