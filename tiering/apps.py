from django.apps import AppConfig


class TieringConfig(AppConfig):
    name = "tiering"

    def ready(self) -> None:
        """Register tiering's sections of the guide and what calculates its worked examples."""
        from tiering import examples
        from tiering.guide import baskets, benefits, kpi, markets, recognition, requirements, targets, tiers

        assert all((tiers, markets, recognition, requirements, baskets, targets, benefits, kpi, examples))
