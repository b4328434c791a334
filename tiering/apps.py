from django.apps import AppConfig


class TieringConfig(AppConfig):
    name = "tiering"

    def ready(self) -> None:
        """Register tiering's sections of the guide, what calculates its worked examples, its metrics, its jobs, and its commands."""
        from tiering import demo, events, examples, kinds, policies, record_import
        from tiering.commands import facts, score
        from tiering.guide import (
            baskets,
            benefits,
            kpi,
            markets,
            points,
            recognition,
            requirements,
            revenue,
            reviews,
            targets,
            tiers,
        )
        from tiering.jobs import collection, rounds, scoring
        from tiering.metrics import enrolments, people, readings

        assert all(
            (tiers, markets, recognition, requirements, baskets, targets, points, benefits, kpi, reviews, revenue)
        )
        assert all(
            (
                enrolments,
                people,
                readings,
                collection,
                rounds,
                scoring,
                kinds,
                policies,
                facts,
                score,
                examples,
                demo,
                events,
                record_import,
            )
        )

        self._register_words()
        self._register_pages()

    def _register_pages(self) -> None:
        """What pages show beside the ground: the shell, and rows of evidence in words."""
        from tiering import partner_panel, shell
        from tiering.presentation import bookings, leaving
        from tiering.queries import codes, evidence_sources

        assert all((shell, partner_panel, evidence_sources, leaving, bookings, codes))

    def _register_words(self) -> None:
        """What is said of guides: how they differ and are drawn, what contradicts itself, what letters set, what errata change."""
        from tiering import checks, drawing, errata, letters, succession
        from tiering.guide import grids, lint, program_words, words
        from tiering.metrics import programs

        assert all((checks, grids, lint, words, program_words, programs, drawing, letters, succession, errata))
