"""Who decides about applications: people seated in the guide's groups, the roles where nobody is (X-06, A-ONB-03, F-ELG-01)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from partners import events, gates
from partners.application_shell import applications_card, waiting_applications
from partners.decider_words import GROUP_WORDS
from partners.guide.applications import Group
from partners.models import Application, ApprovalSeat
from partners.queries.agreements import today_of
from partners.queries.deciders import deciders_of, groups_of
from partners.rules.deciding import Deciders, Seated
from partners.services.deciders import end_seat, seat_person
from partners.services.decisions import approve_application, ask_applicant, refuse_after_review
from portal.accounts.actor import Actor
from portal.accounts.identify import find_vendor
from portal.accounts.models import Membership
from portal.guides.models import Program
from portal.jobs.models import OutboxMessage
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests import cast
from tests.cast import VendorCast
from tests.conftest import FreshDatabase
from tests.ground import DEMO_DAY
from tests.leads.desk import actor_of, as_actor
from tests.leads.test_races import together
from tests.partners.applicants import Applicant, publish
from tests.partners.test_partner_pages import signed_in
from tests.partners.test_people_pages import text_of

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
TODAY = date(2026, 12, 1)
GROUP = "onboarding_team"
DEMO_NOW = datetime.fromisoformat(DEMO_DAY).replace(tzinfo=UTC)


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Nothing of other apps is asked or told."""
    with gates.GATES.opened(), events.LISTENERS.opened():
        gates.GATES._values, events.LISTENERS._values = {}, {}
        yield


@pytest.fixture
def application(acme: VendorCast) -> Application:
    publish(acme)
    return Applicant(acme).apply()


def seat(vendor: VendorCast, role: str, *, begins: date = TODAY, at: datetime = NOW) -> ApprovalSeat:
    admin = actor_of(vendor, "program_admin")
    with as_actor(admin):
        program = Program.objects.get(pk=vendor.program)
        return seat_person(program, group=GROUP, member=vendor.member(role), begins=begins, by=admin, at=at)


def end(vendor: VendorCast, row: ApprovalSeat, *, ends: date = TODAY, at: datetime = NOW) -> ApprovalSeat:
    with as_actor(actor_of(vendor, "program_admin")) as admin:
        return end_seat(row.pk, ends=ends, by=admin, at=at)


def approve(application: Application, by: Actor, *, at: datetime = NOW) -> Application:
    with as_actor(by):
        return approve_application(application_id=application.pk, reason="fits", note="yes", by=by, at=at)


@pytest.mark.rule("X-06")
@pytest.mark.parametrize(
    ("role", "member", "seated", "expected"),
    [
        ("channel_manager", 1, (), True),
        ("finance", 1, (), False),
        ("channel_manager", 1, (Seated("a", 1, "A"),), True),
        ("channel_manager", 2, (Seated("a", 1, "A"),), False),
        ("finance", 1, (Seated("a", 1, "A"),), False),
    ],
)
def test_a_seat_narrows_the_roles_and_adds_none(
    role: str, member: int, seated: tuple[Seated, ...], expected: bool
) -> None:
    assert Deciders(("channel_manager",), ("a", "b"), seated).include(role=role, member=member) is expected


def test_every_group_has_words() -> None:
    assert set(GROUP_WORDS) == set(get_args(Group))


@pytest.mark.rule("X-06", "F-ELG-01")
def test_who_sits_in_no_group_is_told_who_does(acme: VendorCast, application: Application) -> None:
    manager, admin = actor_of(acme, "channel_manager"), actor_of(acme, "program_admin")
    seat(acme, "program_admin")

    with pytest.raises(Refusal, match="Decided by: Onboarding team: Acme program_admin") as refused:
        approve(application, manager)
    with pytest.raises(Refusal, match="Decided by"), as_actor(manager):
        ask_applicant(application_id=application.pk, words="More?", by=manager, at=NOW)
    with pytest.raises(PermissionDenied):
        approve(application, actor_of(acme, "finance"))

    assert refused.value.code == "others-decide"
    assert approve(application, admin).state == "approved"


@pytest.mark.rule("X-06")
@pytest.mark.parametrize("change", [{"suspended": True}, {"ended_at": NOW}, {"role": "finance"}])
def test_seat_of_who_is_away_or_lost_the_role_is_without_effect(
    acme: VendorCast, application: Application, change: dict[str, Any]
) -> None:
    """Then nobody sits there, and the roles stand for the group again."""
    seat(acme, "program_admin")
    with acting_as(Role.STAFF, vendor=acme.id):
        Membership.objects.filter(pk=acme.member("program_admin")).update(**change)

    assert approve(application, actor_of(acme, "channel_manager")).state == "approved"


