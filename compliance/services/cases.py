"""Due-diligence cases: opened by an application or a hit, judged by what was found, decided by a second person (A-DD-01, 02, 04)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from compliance.guide import DueDiligenceSection
from compliance.models import Case, CaseCheck, CaseSubject, CheckResult, ListVersion, Subject
from compliance.queries.cases import SCREEN, hits_of, lines_of, screening_key, undecided_case_of, workers_on
from compliance.queries.freshness import freshness
from compliance.queries.guides import case_days, due_diligence_guide
from compliance.queries.hits import latest_screenings
from compliance.rules import Verdict, checklist, checks_added, judge, may_decide
from compliance.services.letters import tell_team
from compliance.services.moves import locked_case, move_case
from compliance.services.subjects import keep_subjects_of_application
from compliance.states import CaseState, Check, Outcome, Role
from partners.models import Application, ApplicationCountry, Partner
from partners.services.decisions import refuse_after_review
from partners.services.moves import locked_application, move_application
from partners.states import APPLICATION_STATES, ApplicationState
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.queries import Guide
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal


@dataclass(frozen=True, slots=True)
class Ground:
    """The guide that a case stands on."""

    guide: Guide
    section: DueDiligenceSection


def ground_of(application: Application, at: datetime) -> Ground | None:
    """The guide of an application's program, None where it asks for no screening (F-ONB-01)."""
    found = due_diligence_guide(application.program, at)
    return Ground(*found) if found and found[1].screening_required.value else None


@transaction.atomic
def open_application_case(*, application_id: int, by: Actor | None, at: datetime) -> Case | None:
    """The case of an application that was sent in: opened once, with its checklist, one mail and one job (A-DD-01).

    Where the program asks for no screening there is none; where one is open, it takes up what was added.
    """
    application = locked_application(application_id)
    ground = ground_of(application, at)
    if ground is None:
        return None
    case = undecided_case_of(application_id=application.pk)
    if case is None:
        case = _open_case(application, ground, by=by, at=at)
        tell_team(case, ground.section)
    else:
        case = locked_case(case.pk)
    _take_up(case, application, ground, at=at)
    enqueue(SCREEN, key=screening_key(case), payload={"case": case.pk})
    return case


def _open_case(application: Application, ground: Ground, *, by: Actor | None, at: datetime) -> Case:
    case: Case = Case.objects.create(
        application=application,
        program_id=application.program_id,
        guide_version_id=ground.guide.version_id,
        revision=application.revision,
        company=application.company,
        opened_at=at,
        due_at=at + timedelta(days=ground.section.case_days.value),
    )
    record("case.opened", by=by, subject=case, application=application.pk)
    return case


def _take_up(case: Case, application: Application, ground: Ground, *, at: datetime) -> None:
    """Everybody of the latest revision and every line of its checklist. Nobody and nothing leaves a case."""
    if case.revision != application.revision:
        case.revision = application.revision
        case.save(update_fields=["revision"])
    people = keep_subjects_of_application(application, above=ground.section.owner_share_above.value, at=at)
    add_subjects(case, people, at=at)
    countries = ApplicationCountry.objects.filter(application=application, revision=application.revision)
    asked = checklist(
        countries={application.country, *countries.values_list("country", flat=True)} - {""},
        executives=sum(person.role == Role.EXECUTIVE for person in people),
        state_register_countries=ground.section.state_registers.value,
        checks=[check for check in ground.section.checks.value if check is not Check.RESTRICTED_PARTY],
        added=checks_added(
            [(one.check, one.question, one.is_) for one in ground.section.added_checks], application.answers
        ),
    )
    for line in asked:
        row, is_new = CaseCheck.objects.get_or_create(
            case=case, check_kind=line.check.value, subject=None, revision=case.revision, defaults={"asked_at": at}
        )
        if is_new and not line.applies:
            _say(case, row, Outcome.NOT_APPLICABLE, by=None, at=at, code=line.reason)


def add_subjects(case: Case, people: Iterable[Subject], *, at: datetime) -> None:
    """Look at more people in a case, each with a line of the screening."""
    for person in people:
        CaseSubject.objects.get_or_create(case=case, subject=person, defaults={"added_at": at})
        if not CaseCheck.objects.filter(case=case, check_kind=Check.RESTRICTED_PARTY.value, subject=person).exists():
            CaseCheck.objects.create(
                case=case,
                check_kind=Check.RESTRICTED_PARTY.value,
                subject=person,
                revision=case.revision,
                asked_at=at,
            )


