from django.apps import AppConfig


class TieringConfig(AppConfig):
    name = "tiering"

    def ready(self) -> None:
        """Register tiering's sections of the guide."""
        from tiering.guide import baskets, markets, recognition, requirements, targets, tiers

        assert all((tiers, markets, recognition, requirements, baskets, targets))
