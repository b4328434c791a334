"""What is read of due-diligence cases."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from compliance.models import Case, CaseCheck, CaseSubject, CaseTransition, CheckResult, Evidence, HitDecision, Subject
from compliance.queries.hits import Standing, standing_hits
from compliance.states import Check, Outcome
from portal.accounts.actor import Actor
from portal.jobs.models import Job
from portal.jobs.queries import job_of
from portal.keyset import Order

SCREEN = "compliance.screen"
FOLLOW = "compliance.follow_partner"

#: What waits stands first, the oldest before all.
OLDEST_FIRST = Order("oldest", "", ("opened_at", "id"), descending=False)
NEWEST_FIRST = Order("newest", "", ("opened_at", "id"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the checklist with the answer that counts, the earlier ones and what was shown."""

    row: CaseCheck
    results: tuple[CheckResult, ...]
    evidence: tuple[Evidence, ...]

    @property
    def result(self) -> CheckResult | None:
        return self.results[0] if self.results else None

    @property
    def outcome(self) -> Outcome | None:
        return Outcome(self.results[0].outcome) if self.results else None

    @property
    def is_screening(self) -> bool:
        return self.row.check_kind == Check.RESTRICTED_PARTY


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """All of the vendor's, for who may work on cases; nobody else learns that there is one."""
    cases: QuerySet[Case] = Case.objects.all() if actor.may("cases.see") else Case.objects.none()
    return cases


def lines_of(case: Case) -> list[Line]:
    """The checklist in the order it was asked."""
    results: dict[int, list[CheckResult]] = {}
    for result in CheckResult.objects.filter(case=case).select_related("by").order_by("-id"):
        results.setdefault(result.line_id, []).append(result)
    files: dict[int, list[Evidence]] = {}
    for one in Evidence.objects.filter(case=case).select_related("file", "by").order_by("id"):
        files.setdefault(one.line_id, []).append(one)
    rows = CaseCheck.objects.filter(case=case).select_related("subject").order_by("id")
    return [Line(row, tuple(results.get(row.pk, ())), tuple(files.get(row.pk, ()))) for row in rows]


def subjects_of(case: Case) -> list[Subject]:
    """Everybody who is looked at in a case."""
    rows = CaseSubject.objects.filter(case=case).select_related("subject").order_by("id")
    return [row.subject for row in rows]


def hits_of(case: Case) -> list[Standing]:
    """The possible matches of a case as they stand, the best first."""
    return standing_hits([subject.pk for subject in subjects_of(case)])


def workers_on(case: Case) -> set[int]:
    """Who escalated a case, ruled on its hits or recorded a finding: none of them is its second reviewer (A-DD-04)."""
    found = set(HitDecision.objects.filter(case=case).values_list("by_id", flat=True))
    found |= set(
        CheckResult.objects.filter(case=case, outcome=Outcome.FINDING, by__isnull=False).values_list("by_id", flat=True)
    )
    return found | ({case.escalated_by_id} if case.escalated_by_id else set())


def screening_key(case: Case) -> str:
    """What makes the job that screens a case as it stands the same job: what is added later is screened again."""
    return f"case:{case.pk}:{case.revision}"


def screening_of(case: Case) -> Job | None:
    """The job that screens it, while nothing is decided."""
    return job_of(SCREEN, screening_key(case)) if case.waiting else None


def moves_of(case: Case) -> list[CaseTransition]:
    """The timeline, newest first."""
    return list(CaseTransition.objects.filter(case=case).select_related("by").order_by("-id")[:200])


def undecided_case_of(*, application_id: int | None = None, partner_id: int | None = None) -> Case | None:
    """The case that is worked on, if there is one."""
    case: Case | None = Case.objects.filter(application_id=application_id, partner_id=partner_id, waiting=True).first()
    return case


def latest_case_of(application_id: int) -> Case | None:
    """The case that counts for an application: the last one that was not closed."""
    cases = Case.objects.filter(application_id=application_id).exclude(state="closed")
    case: Case | None = cases.order_by("-id").first()
    return case


def waiting_cases_after(case_id: int, *, most: int) -> list[Case]:
    """Cases that are worked on, by id."""
    return list(Case.objects.filter(waiting=True, pk__gt=case_id).order_by("pk")[:most])


def waiting_cases_of_subjects(subject_ids: Collection[int]) -> list[int]:
    """Cases that are worked on and look at one of these."""
    rows = CaseSubject.objects.filter(subject_id__in=subject_ids, case__waiting=True)
    return sorted(set(rows.values_list("case_id", flat=True)))


def filter_cases(cases: QuerySet[Case], *, state: str = "", late: str = "", now: datetime) -> QuerySet[Case]:
    """Cases narrowed to what a list was asked for."""
    if state:
        cases = cases.filter(state=state)
    return cases.filter(waiting=True, due_at__lt=now) if late else cases


def open_counts(case_ids: Iterable[int]) -> dict[int, int]:
    """How many hits nobody ruled on, by case."""
    ids = list(case_ids)
    by_subject: dict[int, list[int]] = {}
    for case, subject in CaseSubject.objects.filter(case_id__in=ids).values_list("case_id", "subject_id"):
        by_subject.setdefault(subject, []).append(case)
    counts = dict.fromkeys(ids, 0)
    for one in standing_hits(list(by_subject)):
        if one.is_open:
            for case in by_subject[one.hit.subject_id]:
                counts[case] += 1
    return counts


def line_in(case: Case, line_id: int) -> CaseCheck | None:
    """A line of this case's checklist."""
    row: CaseCheck | None = CaseCheck.objects.filter(case=case, pk=line_id).first()
    return row
