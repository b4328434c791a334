"""What a tier guide can contradict itself in. Each finding of a contradiction that the source contains is acknowledged."""

from tiering.guide.lint import baskets, benefits, ladder, markets, moves, names, values

__all__ = ["baskets", "benefits", "ladder", "markets", "moves", "names", "values"]
