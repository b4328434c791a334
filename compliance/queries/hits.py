"""Possible matches as they stand: of the latest result of each list, with what was said of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from compliance.models import Hit, HitDecision, Screening
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


def latest_screenings(subject_ids: Collection[int]) -> list[Screening]:
    """The result that counts for each subject and list: of the version in force, or else the last one."""
    rows = Screening.objects.filter(subject_id__in=subject_ids).select_related("list_version")
    return list(
        rows.order_by("subject_id", "list_version__list", "-list_version__in_force", "-id").distinct(
            "subject_id", "list_version__list"
        )
    )


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
