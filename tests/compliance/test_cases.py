"""Cases from submission to decision: the flow, and the ways round it that are shut."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.http import Http404

from compliance.models import Case, CaseCheck, CaseTransition, CheckResult, Hit, HitDecision, Screening, Subject
from compliance.queries.cases import hits_of, lines_of, subjects_of
from compliance.services.cases import answer_check, decide_case
from compliance.services.hits import add_evidence, rule_on_hits
from compliance.services.nightly import screen_case, screen_cases
from compliance.states import CaseState, Check, Outcome, Ruling
from partners.gates import open_gates
from partners.models import Application
from partners.services.moves import locked_application
from portal.jobs.models import Job, OutboxMessage
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.compliance.world import CLEAN, ENTRIES, LATER, NOW, WANTED, WANTED_COMPANY, Office, entry, load

pytestmark = pytest.mark.usefixtures("fresh_lists")


@pytest.fixture
def fresh_lists(office: Office) -> None:
    load(*ENTRIES)


def screened(office: Office, application: Application, *, at: Any = NOW) -> Case:
    """The case after its job has run."""
    with office.at_work():
        screen_case(office.case_of(application).pk, at=at)
    return office.case_of(application)


def answer_all(office: Office, case: Case, *, but: Check | None = None, at: Any = NOW) -> None:
    """Every check that a person answers, found clear."""
    with office.at_work():
        for line in lines_of(case):
            if line.outcome is None and not line.is_screening and line.row.check_kind != but:
                answer_check(
                    case_id=case.pk, line_id=line.row.pk, outcome=Outcome.CLEAR, note="", by=office.officer, at=at
                )


def line_of(case: Case, check: Check) -> int:
    return next(line.row.pk for line in lines_of(case) if line.row.check_kind == check)


@pytest.mark.rule("A-DD-01")
def test_submission_opens_one_case_and_sends_one_mail(office: Office) -> None:
    application = office.apply()

    with office.at_work():
        office_mails = OutboxMessage.objects.filter(template="compliance/opened")
        office.tell("submitted", application)  # the same form sent twice
        assert Case.objects.filter(application=application).count() == 1
        assert office_mails.count() == 1
        assert office_mails.get().recipient == "compliance@acme.example"
        assert Job.objects.filter(kind="compliance.screen").count() == 1
        assert set(office_mails.get().context) == {"case", "company", "due"}


@pytest.mark.rule("A-DD-01")
def test_case_opens_in_the_transaction_of_the_submission(office: Office) -> None:
    with suppress(RuntimeError), transaction.atomic():
        office.apply("Undone")
        raise RuntimeError

    with office.at_work():
        assert Case.objects.filter(company="Undone").count() == 0
        assert OutboxMessage.objects.filter(template="compliance/opened").count() == 0


@pytest.mark.rule("F-ONB-01")
def test_program_without_screening_opens_no_case_and_no_gate(office: Office) -> None:
    from portal.guides.models import Program

    with office.at_work():
        flow = Program.objects.get(pk=office.vendor.program)
    application = office.apply(program=flow)

    with office.at_work():
        assert Case.objects.filter(application=application).count() == 0
        assert [gate.key for gate in open_gates(application, moment="approval")] == []


@pytest.mark.rule("A-DD-02")
@pytest.mark.rule("A-DD-03")
def test_case_looks_at_company_owners_above_ten_per_cent_and_executives(office: Office) -> None:
    application = office.apply(
        owners=(("Owner At", "10.00"), ("Owner Above", "10.01"), ("Owner Most", "70.00")), executives=("Chief One",)
    )

    with office.at_work():
        people = subjects_of(office.case_of(application))
        assert [(one.role, one.name) for one in people] == [
            ("company", "Larch Systems"),
            ("owner", "Owner Above"),
            ("owner", "Owner Most"),
            ("executive", "Chief One"),
        ]


@pytest.mark.rule("A-DD-02")
@pytest.mark.parametrize(("country", "applies"), [("US", True), ("DE", False)])
def test_secretary_of_state_is_looked_up_for_companies_of_the_united_states(
    office: Office, country: str, applies: bool
) -> None:
    case = office.case_of(office.apply(country=country))

    with office.at_work():
        said = {line.row.check_kind: line.outcome for line in lines_of(case)}
    assert (said["secretary_of_state"] is None) is applies
    assert (said["foreign_registry"] is None) is not applies


@pytest.mark.rule("A-DD-02")
def test_all_clear_is_approved_by_itself(office: Office) -> None:
    application = office.apply()
    case = screened(office, application)
    assert case.state == CaseState.OPEN
    answer_all(office, case)

    case = office.case_of(application)
    assert (case.state, case.decided_by_id) == (CaseState.APPROVED, None)
    with office.at_work():
        moves = [(move.before, move.after) for move in CaseTransition.objects.filter(case=case).order_by("id")]
        assert moves == [("open", "clear"), ("clear", "approved")]
        assert open_gates(application, moment="approval") == []


@pytest.mark.rule("A-DD-02")
@pytest.mark.parametrize("check", [check for check in Check if check not in (Check.SECRETARY_OF_STATE,)])
def test_no_check_is_skipped(office: Office, check: Check) -> None:
    application = office.apply()
    case = office.case_of(application) if check is Check.RESTRICTED_PARTY else screened(office, application)
    answer_all(office, case, but=check)

    assert office.case_of(application).state == CaseState.OPEN
    with office.at_work():
        gates = open_gates(application, moment="approval")
        assert [gate.key for gate in gates] == ["due_diligence"]


@pytest.mark.rule("A-DD-02")
def test_check_that_applies_is_not_declared_away(office: Office) -> None:
    case = screened(office, office.apply())
    with office.at_work():
        website, registry = line_of(case, Check.WEBSITE), line_of(case, Check.FOREIGN_REGISTRY)
        screening = line_of(case, Check.RESTRICTED_PARTY)
        for line, outcome, note in (
            (website, Outcome.NOT_APPLICABLE, "no time"),
            (registry, Outcome.NOT_APPLICABLE, " "),
            (website, Outcome.FINDING, ""),
            (screening, Outcome.CLEAR, "trust me"),
        ):
            with pytest.raises(Refusal):
                answer_check(case_id=case.pk, line_id=line, outcome=outcome, note=note, by=office.officer, at=NOW)
        assert CheckResult.objects.filter(case=case, by__isnull=False).count() == 0


@pytest.mark.rule("A-DD-02")
@pytest.mark.rule("A-DD-04")
def test_finding_escalates_and_a_second_reviewer_decides(office: Office) -> None:
    application = office.apply()
    case = screened(office, application)
    with office.at_work():
        answer_check(
            case_id=case.pk, line_id=line_of(case, Check.WEBSITE), outcome=Outcome.FINDING, note="Sells the goods of others",
            by=office.officer, at=NOW,
        )  # fmt: skip
    case = office.case_of(application)
    assert (case.state, case.escalated_by_id) == (CaseState.ESCALATED, office.officer.membership_id)
    answer_all(office, case)
    with office.at_work():
        application.refresh_from_db()
        assert application.state == "escalated"
        with pytest.raises(Refusal, match="second person"):
            decide_case(case_id=case.pk, approve=True, reason="fine", by=office.officer, at=NOW)
    second = office.second_officer()
    with office.at_work():
        with pytest.raises(Refusal, match="Say why"):
            decide_case(case_id=case.pk, approve=True, reason="  ", by=second, at=NOW)
        decide_case(case_id=case.pk, approve=True, reason="A licence was shown", by=second, at=NOW)
        with pytest.raises(Conflict):
            decide_case(case_id=case.pk, approve=False, reason="changed my mind", by=second, at=NOW)
        last = CaseTransition.objects.filter(case=case).latest("id")
        assert (last.before, last.after, last.reason) == ("escalated", "approved", "A licence was shown")
        assert set(last.inputs) == {"guide_version", "revision", "lists", "checks"}


@pytest.mark.rule("A-DD-02")
def test_hit_escalates_and_nothing_rejects_by_itself(office: Office) -> None:
    application = office.apply(owners=((WANTED, "55.00"),))
    case = screened(office, application)

    assert (case.state, case.escalated_by_id) == (CaseState.ESCALATED, None)
    with office.at_work():
        (hit,) = hits_of(case)
        assert (hit.hit.entry.uid, hit.is_open) == ("P1", True)
        application.refresh_from_db()
        assert application.state == "escalated"
        assert [str(gate.open[0].text) for gate in open_gates(application, moment="approval")] == [
            "The review of the company is not finished."
        ]


@pytest.mark.rule("A-DD-04")
def test_escalated_case_is_not_approved_over_an_open_hit_or_check(office: Office) -> None:
    case = screened(office, office.apply(owners=((WANTED, "55.00"),)))
    second = office.second_officer()
    with office.at_work(), pytest.raises(Refusal, match="no check may be skipped"):
        decide_case(case_id=case.pk, approve=True, reason="hurry", by=second, at=NOW)
    answer_all(office, case)
    with office.at_work():
        with pytest.raises(Refusal):
            decide_case(case_id=case.pk, approve=True, reason="hurry", by=second, at=NOW)
        (hit,) = hits_of(case)
        rule_on_hits(
            case_id=case.pk, hit_ids=[hit.hit.pk], ruling=Ruling.DISMISSED, reason="Another birth date", by=office.officer, at=NOW
        )  # fmt: skip
        decide_case(case_id=case.pk, approve=True, reason="Not the same person", by=second, at=NOW)
    with office.at_work():
        assert Case.objects.get(pk=case.pk).state == CaseState.APPROVED


@pytest.mark.rule("A-DD-04")
def test_rejection_needs_a_second_person_and_a_reason(office: Office) -> None:
    application = office.apply(WANTED_COMPANY)
    case = screened(office, application)
    second = office.second_officer()
    with office.at_work():
        (hit,) = hits_of(case)
        rule_on_hits(
            case_id=case.pk, hit_ids=[hit.hit.pk], ruling=Ruling.TRUE_MATCH, reason="Same register number", by=office.officer, at=NOW
        )  # fmt: skip
        with pytest.raises(Refusal, match="second person"):
            decide_case(case_id=case.pk, approve=False, reason="It is them", by=office.officer, at=NOW)
        decide_case(case_id=case.pk, approve=False, reason="It is them", by=second, at=NOW)
        assert Case.objects.get(pk=case.pk).state == CaseState.REJECTED
        application.refresh_from_db()
        assert application.state == "rejected"
        assert [str(gate.open[0].text) for gate in open_gates(application, moment="approval")] == [
            "The review of the company was not passed."
        ]
        with pytest.raises(Conflict):
            rule_on_hits(case_id=case.pk, hit_ids=[hit.hit.pk], ruling=Ruling.DISMISSED, reason="no", by=second, at=NOW)


def test_dismissal_is_remembered_until_subject_or_entry_changes(office: Office) -> None:
    first = screened(office, office.apply(owners=((WANTED, "55.00"),)))
    with office.at_work():
        (hit,) = hits_of(first)
        rule_on_hits(
            case_id=first.pk, hit_ids=[hit.hit.pk], ruling=Ruling.DISMISSED, reason="Another person", by=office.officer, at=NOW
        )  # fmt: skip

    again = screened(office, office.apply(owners=((WANTED, "55.00"),)))  # the same company, the same person
    assert again.state == CaseState.OPEN
    elsewhere = screened(office, office.apply("Alder Works", owners=((WANTED, "55.00"),)))
    assert elsewhere.state == CaseState.ESCALATED

    load(*ENTRIES[1:], entry("P1", WANTED, birth_dates=("1970",)), at=LATER, mark="2")
    with office.at_work():
        screen_case(again.pk, at=LATER)
        assert Case.objects.get(pk=again.pk).state == CaseState.ESCALATED


def test_case_takes_up_people_whom_the_applicant_names_later_and_lets_nobody_go(office: Office) -> None:
    application = office.apply(owners=((WANTED, "55.00"),))
    case = screened(office, application)
    with office.at_work():
        office.name_people(application, owners=((CLEAN, "55.00"),), executives=(CLEAN,), revision=2)
        held = locked_application(application.pk)
        held.revision = 2
        held.save(update_fields=["revision"])
        office.tell("changed", application)
        names = [one.name for one in subjects_of(case)]
        assert WANTED in names
        assert names.count(CLEAN) == 3  # as executive before, as owner and executive now
        assert Case.objects.filter(application=application).count() == 1
        assert CaseCheck.objects.filter(case=case, check_kind="website").count() == 2
        assert OutboxMessage.objects.filter(template="compliance/opened").count() == 1
        assert Subject.objects.filter(application=application, name=WANTED).get().known_until == NOW


def test_withdrawn_application_closes_its_case(office: Office) -> None:
    application = office.apply()
    with office.at_work():
        office.tell("withdrawn", application)

    assert office.case_of(application).state == CaseState.CLOSED


def test_old_list_stops_approvals_until_it_is_renewed(office: Office) -> None:
    late = NOW + timedelta(days=8)
    application = office.apply(at=late)
    case = screened(office, application, at=late)
    answer_all(office, case, at=late)
    assert office.case_of(application).state == CaseState.CLEAR

    load(*ENTRIES, at=late, mark="2")
    with office.at_work():
        screen_cases(after=0, most=10, at=late)
    assert office.case_of(application).state == CaseState.APPROVED


def test_case_screens_once_for_each_list_version(office: Office) -> None:
    application = office.apply()
    case = screened(office, application)
    for _ in range(3):
        screened(office, application)

    with office.at_work():
        subjects = subjects_of(case)
        assert Screening.objects.filter(subject__in=subjects).count() == len(subjects)


def test_evidence_is_checked_and_kept(office: Office) -> None:
    case = screened(office, office.apply())
    with office.at_work():
        line = line_of(case, Check.WEBSITE)
        kept = add_evidence(
            case_id=case.pk, line_id=line, content=b"seen on 2 November", name="site.txt", by=office.officer, at=NOW
        )
        assert kept.file.purpose == "case_evidence"
        with pytest.raises(Refusal):
            add_evidence(
                case_id=case.pk, line_id=line, content=b"<html><script>", name="x.html", by=office.officer, at=NOW
            )
        (shown,) = next(one.evidence for one in lines_of(case) if one.row.pk == line)
        assert shown.file.name == "site.txt"


def test_hit_of_another_case_is_not_ruled_on(office: Office) -> None:
    one = screened(office, office.apply("One Ltd", owners=((WANTED, "55.00"),)))
    other = screened(office, office.apply("Other Ltd", owners=((WANTED, "55.00"),)))
    with office.at_work():
        (hit,) = hits_of(other)
        for ids in ([hit.hit.pk], [], [10**9]):
            with pytest.raises(Refusal, match="stand in this case"):
                rule_on_hits(
                    case_id=one.pk, hit_ids=ids, ruling=Ruling.DISMISSED, reason="no", by=office.officer, at=NOW
                )
        assert HitDecision.objects.count() == 0


# ---- The database holds the law for whoever goes past the services ----


def breaks(office: Office, statement: str, *values: Any) -> str:
    """The name of the law that raw SQL of staff breaks; nothing where it breaks none."""
    try:
        with transaction.atomic(), office.at_work(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except IntegrityError as error:
        return str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
    return ""


def write_move(case: Case, before: str, after: str, reason: str = "") -> None:
    CaseTransition.objects.create(case=case, before=before, after=after, reason=reason, at=NOW)


@pytest.mark.rule("A-DD-02")
def test_database_refuses_what_the_table_does_not_hold(office: Office) -> None:
    case = screened(office, office.apply())
    move = "UPDATE compliance_case SET state = %s WHERE id = %s"

    assert breaks(office, move, "approved", case.pk) == "case_moves_by_the_table"
    assert breaks(office, move, "clear", case.pk) == "case_move_is_written_down"
    with office.at_work(), transaction.atomic():
        write_move(case, "open", "clear")
        assert breaks(office, move, "clear", case.pk) == "case_skips_no_check"
    assert (
        breaks(office, "UPDATE compliance_case SET opened_at = now() WHERE id = %s", case.pk) == "case_keeps_its_origin"
    )


@pytest.mark.rule("A-DD-04")
def test_database_refuses_a_reviewer_who_worked_on_the_case(office: Office) -> None:
    case = screened(office, office.apply(owners=((WANTED, "55.00"),)))
    decide = "UPDATE compliance_case SET state = 'rejected', decided_by_id = %s, decided_at = now() WHERE id = %s"
    with office.at_work():
        (hit,) = hits_of(case)
        rule_on_hits(
            case_id=case.pk,
            hit_ids=[hit.hit.pk],
            ruling=Ruling.TRUE_MATCH,
            reason="It is them",
            by=office.officer,
            at=NOW,
        )
        write_move(case, "escalated", "rejected", "It is them")
    second = office.second_officer()

    assert breaks(office, decide, office.officer.membership_id, case.pk) == "case_needs_a_second_reviewer"
    assert breaks(office, decide, None, case.pk) == "case_needs_a_second_reviewer"
    assert breaks(office, decide, second.membership_id, case.pk) == ""


@pytest.mark.rule("A-DD-02")
def test_looser_threshold_asked_later_closes_no_hit(office: Office) -> None:
    """Neither for people nor for the database, which counts what is open before it lets a case be clear."""
    case = screened(office, office.apply(owners=((WANTED, "55.00"),)))
    with office.at_work():
        (hit,) = hits_of(case)
        careful = hit.hit.screening
        for threshold in (999, careful.threshold + 1):
            Screening.objects.create(
                subject=careful.subject,
                list_version=careful.list_version,
                matcher_version=careful.matcher_version,
                threshold=threshold,
            )
        assert [one.hit.pk for one in hits_of(case) if one.is_open] == [hit.hit.pk]
        with connection.cursor() as cursor:
            cursor.execute("SELECT compliance_open_hits(%s, %s)", [case.vendor_id, case.pk])
            assert cursor.fetchone() == (1,)
        rule_on_hits(
            case_id=case.pk, hit_ids=[hit.hit.pk], ruling=Ruling.DISMISSED, reason="Another", by=office.officer, at=NOW
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT compliance_open_hits(%s, %s)", [case.vendor_id, case.pk])
            assert cursor.fetchone() == (0,)


def test_database_adds_only(office: Office) -> None:
    screened(office, office.apply(owners=((WANTED, "55.00"),)))
    for table in ("screening", "hit", "checkresult", "casetransition"):
        with (
            pytest.raises(ProgrammingError, match="permission"),
            transaction.atomic(),
            acting_as(Role.PLATFORM),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM compliance_{table}")
    with office.at_work():
        assert Hit.objects.count() == 1


def test_subject_is_not_written_over(office: Office) -> None:
    office.apply()

    assert breaks(office, "UPDATE compliance_subject SET name = 'Somebody Else'") == "subject_only_ends"
    assert breaks(office, "UPDATE compliance_subject SET name = ''") == ""  # an erasure


@pytest.mark.rule("X-06")
def test_another_vendor_finds_no_case(office: Office, globex: Any) -> None:
    case, officer = screened(office, office.apply()), office.officer
    with acting_as(Role.STAFF, vendor=globex.id):
        with pytest.raises(Http404):
            decide_case(case_id=case.pk, approve=True, reason="mine", by=officer, at=NOW)
        assert Case.objects.count() == 0
