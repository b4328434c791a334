"""Two officers at the same instant, each on a connection of its own: one decides, the other is told."""

import pytest

from compliance.models import Case, CaseTransition, HitDecision, PartnerHold, Screening
from compliance.queries.cases import hits_of, lines_of
from compliance.screening import THRESHOLDS
from compliance.services.cases import answer_check, decide_case
from compliance.services.hits import rule_on_hits
from compliance.services.holds import ask_to_lift
from compliance.services.nightly import screen_case, screen_partners
from compliance.states import Outcome, Ruling
from leads.models import Lead
from leads.services.decisions import decide_lead
from partners.models import PartnerExecutive
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.audit.models import AuditRecord
from portal.problems import Conflict
from tests import cast
from tests.compliance.world import ENTRIES, NOW, SINCE, WANTED, Office, load
from tests.conftest import FreshDatabase
from tests.leads.desk import OUTBOUND, Desk
from tests.leads.test_races import together


@pytest.fixture
def here(fresh_database: FreshDatabase) -> Office:
    office = Office(cast.look_up("acme"))
    load(*ENTRIES)
    return office


def escalated(office: Office) -> Case:
    """A case with its hit dismissed and every check answered: it waits for the second reviewer."""
    application = office.apply(owners=((WANTED, "55.00"),))
    first = office.officer
    with office.at_work():
        case = office.case_of(application)
        screen_case(case.pk, at=NOW)
        rule_on_hits(
            case_id=case.pk, hit_ids=[one.hit.pk for one in hits_of(case)], ruling=Ruling.DISMISSED, reason="Another",
            by=first, at=NOW,
        )  # fmt: skip
        for line in lines_of(case):
            if line.outcome is None:
                answer_check(case_id=case.pk, line_id=line.row.pk, outcome=Outcome.CLEAR, note="", by=first, at=NOW)
    return office.case_of(application)


@pytest.mark.rule("A-DD-04", "X-05")
def test_two_reviewers_at_one_instant_leave_one_decision_and_the_other_is_told(here: Office) -> None:
    case = escalated(here)
    second, third = here.second_officer(), here.second_officer("third")

    def say(by: Actor, approve: bool) -> Case:
        with here.at_work():
            return decide_case(case_id=case.pk, approve=approve, reason="Looked at it", by=by, at=NOW)

    answers = together(lambda: say(second, True), lambda: say(third, False))

    assert sorted(type(answer).__name__ for answer in answers) == ["Case", "Conflict"], answers
    told = next(answer for answer in answers if isinstance(answer, Conflict))
    assert str(told) == "Only an escalated case is decided, and once."
    kept = here.case_of_id(case.pk)
    with here.at_work():
        moves = CaseTransition.objects.filter(case=case, after__in=["approved", "rejected"])
        assert [(move.after, move.by_id) for move in moves] == [(kept.state, kept.decided_by_id)]


@pytest.mark.rule("A-DD-02", "X-05")
def test_two_rulings_on_one_hit_at_one_instant_stand_one_after_the_other(here: Office) -> None:
    application = here.apply(owners=((WANTED, "55.00"),))
    case, first, second = here.case_of(application), here.officer, here.second_officer()
    with here.at_work():
        screen_case(case.pk, at=NOW)
        (hit,) = hits_of(case)

    def rule(by: Actor, ruling: Ruling) -> int:
        with here.at_work():
            return rule_on_hits(case_id=case.pk, hit_ids=[hit.hit.pk], ruling=ruling, reason="So it is", by=by, at=NOW)

    assert together(lambda: rule(first, Ruling.DISMISSED), lambda: rule(second, Ruling.TRUE_MATCH)) == [1, 1]
    with here.at_work():
        last = HitDecision.objects.latest("id")
        (standing,) = hits_of(case)
        line = next(line for line in lines_of(case) if line.row.subject_id == hit.hit.subject_id)
        assert standing.decision == last
        assert line.outcome is (Outcome.FINDING if last.ruling == Ruling.TRUE_MATCH else Outcome.CLEAR)


def held(office: Office) -> Case:
    partner = office.vendor.partners[0]
    officer = office.officer
    with office.at_work():
        PartnerExecutive.objects.create(partner_id=partner, name=WANTED, role="CEO", country="DE", period=SINCE)
        screen_partners(after=0, most=100, at=NOW)
        case: Case = Case.objects.get(partner_id=partner)
        confirm(case, by=officer)
    return case


def confirm(case: Case, *, by: Actor) -> None:
    (hit,) = hits_of(case)
    rule_on_hits(case_id=case.pk, hit_ids=[hit.hit.pk], ruling=Ruling.TRUE_MATCH, reason="Same number", by=by, at=NOW)


@pytest.mark.rule("X-05", "X-06")
def test_two_persons_who_lift_a_hold_at_one_instant_lift_it_once(here: Office) -> None:
    case = held(here)
    first, second, third = here.officer, here.second_officer(), here.second_officer("third")
    with here.at_work():
        asked = ask_to_lift(case_id=case.pk, reason="Delisted", by=first, at=NOW)

    def say(by: Actor, approve: bool) -> Approval:
        with here.at_work():
            return decide(asked, approve=approve, by=by, reason="Seen the paper", at=NOW)

    answers = together(lambda: say(second, True), lambda: say(third, False))

    assert sorted(type(answer).__name__ for answer in answers) == ["Approval", "Conflict"], answers
    with here.at_work():
        hold = PartnerHold.objects.get()
        assert (hold.lifted_at is not None) is (Approval.objects.get(pk=asked.pk).state == Approval.State.APPROVED)
        assert AuditRecord.objects.filter(kind="hold.lifted").count() == int(hold.lifted_at is not None)


def test_hold_and_approval_of_a_lead_at_one_instant_never_leave_a_lead_approved_later(here: Office) -> None:
    desk = Desk(here.vendor)
    lead = desk.register(source=OUTBOUND, at=NOW)
    partner, officer, manager = here.vendor.partners[0], here.officer, desk.manager
    with here.at_work():
        PartnerExecutive.objects.create(partner_id=partner, name=WANTED, role="CEO", country="DE", period=SINCE)
        screen_partners(after=0, most=100, at=NOW)
        case: Case = Case.objects.get(partner_id=partner)

    def hold() -> None:
        with here.at_work():
            confirm(case, by=officer)

    def approve() -> Lead:
        with here.at_work():
            return decide_lead(lead_id=lead.pk, approve=True, by=manager, at=NOW)

    answer = together(hold, approve)[1]
    assert isinstance(answer, Conflict) is (desk.read(lead).assignment == "pending")
    with pytest.raises(Conflict):
        desk.register(source=OUTBOUND, at=NOW)


@pytest.mark.rule("X-10")
def test_two_workers_screen_by_a_changed_threshold_once(here: Office) -> None:
    here.partner("Larch Systems", executives=(WANTED,))

    def screen() -> None:
        with here.at_work():
            screen_partners(after=0, most=100, at=NOW)

    screen()
    here.run_program("strict", person_score='{ value = "0.5", rule = "A-DD-02", confirmed = false, note = "ours" }')
    together(screen, screen)

    with here.at_work():
        found = Screening.objects.filter(subject__name=WANTED).order_by("threshold").values_list("threshold", flat=True)
        assert list(found) == [500, THRESHOLDS["Person"]]
        assert Case.objects.filter(partner__name="Larch Systems").count() == 1
