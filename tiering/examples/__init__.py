"""How worked examples of tiering are calculated, one module per part of the guide: facts as JSON in, results as JSON out."""

from tiering.examples import benefits, kpi, reviews, score

__all__ = ["benefits", "kpi", "reviews", "score"]