@transaction.atomic
def open_partner_case(*, partner: Partner, people: Sequence[Subject], at: datetime) -> Case:
    """The case of a partner whom a later screening found (G-ETH-02), or the one that is open already."""
    case = undecided_case_of(partner_id=partner.pk)
    if case is None:
        due_at = at + timedelta(days=case_days(at))
        case = Case.objects.create(partner=partner, company=partner.name, opened_at=at, due_at=due_at)
        record("case.opened", subject=case, partner_id=None, about=partner.pk)
    add_subjects(case, people, at=at)
    return case


@transaction.atomic
def answer_check(*, case_id: int, line_id: int, outcome: Outcome, note: str, by: Actor, at: datetime) -> Case:
    """Say what a check found. Raises Refusal for what a person cannot say, Conflict where the case was decided."""
    case = locked_case(case_id)
    refuse_decided(case)
    row: CaseCheck | None = CaseCheck.objects.filter(case=case, pk=line_id).first()
    if row is None:
        raise Refusal(_("This check is not of this case."), field="line")
    _refuse_answer(row, outcome, note)
    _say(case, row, outcome, by=by, at=at, note=note)
    record("case.checked", by=by, subject=case, check=row.check_kind, outcome=outcome.value)
    judge_case(case, by=by, at=at)
    return case


def _refuse_answer(row: CaseCheck, outcome: Outcome, note: str) -> None:
    check = Check(row.check_kind)
    if check is Check.RESTRICTED_PARTY:
        raise Refusal(_("The screening answers this by itself; rule on its hits."), field="line")
    if outcome is Outcome.NOT_APPLICABLE and check is not Check.FOREIGN_REGISTRY:
        raise Refusal(_("This check applies: no check may be skipped."), field="outcome", code="check-applies")
    if outcome is not Outcome.CLEAR and not note.strip():
        raise Refusal(_("Say what was found, or why the check does not apply."), field="note")


def refuse_decided(case: Case) -> None:
    """Raise Conflict where nothing can be said any more."""
    if not case.waiting:
        raise Conflict(_("Somebody decided this case already."), code="decided-already")


def _say(
    case: Case, row: CaseCheck, outcome: Outcome, *, by: Actor | None, at: datetime, code: str = "", note: str = ""
) -> None:
    CheckResult.objects.create(
        case=case,
        line=row,
        outcome=outcome.value,
        code=code,
        note=note.strip(),
        by_id=by.membership_id if by else None,
        at=at,
    )


def take_results(case: Case, *, by: Actor | None, at: datetime) -> None:
    """Answer each line of the screening from the results that are there, and judge the case.

    A line without a result of every list in force stays open; one with a hit that nobody ruled on too.
    """
    versions = {version.pk for version in freshness(at).versions}
    results: dict[int, set[int]] = {}
    lines = [line for line in lines_of(case) if line.is_screening]
    for one in latest_screenings([line.row.subject_id for line in lines if line.row.subject_id]):
        results.setdefault(one.subject_id, set()).add(one.list_version_id)
    standing: dict[int, list[Any]] = {}
    for hit in hits_of(case):
        standing.setdefault(hit.hit.subject_id, []).append(hit)
    for line in lines:
        subject = line.row.subject_id or 0
        found = standing.get(subject, [])
        if not versions or not versions <= results.get(subject, set()) or any(one.is_open for one in found):
            continue
        outcome, code = _outcome_of(found)
        said = line.result
        if said is None or (said.outcome, said.code) != (outcome.value, code):
            _say(case, line.row, outcome, by=None, at=at, code=code)
    judge_case(case, by=by, at=at)


def _outcome_of(found: list[Any]) -> tuple[Outcome, str]:
    if any(one.is_true for one in found):
        return Outcome.FINDING, "true_match"
    return Outcome.CLEAR, "hits_dismissed" if found else "no_hit"


def judge_case(case: Case, *, by: Actor | None, at: datetime) -> None:
    """Let what was found move a locked case: escalated by any finding or open hit, approved by itself when all is clear.

    A clear case waits while a list is older than its limit.
    """
    if case.state not in (CaseState.OPEN, CaseState.CLEAR):
        return
    hits = sum(one.is_open for one in hits_of(case))
    verdict = judge([line.outcome for line in lines_of(case)], open_hits=hits)
    if verdict is Verdict.ESCALATE:
        _escalate(case, by=by, at=at, hits=hits)
    elif verdict is Verdict.CLEAR:
        if case.state == CaseState.OPEN:
            move_case(case, CaseState.CLEAR, by=None, at=at, inputs=inputs_of(case, at))
        approve_clear_case(case, at=at)


