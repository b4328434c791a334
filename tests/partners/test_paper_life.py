"""Papers: handed in by the partner, decided by the vendor alone, good until their day; and the doors follow the same minute."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from partners.models import Paper, PaperMove, PaperRequest
from partners.paper_kinds import paper_ends_soon, paper_is_over, request_due
from partners.paper_states import PaperState
from partners.queries.papers import open_requests, shelves_of
from partners.services.papers import (
    ASKED,
    END,
    accept_paper,
    ask_for_paper,
    decide_paper,
    end_paper,
    return_paper,
    withdraw_request,
)
from portal.accounts.actor import Actor
from portal.audit.models import AuditRecord
from portal.deadlines.models import Deadline
from portal.guides.models import Program
from portal.jobs.models import OutboxMessage
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests import cast
from tests.cast import VendorCast
from tests.conftest import FreshDatabase
from tests.leads.test_races import together
from tests.partners.papers import (
    NOW,
    PDF,
    as_partner,
    birch,
    cedar,
    give,
    leave_program,
    marketplace,
    opens,
    technology,
)
from tests.partners.signing import actor_of

OTHER = PDF.replace(b"<<>>", b"<</Title 1>>")
DAY = timedelta(days=1)


@pytest.fixture
def program(staff: VendorCast) -> Program:
    return technology(staff)


@pytest.fixture
def manager(staff: VendorCast) -> Actor:
    return actor_of(staff, "channel_manager")


def read(paper: Paper) -> Paper:
    found: Paper = Paper.objects.get(pk=paper.pk)
    return found


@pytest.mark.rule("G-TECH-02")
def test_validation_opens_with_the_decision_and_shuts_with_the_next(
    staff: VendorCast, program: Program, manager: Actor
) -> None:
    seen = [opens(staff, program, "validation")]
    paper = give(program, "development_plan", by=birch(staff))
    seen.append(opens(staff, program, "validation"))
    accept_paper(paper.pk, by=manager, at=NOW)
    seen.append(opens(staff, program, "validation"))
    end_paper(paper.pk, by=manager, at=NOW, reason="The solution was given up.")
    seen.append(opens(staff, program, "validation"))

    assert seen == [False, False, True, False]
    assert not opens(staff, program, "validation", partner=1)
    moves = PaperMove.objects.filter(paper=paper).order_by("pk").values_list("before", "after", "by")
    admin = staff.member("partner_admin")
    assert list(moves) == [
        ("", "handed_in", admin),
        ("handed_in", "accepted", manager.membership_id),
        ("accepted", "ended", manager.membership_id),
    ]
    assert AuditRecord.objects.filter(kind="paper.moved").count() == 3
    told = OutboxMessage.objects.filter(template="partners/paper_decided").order_by("pk")
    assert [(one.context["outcome"], one.context["name"]) for one in told] == [
        ("accepted", "Technology development plan"),
        ("ended", "Technology development plan"),
    ]


@pytest.mark.rule("G-TECH-03")
def test_approval_follows_the_guide_that_was_accepted_last(staff: VendorCast, program: Program, manager: Actor) -> None:
    by = birch(staff)
    accept_paper(give(program, "development_plan", by=by).pk, by=manager, at=NOW)
    first = accept_paper(give(program, "solutions_guide", by=by).pk, by=manager, at=NOW)

    second = give(program, "solutions_guide", by=by, content=OTHER)
    open_while_it_waits = opens(staff, program, "approval")
    return_paper(second.pk, by=manager, at=NOW, reason="No proof of load.")
    open_after_it_came_back = opens(staff, program, "approval")
    third = accept_paper(give(program, "solutions_guide", by=by).pk, by=manager, at=NOW)

    assert open_while_it_waits
    assert open_after_it_came_back
    assert opens(staff, program, "approval")
    assert [read(one).state for one in (first, second, third)] == ["replaced", "returned", "accepted"]
    assert [one.number for one in (first, second, third)] == [1, 2, 3]


@pytest.mark.rule("G-TECH-02")
@pytest.mark.rule("G-TECH-03")
def test_paper_without_all_that_it_has_to_contain_is_neither_taken_nor_accepted(
    staff: VendorCast, program: Program, manager: Actor
) -> None:
    for key, ticked in (
        ("development_plan", ["solution_outline"]),
        ("solutions_guide", ["proof_of_testing", "scalability"]),
    ):
        with pytest.raises(Refusal, match="not complete"):
            give(program, key, by=birch(staff), contains=[*ticked, "invented"])
    with pytest.raises(Refusal, match="no such paper"):
        give(program, "roadmap", by=birch(staff))
    paper = give(program, "development_plan", by=birch(staff))
    less = Paper.objects.create(
        partner_id=staff.partners[1], program=program, key="development_plan", number=1, file=paper.file, contains=[],
        guide_version=paper.guide_version, handed_in_at=NOW,
    )  # fmt: skip

    with pytest.raises(Conflict, match="more than this paper contains"):
        accept_paper(less.pk, by=manager, at=NOW)
    assert not opens(staff, program, "sdk", partner=1)


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script></html>", b"MZ\x90", b"", b"PK\x03\x04zip"])
def test_file_that_could_do_something_is_refused_at_its_field(
    staff: VendorCast, program: Program, content: bytes
) -> None:
    with pytest.raises(Refusal) as refused:
        give(program, "development_plan", by=birch(staff), content=content)

    assert refused.value.field == "file"
    assert not Paper.objects.exists()


def test_same_file_twice_is_handed_in_once_and_a_newer_one_makes_room(staff: VendorCast, program: Program) -> None:
    by = birch(staff)
    first = give(program, "development_plan", by=by)
    again = give(program, "development_plan", by=by)
    newer = give(program, "development_plan", by=by, content=OTHER)

    assert again.pk == first.pk
    assert [read(one).state for one in (first, newer)] == ["replaced", "handed_in"]
    assert Paper.objects.count() == 2


@pytest.mark.rule("G-TECH-02")
def test_partner_cannot_accept_its_own_paper_in_any_way(staff: VendorCast, program: Program) -> None:
    by = birch(staff)
    paper = give(program, "development_plan", by=by)
    with as_partner(by):
        PaperMove.objects.create(
            paper=paper, partner_id=by.partner_id, before="handed_in", after="accepted", by_id=by.membership_id, at=NOW
        )
        with pytest.raises(IntegrityError, match="for the vendor to decide"), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(state="accepted")
        with pytest.raises(IntegrityError, match="begins handed in"), transaction.atomic():
            Paper.objects.create(
                partner_id=by.partner_id, program=program, key="solutions_guide", number=1, file=paper.file,
                guide_version=paper.guide_version, handed_in_at=NOW, state="accepted",
            )  # fmt: skip
    with as_partner(cedar(staff)):
        assert not Paper.objects.filter(pk=paper.pk).exists()
        assert not Paper.objects.filter(pk=paper.pk).update(state="replaced")
    assert not opens(staff, program, "validation")


def test_what_was_handed_in_stays_as_it_was(staff: VendorCast, program: Program, manager: Actor) -> None:
    paper = give(program, "development_plan", by=birch(staff))
    every: tuple[dict[str, Any], ...] = (
        {"contains": []},
        {"number": 7},
        {"handed_in_at": NOW - DAY},
        {"key": "solutions_guide"},
    )
    for changes in every:
        with pytest.raises(IntegrityError, match="stays as it was handed in"), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**changes)
    with pytest.raises(IntegrityError, match="moves with a row"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(state="accepted")
    accept_paper(paper.pk, by=manager, at=NOW)
    with pytest.raises(IntegrityError, match="may not move"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(state="returned")
    with pytest.raises(IntegrityError, match="stays as it was handed in"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(valid_until=date(2040, 1, 1))
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        PaperMove.objects.filter(paper=paper).update(reason="It was fine.")


def test_decision_has_a_reason_where_the_partner_reads_one(staff: VendorCast, program: Program, manager: Actor) -> None:
    paper = give(program, "development_plan", by=birch(staff))
    for to in (PaperState.RETURNED, PaperState.ENDED):
        with pytest.raises(Refusal) as refused:
            decide_paper(paper.pk, to, reason=" ", by=manager, at=NOW)
        assert refused.value.field == "reason"
    with pytest.raises(Conflict):
        end_paper(paper.pk, by=manager, at=NOW, reason="It was never accepted.")
    with pytest.raises(Refusal, match="accepted, given back or ended"):
        decide_paper(paper.pk, PaperState.REPLACED, reason="x", by=manager, at=NOW)
    return_paper(paper.pk, by=manager, at=NOW, reason="Page two is missing.")
    for again in (PaperState.ACCEPTED, PaperState.RETURNED):
        with pytest.raises(Conflict, match="meanwhile"):
            decide_paper(paper.pk, again, reason="x", by=manager, at=NOW)


@pytest.mark.rule("A-CRT-01")
@pytest.mark.rule("X-03")
def test_licence_is_good_through_its_last_day_where_the_program_has_its_law(staff: VendorCast, manager: Actor) -> None:
    program = marketplace(staff)
    paper = give(program, "licence", by=birch(staff))
    with pytest.raises(Refusal, match="until when"):
        accept_paper(paper.pk, by=manager, at=NOW)
    with pytest.raises(Refusal, match="is over"):
        accept_paper(paper.pk, by=manager, at=NOW, valid_until=date(2026, 11, 19))
    accept_paper(paper.pk, by=manager, at=NOW, valid_until=date(2027, 3, 31))
    zone = ZoneInfo("America/Los_Angeles")
    midnight = datetime(2027, 4, 1, tzinfo=zone)

    def standing(at: datetime) -> str:
        return next(shelf.standing for shelf in shelves_of(staff.partners[0], at) if shelf.kind.key == "licence")

    assert [standing(midnight - timedelta(seconds=1)), standing(midnight)] == ["good", "over"]
    deadline = Deadline.objects.get(kind=END, subject_id=paper.pk)
    assert (deadline.due_at, deadline.remind_at) == (midnight, datetime(2027, 3, 1, tzinfo=zone))
    assert read(paper).state == "accepted"


@pytest.mark.rule("A-REQ-01")
def test_partner_is_told_before_a_paper_ends_and_when_it_is_over(staff: VendorCast, manager: Actor) -> None:
    program = marketplace(staff)
    paper = accept_paper(give(program, "compatibility", by=birch(staff)).pk, by=manager, at=NOW)
    deadline = Deadline.objects.get(kind=END, subject_id=paper.pk)

    for _again in range(2):
        paper_ends_soon(deadline, NOW)
        paper_is_over(deadline, NOW)

    told = OutboxMessage.objects.filter(template="partners/paper_ending").order_by("pk")
    assert [one.context["is_over"] for one in told] == [False, True]
    assert {one.context["until"] for one in told} == {"2027-11-20"}
    newer = accept_paper(give(program, "compatibility", by=birch(staff), content=OTHER).pk, by=manager, at=NOW)
    assert Deadline.objects.get(kind=END, closed_at=None).subject_id == newer.pk
    paper_is_over(deadline, NOW + DAY)
    assert told.count() == 2


@pytest.mark.rule("A-REQ-01")
def test_report_is_asked_for_and_open_until_it_is_there(staff: VendorCast, manager: Actor) -> None:
    program = marketplace(staff)
    partner, by = staff.partners[0], birch(staff)
    give(program, "report", by=by, at=NOW - DAY)
    asked = ask_for_paper(
        partner, program, "report", due_on=date(2026, 12, 1), why="For the review.", by=manager, at=NOW
    )
    deadline = Deadline.objects.get(kind=ASKED, subject_id=asked.pk)

    seen = [open_requests().count(), request_due(deadline, NOW)]
    paper = give(program, "report", by=by, at=NOW + DAY, content=OTHER)
    seen += [open_requests().count(), request_due(deadline, NOW)]
    return_paper(paper.pk, by=manager, at=NOW + DAY, reason="Customers are missing.")
    seen += [open_requests().count(), request_due(deadline, NOW)]
    accept_paper(give(program, "report", by=by, at=NOW + 2 * DAY).pk, by=manager, at=NOW + 2 * DAY)
    seen += [open_requests().count(), request_due(deadline, NOW)]

    assert seen == [1, "late", 0, "answered", 1, "late", 0, "answered"]
    assert deadline.due_at == datetime(2026, 12, 2, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert deadline.remind_at == deadline.due_at - 7 * DAY
    mail = OutboxMessage.objects.get(template="partners/paper_asked")
    assert (mail.context["name"], mail.context["due"]) == ("Customer and product report", "2026-12-01")


@pytest.mark.rule("A-REQ-01")
def test_request_is_refused_where_nobody_could_answer_it(staff: VendorCast, manager: Actor) -> None:
    program = marketplace(staff)
    partner = staff.partners[0]
    tomorrow = date(2026, 11, 21)
    for key, due_on, why, field in (
        ("invented", tomorrow, "why", "key"),
        ("report", date(2026, 11, 19), "why", "due_on"),
        ("report", tomorrow, " ", "why"),
    ):
        with pytest.raises(Refusal) as refused:
            ask_for_paper(partner, program, key, due_on=due_on, why=why, by=manager, at=NOW)
        assert refused.value.field == field
    asked = ask_for_paper(partner, program, "report", due_on=tomorrow, why="why", by=manager, at=NOW)
    with pytest.raises(Conflict, match="already"):
        ask_for_paper(partner, program, "report", due_on=tomorrow, why="why", by=manager, at=NOW)
    withdraw_request(asked.pk, by=manager, at=NOW)
    with pytest.raises(Conflict, match="already"):
        withdraw_request(asked.pk, by=manager, at=NOW)
    assert not open_requests().exists()
    ask_for_paper(partner, program, "report", due_on=tomorrow, why="why", by=manager, at=NOW)
    assert PaperRequest.objects.count() == 2


def test_who_left_the_program_hands_in_nothing_and_passes_nothing(
    staff: VendorCast, program: Program, manager: Actor
) -> None:
    accept_paper(give(program, "development_plan", by=birch(staff)).pk, by=manager, at=NOW)
    leave_program(program, staff.partners[0])

    assert not opens(staff, program, "validation")
    with pytest.raises(Refusal, match="no such paper"):
        give(program, "solutions_guide", by=birch(staff))


@pytest.mark.rule("X-05")
def test_two_reviewers_at_one_instant_leave_one_decision(fresh_database: FreshDatabase) -> None:
    acme = cast.look_up("acme")
    with acting_as(Role.STAFF, vendor=acme.id):
        paper = give(technology(acme), "development_plan", by=birch(acme))
    manager, admin = actor_of(acme, "channel_manager"), actor_of(acme, "program_admin")

    def accept() -> Paper:
        with acting_as(Role.STAFF, vendor=acme.id):
            return accept_paper(paper.pk, by=manager, at=NOW)

    def give_back() -> Paper:
        with acting_as(Role.STAFF, vendor=acme.id):
            return return_paper(paper.pk, by=admin, at=NOW, reason="Not yet.")

    answers = together(accept, give_back)

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Paper"]
    with acting_as(Role.STAFF, vendor=acme.id):
        decided = read(paper).state
        assert [move.after for move in PaperMove.objects.filter(paper=paper).order_by("pk")] == ["handed_in", decided]


def test_two_people_handing_in_at_one_instant_leave_one_version_that_waits(fresh_database: FreshDatabase) -> None:
    acme = cast.look_up("acme")
    with acting_as(Role.STAFF, vendor=acme.id):
        program = technology(acme)
    by = birch(acme)

    answers = together(
        *(lambda content=content: give(program, "development_plan", by=by, content=content) for content in (PDF, OTHER))
    )

    assert {type(answer).__name__ for answer in answers} <= {"Paper", "Conflict"}
    with acting_as(Role.STAFF, vendor=acme.id):
        waiting = Paper.objects.filter(state="handed_in")
        assert waiting.count() == 1
        assert Paper.objects.count() == sum(isinstance(answer, Paper) for answer in answers)
