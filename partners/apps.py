from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"

    def ready(self) -> None:
        from partners import (  # noqa: F401
            agreement_demo,
            agreement_examples,
            agreement_kinds,
            agreement_policies,
            agreement_shell,
            application_demo,
            application_examples,
            application_gates,
            application_shell,
            company_kinds,
            company_panel,
            decider_demo,
            demo,
            door_demo,
            door_examples,
            door_policies,
            door_shell,
            examples,
            fee_demo,
            fee_shell,
            figure_words,
            paper_kinds,
            partner_panels,
            partner_shell,
            people_demo,
            policies,
            shell,
        )
        from partners.guide import (  # noqa: F401
            activation,
            agreements,
            applications,
            doors,
            papers,
            people,
        )
        from partners.jobs import agreements as agreement_jobs  # noqa: F401
        from partners.jobs import clocks, drafts, fees, records  # noqa: F401
        from partners.jobs import doors as door_jobs  # noqa: F401
        from partners.services import admission  # noqa: F401
