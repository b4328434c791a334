"""Which manager serves what, what nobody serves, and handing partners over with a reason (G-REL-01)."""

from datetime import timedelta

import pytest
from django.test import Client

from partners.models import Enrolment, EnrolmentManager, ManagerRegion
from partners.services.managers import assign_manager, end_region, give_manager, reassign, serve_countries
from portal.accounts.actor import Actor
from portal.accounts.models import Membership, User
from portal.guides.models import Program
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as, bare
from tests import cast
from tests.cast import VendorCast
from tests.conftest import FreshDatabase
from tests.leads.test_races import together
from tests.partners.signing import NOW, actor_of
from tests.partners.test_partner_pages import signed_in
from tests.partners.test_people_pages import text_of

NEXT = NOW + timedelta(days=1)


def second_manager() -> int:
    """Another channel manager of the acting vendor."""
    with bare():
        user = User.objects.create_user("ines@acme.example", name="Ines Iverson")
    made: Membership = Membership.objects.create(
        user=user, role="channel_manager", name="Ines Iverson", email="ines@acme.example"
    )
    return made.pk


def program_and_admin(vendor: VendorCast) -> tuple[Program, Actor]:
    return Program.objects.get(pk=vendor.program), actor_of(vendor, "program_admin")


@pytest.mark.rule("G-REL-01")
def test_country_has_one_manager_at_a_time(staff: VendorCast) -> None:
    program, admin = program_and_admin(staff)
    first, second = staff.member("channel_manager"), second_manager()

    serve_countries(program, countries=["US", "DE"], manager_id=first, by=admin, at=NOW)
    with pytest.raises(Refusal, match="Germany: Acme channel_manager"):
        serve_countries(program, countries=["DE", "FR"], manager_id=second, by=admin, at=NEXT)
    assert not ManagerRegion.objects.filter(country="FR").exists(), "all or nothing"
    end_region(ManagerRegion.objects.get(country="DE").pk, by=admin, at=NEXT)
    serve_countries(program, countries=["DE", ""], manager_id=second, by=admin, at=NEXT)

    rows = ManagerRegion.objects.order_by("country", "period").values_list("country", "manager_id")
    assert list(rows) == [("", second), ("DE", first), ("DE", second), ("US", first)]


def test_slip_of_today_is_mended_today(staff: VendorCast) -> None:
    program, admin = program_and_admin(staff)
    first, second = staff.member("channel_manager"), second_manager()
    serve_countries(program, countries=["DE"], manager_id=first, by=admin, at=NOW)

    end_region(ManagerRegion.objects.get().pk, by=admin, at=NOW)
    with pytest.raises(Conflict):
        end_region(ManagerRegion.objects.get().pk, by=admin, at=NOW)
    serve_countries(program, countries=["DE"], manager_id=second, by=admin, at=NOW)

    assert list(ManagerRegion.objects.values_list("manager_id", "period__upper_inf")) == [(second, True)]


@pytest.mark.parametrize("role", ["finance", "program_admin", "suspended"])
def test_only_a_channel_manager_who_works_here_serves(staff: VendorCast, role: str) -> None:
    program, admin = program_and_admin(staff)
    manager = Membership.objects.get(email=cast.mail_of("acme", role)).pk

    with pytest.raises(Refusal, match="channel manager"):
        serve_countries(program, countries=["US"], manager_id=manager, by=admin, at=NOW)
    with pytest.raises(Refusal, match="channel manager"):
        reassign(program, of=None, countries=[], to=manager, reason="r", by=admin, at=NOW)


@pytest.mark.rule("G-REL-01", "X-05")
def test_partners_are_handed_over_with_a_reason_and_the_past_stays(staff: VendorCast) -> None:
    program, admin = program_and_admin(staff)
    first, second = staff.member("channel_manager"), second_manager()

    with pytest.raises(Refusal, match="why"):
        reassign(program, of=None, countries=[], to=first, reason=" ", by=admin, at=NOW)
    elsewhere = reassign(program, of=None, countries=["DE"], to=first, reason="New region", by=admin, at=NOW)
    moved = reassign(program, of=None, countries=["US"], to=first, reason="New region", by=admin, at=NOW)
    again = reassign(program, of=None, countries=["US"], to=first, reason="New region", by=admin, at=NOW)
    over = reassign(program, of=first, countries=[], to=second, reason="Parental leave", by=admin, at=NEXT)

    assert (elsewhere, moved, again, over) == (0, 2, 0, 2)
    enrolment = Enrolment.objects.get(partner_id=staff.partners[0])
    rows = EnrolmentManager.objects.filter(enrolment=enrolment).order_by("period")
    assert [(row.manager_id, row.reason, row.period.upper is None) for row in rows] == [
        (first, "New region", False),
        (second, "Parental leave", True),
    ]