def _escalate(case: Case, *, by: Actor | None, at: datetime, hits: int) -> None:
    found = inputs_of(case, at) | {"open_hits": hits}
    move_case(case, CaseState.HIT, by=by, at=at, inputs=found)
    columns: dict[str, Any] = {"escalated_at": at, "escalated_by_id": by.membership_id if by else None}
    move_case(case, CaseState.ESCALATED, by=by, at=at, inputs=found, **columns)
    _escalate_application(case, at=at)


def approve_clear_case(case: Case, *, at: datetime) -> bool:
    """Approve a clear case by itself, unless a list is older than its limit (A-DD-02)."""
    if case.state != CaseState.CLEAR or not freshness(at).is_fresh:
        return False
    move_case(case, CaseState.APPROVED, by=None, at=at, inputs=inputs_of(case, at), decided_at=at)
    return True


@transaction.atomic
def decide_case(*, case_id: int, approve: bool, reason: str, by: Actor, at: datetime) -> Case:
    """Approve or reject an escalated case, as its second reviewer (A-DD-04). The application of a rejected one is refused.

    Raises Refusal without a reason, for who worked on it, and for an approval while something is open or a list is too old.
    """
    case = _locked_behind_application(case_id)
    if case.state != CaseState.ESCALATED:
        raise Conflict(_("Only an escalated case is decided, and once."), code="decided-already")
    if not reason.strip():
        raise Refusal(_("Say why."), field="reason")
    if not may_decide(decider=by.membership_id, workers=workers_on(case)):
        raise Refusal(_("You worked on this case: a second person decides it."), code="four-eyes")
    if approve:
        refuse_approval(case, at=at)
    to = CaseState.APPROVED if approve else CaseState.REJECTED
    move_case(
        case, to, by=by, at=at, reason=reason, inputs=inputs_of(case, at), decided_at=at, decided_by_id=by.membership_id
    )
    if not approve and case.application_id is not None:
        refuse_after_review(application_id=case.application_id, by=by, at=at)
    return case


def _locked_behind_application(case_id: int) -> Case:
    """The case, locked after its application: in the order in which a refusal of the application takes them."""
    application_id = Case.objects.filter(pk=case_id).values_list("application_id", flat=True).first()
    if application_id is not None:
        locked_application(application_id)
    return locked_case(case_id)


def refuse_approval(case: Case, *, at: datetime) -> None:
    """Raise Refusal where a check has no answer, a hit no ruling, or a list is too old."""
    if any(line.outcome is None for line in lines_of(case)):
        raise Refusal(_("A check has no answer yet: no check may be skipped."), code="check-open")
    if any(one.is_open for one in hits_of(case)):
        raise Refusal(_("Rule on every hit first."), code="hit-open")
    if not freshness(at).is_fresh:
        raise Refusal(_("A list is older than its limit: nobody is approved before it is renewed."), code="list-stale")


@transaction.atomic
def close_application_case(*, application_id: int, by: Actor | None, at: datetime) -> None:
    """Close what is open for an application that ended without compliance."""
    case = undecided_case_of(application_id=application_id)
    if case is not None:
        move_case(locked_case(case.pk), CaseState.CLOSED, by=by, at=at, inputs={"application": "ended"})


def inputs_of(case: Case, at: datetime) -> dict[str, Any]:
    """What a move was made on (X-05): the guide, the lists in force, the answer of every line."""
    versions: tuple[ListVersion, ...] = freshness(at).versions
    return {
        "guide_version": case.guide_version_id,
        "revision": case.revision,
        "lists": [version.pk for version in versions],
        "checks": {str(line.row.pk): line.outcome.value if line.outcome else "" for line in lines_of(case)},
    }


def _escalate_application(case: Case, *, at: datetime) -> None:
    """Move the application with its case. It reads nothing of why; whoever may decide it does so after compliance."""
    if case.application_id is None:
        return
    application = locked_application(case.application_id)
    for to in (ApplicationState.SCREENING, ApplicationState.ESCALATED):
        if APPLICATION_STATES.can_move(ApplicationState(application.state), to):
            move_application(application, to, by=None, at=at, inputs={"case": case.pk})
