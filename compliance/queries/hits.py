"""Possible matches as they stand: of the latest result of each list, with what was said of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Q, When

from compliance.models import Hit, HitDecision, Screening
from compliance.screening import MATCHER_VERSION
from compliance.states import Ruling


@dataclass(frozen=True, slots=True)
class Standing:
    """A hit of the latest result and the decision that holds for it, if any."""

    hit: Hit
    decision: HitDecision | None

    @property
    def is_open(self) -> bool:
        return self.decision is None

    @property
    def is_true(self) -> bool:
        return self.decision is not None and self.decision.ruling == Ruling.TRUE_MATCH


def latest_screenings(subject_ids: Collection[int], *, until: datetime | None = None) -> list[Screening]:
    """The result that counts for each subject and list: of the version in force by this matcher, or else the last one.

    Of several thresholds the most careful: what was shown once is ruled on, and goes with the list's next version at the earliest.
    With `until`, what counted at that moment; a version that came into force (again) later did not.
    """
    in_force = Q(list_version__in_force=True)
    rows = Screening.objects.filter(subject_id__in=subject_ids)
    rows = rows.select_related("list_version").defer("list_version__entry_ids")
    if until is not None:
        rows = rows.filter(screened_at__lt=until)
        in_force &= Q(list_version__in_force_since__lt=until)
    rows = rows.annotate(in_force=in_force, by_this=Q(matcher_version=MATCHER_VERSION) & in_force)
    newest = (
        F("in_force").desc(),
        F("by_this").desc(),
        Case(When(by_this=True, then="threshold")),
        F("id").desc(),
    )
    return list(rows.order_by("subject_id", "list_version__list", *newest).distinct("subject_id", "list_version__list"))


def standing_hits(subject_ids: Collection[int]) -> list[Standing]:
    """Every hit of those results, best first."""
    latest = [one.pk for one in latest_screenings(subject_ids) if one.hits]
    hits = list(Hit.objects.filter(screening_id__in=latest).select_related("entry", "subject").order_by("-score", "id"))
    said = decisions_on({hit.key for hit in hits})
    return [Standing(hit, said.get(hit.key)) for hit in hits]


def decisions_on(keys: Iterable[str]) -> dict[str, HitDecision]:
    """The latest decision under each key: it holds until the subject or the entry changes."""
    rows = HitDecision.objects.filter(key__in=set(keys)).order_by("key", "-id").distinct("key")
    return {row.key: row for row in rows.select_related("by")}


def open_hits(subject_ids: Collection[int]) -> list[Hit]:
    """Those that nobody ruled on."""
    return [one.hit for one in standing_hits(subject_ids) if one.is_open]