@pytest.mark.rule("X-06")
def test_seat_counts_from_its_day_until_its_end(acme: VendorCast) -> None:
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=5)
    row = seat(acme, "program_admin", begins=tomorrow)
    end(acme, row, ends=later)

    def seated(days: int) -> bool:
        with acting_as(Role.STAFF, vendor=acme.id):
            found = deciders_of(Program.objects.get(pk=acme.program), NOW + timedelta(days=days))
        return found is not None and bool(found.seated)

    assert [seated(days) for days in (0, 1, 4, 5)] == [False, True, True, False]


def test_slip_is_taken_back_at_once_and_the_person_sits_again(acme: VendorCast) -> None:
    row = seat(acme, "program_admin")
    with pytest.raises(Conflict, match="already"):
        seat(acme, "program_admin", begins=TODAY + timedelta(days=3))
    end(acme, row)
    with acting_as(Role.STAFF, vendor=acme.id):
        gone = deciders_of(Program.objects.get(pk=acme.program), NOW)
    with pytest.raises(Conflict):
        end(acme, row)
    again = seat(acme, "program_admin")

    assert gone is not None
    assert not gone.seated, "at once, not tonight"
    assert again.pk == row.pk
    assert not again.taken_back


@pytest.mark.parametrize(
    ("group", "role", "begins", "field"),
    [
        ("partner_marketing", "program_admin", TODAY, "group"),
        (GROUP, "finance", TODAY, "member"),
        (GROUP, "partner_admin", TODAY, "member"),
        (GROUP, "program_admin", TODAY - timedelta(days=1), "begins"),
        (GROUP, "program_admin", TODAY + timedelta(days=400), "begins"),
    ],
)
def test_seat_that_cannot_be_is_refused_at_its_field(
    acme: VendorCast, group: str, role: str, begins: date, field: str
) -> None:
    admin = actor_of(acme, "program_admin")
    with acting_as(Role.STAFF, vendor=acme.id):
        program = Program.objects.get(pk=acme.program)
    with as_actor(admin), pytest.raises(Refusal) as refused:
        seat_person(program, group=group, member=acme.member(role), begins=begins, by=admin, at=NOW)

    assert refused.value.field == field


@pytest.mark.rule("X-06")
def test_seat_of_a_group_that_the_guide_names_no_more_is_shown_without_effect(
    acme: VendorCast, application: Application
) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        row = seat(acme, "program_admin")
        ApprovalSeat.objects.filter(pk=row.pk).update(group="partner_marketing")
        found = groups_of(Program.objects.get(pk=acme.program), NOW)

    assert [(one.key, one.is_named, [seat.counts for seat in one.seats]) for one in found] == [
        (GROUP, True, []),
        ("partner_marketing", False, [False]),
    ]
    assert approve(application, actor_of(acme, "channel_manager")).state == "approved"


@pytest.mark.rule("A-DD-04")
def test_outcome_of_a_review_is_written_to_who_decides_and_nobody_else(
    acme: VendorCast, application: Application
) -> None:
    seat(acme, "program_admin")
    officer = actor_of(acme, "compliance")
    with as_actor(officer):
        refuse_after_review(application_id=application.pk, by=officer, at=NOW)
        told = OutboxMessage.objects.filter(template="applications/review_ended").values_list("recipient", flat=True)
        assert list(told) == [cast.mail_of("acme", "program_admin")]


def test_queue_and_inbox_offer_the_decision_to_who_sits_and_tell_the_others(
    acme: VendorCast, application: Application
) -> None:
    path = f"/acme/applications/{application.pk}/"
    before = text_of(signed_in("channel_manager"), path)
    now = timezone.now()
    with acting_as(Role.STAFF, vendor=acme.id):
        today = today_of(Program.objects.get(pk=acme.program), now)
    seat(acme, "program_admin", begins=today, at=now)
    manager, admin = actor_of(acme, "channel_manager"), actor_of(acme, "program_admin")
    who = "Decided by: Onboarding team: Acme program_admin."

    with as_actor(manager):
        theirs = waiting_applications(manager, now)
    with as_actor(admin):
        own = waiting_applications(admin, now)
    queue, record = (
        text_of(signed_in("channel_manager"), "/acme/applications/"),
        text_of(signed_in("channel_manager"), path),
    )
    with as_actor(manager):
        their_card = applications_card(manager)
    with as_actor(admin):
        own_card = applications_card(admin)
    address = text_of(signed_in("channel_manager"), f"{path}approval/")
    tried = signed_in("channel_manager").post(f"{path}approval/", {"reason": "fits", "note": "yes"})

    assert "Channel manager, Program admin" in before, "the roles stand while nobody sits"
    assert [(one.title, one.line) for one in theirs] == [("1 application to Acme Flow waits", who)]
    assert [one.title for one in own] == [f"{application.company} applies"]
    assert who in queue
    assert who in record
    assert who in address
    assert 'name="note"' not in address
    assert 'name="note"' in text_of(signed_in("program_admin"), f"{path}approval/")
    assert their_card is not None
    assert own_card is not None
    assert (their_card.figure, their_card.items, own_card.figure) == ("0", (), "1")
    assert tried.status_code == 422
    assert who in tried.content.decode()