def test_second_change_of_a_day_is_the_days(staff: VendorCast) -> None:
    _program, admin = program_and_admin(staff)
    first, second = staff.member("channel_manager"), second_manager()
    enrolment = Enrolment.objects.get(partner_id=staff.partners[0])

    assign_manager(enrolment.pk, manager_id=first, reason="a", by=admin, at=NOW)
    assign_manager(enrolment.pk, manager_id=second, reason="b", by=admin, at=NOW)
    nothing = assign_manager(enrolment.pk, manager_id=second, reason="c", by=admin, at=NEXT)

    assert nothing is None
    assert list(EnrolmentManager.objects.values_list("manager_id", "reason")) == [(second, "b")]
    assert give_manager(enrolment, country="US", at=NEXT) is None, "who is looked after stays so"


def test_page_tells_who_serves_and_what_nobody_does(acme: VendorCast) -> None:
    admin = signed_in("program_admin")
    manager = acme.member("channel_manager")
    empty = text_of(admin, "/acme/manager-regions/")

    refused = admin.post("/acme/manager-regions/new/?program=flow", {"manager": manager})
    served = admin.post(
        "/acme/manager-regions/new/?program=flow", {"manager": manager, "countries": ["DE"]}, follow=True
    ).content.decode()
    twice = admin.post("/acme/manager-regions/new/?program=flow", {"manager": manager, "countries": ["DE"]})
    handed = admin.post(
        "/acme/manager-regions/handover/?program=flow",
        {"of": "", "to": manager, "reason": "Known since the fair"},
        follow=True,
    ).content.decode()

    assert "Nobody serves anything yet" in empty
    assert "Birch" in empty
    assert refused.status_code == 422
    assert "Germany" in served
    assert "United States" in served, "two partners are at home there, and nobody serves it"
    assert twice.status_code == 422
    assert "2 enrolments were handed over." in handed
    assert "Everybody is looked after." in handed
    page = text_of(signed_in("channel_manager"), f"/acme/partners/{acme.partners[0]}/")
    assert "Acme channel_manager" in page
    assert "Known since the fair" in page


def test_one_partner_gets_another_manager_from_its_page(acme: VendorCast) -> None:
    admin = signed_in("program_admin")
    path = f"/acme/partners/{acme.partners[0]}/manager/"
    with acting_as(Role.STAFF, vendor=acme.id):
        own = Enrolment.objects.get(partner_id=acme.partners[0]).pk
        cedars = Enrolment.objects.get(partner_id=acme.partners[1]).pk
    typed = {"manager": acme.member("channel_manager"), "reason": "They speak Catalan"}

    forged = admin.post(path, typed | {"enrolment": cedars})
    silent = admin.post(path, typed | {"enrolment": own, "reason": " "})
    done = admin.post(path, typed | {"enrolment": own}, follow=True).content.decode()

    assert (forged.status_code, silent.status_code) == (422, 422)
    assert "They speak Catalan" in done
    assert signed_in("channel_manager").get(path).status_code == 403


def test_partner_reads_its_managers_name_and_no_one_elses(acme: VendorCast) -> None:
    """The rows of the vendor's people are closed to partners."""
    from partners.queries.managers import manager_of

    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = Enrolment.objects.get(partner_id=acme.partners[0])
        assign_manager(
            enrolment.pk,
            manager_id=acme.member("channel_manager"),
            reason="r",
            by=actor_of(acme, "program_admin"),
            at=NOW,
        )
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[1]):
        assert manager_of(enrolment.pk) is None
        assert not EnrolmentManager.objects.exists()


def test_two_at_one_instant_leave_one_manager(fresh_database: FreshDatabase) -> None:
    acme = cast.look_up("acme")
    admin = actor_of(acme, "program_admin")
    with acting_as(Role.STAFF, vendor=acme.id):
        first, second = acme.member("channel_manager"), second_manager()
        enrolment = Enrolment.objects.get(partner_id=acme.partners[0]).pk
        program = Program.objects.get(pk=acme.program)

    def given(manager: int) -> object:
        with acting_as(Role.STAFF, vendor=acme.id):
            return assign_manager(enrolment, manager_id=manager, reason="r", by=admin, at=NOW)

    def served(manager: int) -> object:
        with acting_as(Role.STAFF, vendor=acme.id):
            return serve_countries(program, countries=["DE"], manager_id=manager, by=admin, at=NOW)

    assigned = together(lambda: given(first), lambda: given(second))
    regions = together(lambda: served(first), lambda: served(second))

    assert not [one for one in assigned if isinstance(one, Exception)]
    assert sum(isinstance(one, Refusal) for one in regions) == 1
    with acting_as(Role.STAFF, vendor=acme.id):
        assert EnrolmentManager.objects.filter(enrolment=enrolment).count() == 1
        assert ManagerRegion.objects.filter(country="DE").count() == 1


def test_stranger_to_the_vendor_is_told_nothing(acme: VendorCast) -> None:
    assert signed_in("program_admin", "globex").get("/acme/manager-regions/").status_code == 404
    assert Client().get("/acme/manager-regions/").status_code == 302
