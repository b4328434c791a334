"""Whether a person counts on a day, and why not (G-REQ-05). The same law as the metrics', for one person on a page."""

from collections.abc import Collection
from datetime import date
from typing import Literal

Why = Literal["", "not_begun", "left", "not_employed", "foreign_mail"]


def why_not_counted(
    *,
    begins: date,
    last_day: date | None,
    employment: str,
    domain: str,
    on: date,
    domains: Collection[str],
    employments: Collection[str],
) -> Why:
    """ "" for somebody who counts: in post on the day, employed as the guide asks, mail at one of the company's own domains."""
    if on < begins:
        return "not_begun"
    if last_day is not None and on > last_day:
        return "left"
    if employment not in employments:
        return "not_employed"
    if domain.lower() not in {own.lower() for own in domains}:
        return "foreign_mail"
    return ""