def test_page_seats_people_and_ends_seats(acme: VendorCast) -> None:
    admin, member = signed_in("program_admin"), acme.member("channel_manager")
    empty = text_of(admin, "/acme/deciders/?program=flow")
    with acting_as(Role.STAFF, vendor=acme.id):
        today = today_of(Program.objects.get(pk=acme.program), timezone.now())
    typed = {"group": GROUP, "member": member, "begins": today.isoformat()}

    wrong = admin.post(f"/acme/deciders/{acme.program}/seat/", typed | {"begins": "2020-01-01"})
    seated = admin.post(f"/acme/deciders/{acme.program}/seat/", typed, follow=True).content.decode()
    with acting_as(Role.STAFF, vendor=acme.id):
        row = ApprovalSeat.objects.get()
    ended = admin.post(f"/acme/approval-seats/{row.pk}/vacancy/", {"ends": today.isoformat()}, follow=True)

    assert "Nobody sits in the group that the guide names (Onboarding team)" in empty
    assert wrong.status_code == 422
    assert "Acme channel_manager" in seated
    assert "Only those who sit decide" in seated
    assert "Nobody sits here." in ended.content.decode()
    assert signed_in("channel_manager").get("/acme/deciders/").status_code == 403
    assert signed_in("program_admin", "globex").get(f"/globex/approval-seats/{row.pk}/vacancy/").status_code == 404


def test_machine_seats_and_ends(acme: VendorCast) -> None:
    client = Client(headers={"Authorization": f"Bearer {acme.key('program_admin')}"})

    def post(path: str, body: dict[str, Any], key: str) -> Any:
        return client.post(path, body, content_type="application/json", headers={"Idempotency-Key": key})

    here = f"/api/v1/acme/deciders/{acme.program}/"
    with acting_as(Role.STAFF, vendor=acme.id):
        today = today_of(Program.objects.get(pk=acme.program), timezone.now()).isoformat()
    body = {"group": GROUP, "member": acme.member("channel_manager"), "begins": today}

    before = client.get(here).json()
    given = post(f"{here}seat/", body, "first").json()
    twice = post(f"{here}seat/", body, "second")
    row = given["groups"][0]["seats"][0]
    after = post(f"/api/v1/acme/approval-seats/{row['id']}/vacancy/", {"ends": today}, "third").json()

    assert (before["roles_stand"], given["roles_stand"], after["roles_stand"]) == (True, False, True)
    assert (row["name"], row["begins"], row["counts"]) == ("Acme channel_manager", today, True)
    assert twice.status_code == 409
    assert after["groups"][0]["seats"] == []


@pytest.mark.rule("X-06")
def test_seat_does_not_end_under_a_decision(fresh_database: FreshDatabase) -> None:
    """Either the decision comes first and stands, or the seat is gone and it is refused; never both."""
    acme = cast.look_up("acme")
    publish(acme)
    application = Applicant(acme).apply()
    manager, admin = actor_of(acme, "channel_manager"), actor_of(acme, "program_admin")
    row = seat(acme, "channel_manager")
    seat(acme, "program_admin")
    order: list[str] = []

    def decide() -> Application:
        with as_actor(manager):
            made = approve(application, manager)
            order.append("decided")
            return made

    def vacate() -> ApprovalSeat:
        ended = end(acme, row)
        order.append("ended")
        return ended

    answers = together(decide, vacate)

    assert answers[1].taken_back
    refused = isinstance(answers[0], Refusal)
    assert order == (["ended"] if refused else ["decided", "ended"])
    with as_actor(admin):
        assert (Application.objects.get(pk=application.pk).state == "approved") is not refused


def test_two_at_one_instant_leave_one_seat(fresh_database: FreshDatabase) -> None:
    acme = cast.look_up("acme")

    answers = together(lambda: seat(acme, "channel_manager"), lambda: seat(acme, "channel_manager"))

    assert sorted(type(one).__name__ for one in answers) == ["ApprovalSeat", "Conflict"]


@pytest.mark.timeout(400)
def test_demo_seats_people_where_its_guides_name_groups(demo_database: FreshDatabase) -> None:
    """At one vendor for its program, at another for one of two; elsewhere the roles stand."""
    seated = {}
    for slug in ("freshworks", "genesys", "smartsheet"):
        vendor = find_vendor(slug)
        assert vendor is not None
        with acting_as(Role.STAFF, vendor=vendor.vendor_id):
            for program in Program.objects.all():
                found = deciders_of(program, DEMO_NOW)
                seated[program.slug] = [(one.group, one.name) for one in found.seated] if found else None

    assert seated == {
        "partner-program": [("onboarding_team", "Anton Petrov"), ("onboarding_team", "Mara Lindqvist")],
        "gpn-2014": [],
        "appfoundry": [("partner_management", "Mara Lindqvist"), ("product_management", "Alma Reyes")],
        "aligned-si": [],
    }
