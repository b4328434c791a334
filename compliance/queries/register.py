"""The register of everybody who is screened at partners, as of any day: risk, last lists, exceptions, what is due next."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from compliance.models import CaseSubject, CaseTransition, Hit, HitDecision, Screening, Subject
from compliance.queries.guides import list_age_days
from compliance.queries.hits import latest_screenings
from compliance.rules import risk_of
from compliance.states import Risk, Ruling
from portal.accounts.actor import Actor
from portal.keyset import Order

BY_NUMBER = Order("number", "", ("id",), descending=False)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One person or company. `exceptions`: escalated cases that were approved all the same; `due_on` None: before any list."""

    subject: Subject
    risk: Risk
    screened: tuple[Screening, ...]
    open_hits: int
    true_matches: int
    exceptions: int
    due_on: date | None

    @property
    def screened_on(self) -> date | None:
        return max((one.screened_at.date() for one in self.screened), default=None)

    @property
    def lists(self) -> str:
        """Each list with the beginning of its version's digest."""
        return ", ".join(
            f"{one.list_version.get_list_display()} {one.list_version.sha256[:8]}" for one in self.screened
        )


def end_of(day: date) -> datetime:
    """The last moment of a day, as the register counts days."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def registered_on(actor: Actor, day: date) -> QuerySet[Subject]:
    """Companies, owners and executives of partners as they were known at the end of a day."""
    if not actor.may("cases.see"):
        none: QuerySet[Subject] = Subject.objects.none()
        return none
    end = end_of(day)
    known: QuerySet[Subject] = Subject.objects.filter(partner__isnull=False, known_from__lt=end)
    return known.filter(Q(known_until=None) | Q(known_until__gte=end)).select_related("partner")


def register_rows(subjects: Sequence[Subject], day: date) -> list[RegisterRow]:
    """What was known of these at the end of a day, in six queries; what is due is due by the guides of that day."""
    ids, end = [subject.pk for subject in subjects], end_of(day)
    screened = _screened(ids, end)
    latest = [one.pk for results in screened.values() for one in results if one.hits]
    hits = list(Hit.objects.filter(screening_id__in=latest).values_list("subject_id", "key"))
    said = _rulings({key for _, key in hits}, end)
    exceptions = _exceptions(ids, end)
    days = list_age_days(datetime.combine(day, time(12), UTC))
    return [_row(subject, screened.get(subject.pk, ()), hits, said, exceptions, days) for subject in subjects]


def _row(
    subject: Subject,
    screened: Sequence[Screening],
    hits: Sequence[tuple[int, str]],
    said: dict[str, str],
    exceptions: dict[int, int],
    days: int | None,
) -> RegisterRow:
    rulings = [said.get(key) for owner, key in hits if owner == subject.pk]
    open_hits, true = rulings.count(None), rulings.count(Ruling.TRUE_MATCH.value)
    accepted = exceptions.get(subject.pk, 0)
    last = min((one.screened_at.date() for one in screened), default=None)
    due = last + timedelta(days=days) if last is not None and days is not None else None
    risk = risk_of(open_hits=open_hits, true_matches=true, exceptions=accepted)
    return RegisterRow(subject, risk, tuple(screened), open_hits, true, accepted, due)


def _screened(ids: Collection[int], end: datetime) -> dict[int, list[Screening]]:
    """What counted then; of a version that was replaced since, by its most careful threshold too."""
    counted = {_asked(one): one for one in latest_screenings(ids, until=end)}
    versions = {one.list_version_id for one in counted.values()}
    rows = Screening.objects.filter(subject_id__in=ids, list_version_id__in=versions, screened_at__lt=end)
    rows = rows.select_related("list_version").defer("list_version__entry_ids")
    for one in rows.order_by("-threshold", "id"):
        if _asked(one) in counted:
            counted[_asked(one)] = one
    found: dict[int, list[Screening]] = {}
    for one in sorted(counted.values(), key=lambda one: one.list_version.list):
        found.setdefault(one.subject_id, []).append(one)
    return found


def _asked(one: Screening) -> tuple[int, int, str]:
    return one.subject_id, one.list_version_id, one.matcher_version


def _rulings(keys: Collection[str], end: datetime) -> dict[str, str]:
    rows = HitDecision.objects.filter(key__in=keys, at__lt=end).order_by("key", "-id").distinct("key")
    return dict(rows.values_list("key", "ruling"))


def _exceptions(ids: Collection[int], end: datetime) -> dict[int, int]:
    """How many escalated cases that look at a subject were approved until then."""
    looked = list(CaseSubject.objects.filter(subject_id__in=ids).values_list("case_id", "subject_id"))
    moves = CaseTransition.objects.filter(case_id__in={case for case, _ in looked}, at__lt=end)
    approved = set(moves.filter(before="escalated", after="approved").values_list("case_id", flat=True))
    counts: dict[int, int] = {}
    for case, subject in looked:
        if case in approved:
            counts[subject] = counts.get(subject, 0) + 1
    return counts


def every_row(actor: Actor, day: date) -> Iterator[RegisterRow]:
    """The whole register, chunk by chunk."""
    after = 0
    while chunk := list(registered_on(actor, day).filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        yield from register_rows(chunk, day)
        after = chunk[-1].pk
