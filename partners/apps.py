from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"

    def ready(self) -> None:
        from partners import demo, examples, policies  # noqa: F401
        from partners.guide import people  # noqa: F401
        from partners.jobs import records  # noqa: F401
