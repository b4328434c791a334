"""Days that contradict each other: when a tier counts from, how long a recovery is, when a review decides."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.guides.documents import Document
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from tiering.guide.lint.parts import tiering_of
from tiering.guide.reviews import ReviewsSection


def _two_days(document: Document) -> Iterator[Finding]:
    """One tier that moves on another day than the yearly review says of every tier (G-TIER-05)."""
    tiering = tiering_of(document)
    annual = tiering.moves.get("annual") if tiering else None
    for event, figure in tiering.moves.items() if tiering else ():
        if annual and tiering and event in tiering.order and figure.value != annual.value:
            words = {"tier": event, "own": figure.value, "annual": annual.value}
            message = _("%(tier)s counts from %(own)s, and by the yearly review every tier from %(annual)s") % words
            yield Finding(f"tiering.moves.{event}", message, about=event)


def _recovery(document: Document) -> Iterator[Finding]:
    tiering = tiering_of(document)
    grace = tiering.grace if tiering else None
    if grace and grace.days.value > grace.max_days.value:
        yield Finding("tiering.grace.days", _("a recovery is longer than the longest that can be granted"))
    for name in ("days", "max_days"):
        if grace and getattr(grace, name).value < 0:
            yield Finding(f"tiering.grace.{name}", _("%s cannot be") % getattr(grace, name).value)


def _reviews(document: Document) -> Iterator[Finding]:
    section = document.sections.get("reviews")
    for name, review in section.all().items() if isinstance(section, ReviewsSection) else ():
        opens, decides, until = review.opens, review.decides, review.data_to
        if opens and decides and decides.value < opens.value:
            yield Finding(f"reviews.{name}.decides", _("the review decides before it opens"), about=name)
        if decides and until and _is_of_the_running_year(review.data_of) and until.value >= decides.value:
            yield Finding(f"reviews.{name}.data_to", _("the review decides before its data ends"), about=name)


def _is_of_the_running_year(figure: object) -> bool:
    return getattr(figure, "value", None) == "running_year"


guide_lint("moves.conflict", _two_days)
guide_lint("moves.recovery", _recovery)
guide_lint("reviews.conflict", _reviews)
