from datetime import timedelta

import pytest
from django.db import connection

from leads.models import Lead, LeadMove, Protection
from leads.queries import assignment_at, is_protected_at
from leads.services.clocks import protection_is_over
from leads.states import Assignment, LeadStatus
from portal.approvals.models import Approval
from portal.deadlines.models import Deadline
from portal.jobs.models import OutboxMessage
from portal.problems import Conflict, Refusal
from tests.cast import VendorCast
from tests.leads.desk import ACME_LEAD, BEGIN, DAY, INBOUND, OUTBOUND, Desk, as_actor, customer

MICROSECOND = timedelta(microseconds=1)
END = BEGIN + 90 * DAY


@pytest.mark.rule("F-LEAD-01", "F-LEAD-02", "F-SELL-01")
def test_inbound_lead_is_assigned_at_once_to_a_partner_without_certificates(desk: Desk) -> None:
    lead = desk.register()
    assert (lead.status, lead.assignment) == ("new", "assigned")
    assert (lead.owner_id, lead.partner_id) == (desk.vendor.partners[0], desk.vendor.partners[0])
    assert (lead.assigned_at, lead.protected_until) == (BEGIN, END)
    assert (lead.claim_key, lead.domain, lead.search_name) == (
        "domain:zephyr-foods.example",
        "zephyr-foods.example",
        "zephyrfoods",
    )
    with as_actor(desk.sales()):
        moves = LeadMove.objects.filter(lead=lead).order_by("id").values_list("field", "before", "after", "at", "by_id")
        assert list(moves) == [
            ("status", "", "new", BEGIN, desk.vendor.member("partner_sales")),
            ("assignment", "", "assigned", BEGIN, desk.vendor.member("partner_sales")),
        ]
        deadline = Deadline.objects.get(kind="leads.protection", subject_id=lead.pk)
        assert (deadline.due_at, deadline.remind_at) == (END, END - 14 * DAY)


@pytest.mark.rule("F-LEAD-05")
def test_outbound_lead_has_no_owner_and_no_clock_until_the_manager_approves(desk: Desk) -> None:
    lead = desk.register(source=OUTBOUND)
    assert (lead.assignment, lead.owner_id, lead.assigned_at, lead.protected_until) == ("pending", None, None, None)
    approved_at = BEGIN + 3 * DAY
    lead = desk.decide(lead, at=approved_at)
    assert (lead.assignment, lead.owner_id) == ("assigned", desk.vendor.partners[0])
    assert (lead.assigned_at, lead.protected_until) == (approved_at, approved_at + 90 * DAY)
    with as_actor(desk.manager):
        protection = Protection.objects.get(lead=lead)
        assert (protection.period.lower, protection.period.upper) == (approved_at, approved_at + 90 * DAY)
        mail = OutboxMessage.objects.get(template="leads/approved")
        assert mail.recipient == "partner_sales1@acme.example"


@pytest.mark.rule("F-LEAD-05")
def test_declined_lead_is_nobodys_and_says_why(desk: Desk) -> None:
    lead = desk.decide(desk.register(source=OUTBOUND), approve=False, reason="No budget there")
    assert (lead.assignment, lead.owner_id, lead.protected_until) == ("declined", None, None)
    with as_actor(desk.sales()):
        assert LeadMove.objects.filter(lead=lead, after="declined").get().reason == "No budget there"
    with pytest.raises(Conflict):
        desk.decide(lead)


@pytest.mark.rule("F-LEAD-05", "F-LEAD-03")
def test_pending_lead_does_not_move(desk: Desk) -> None:
    lead = desk.register(source=OUTBOUND)
    with pytest.raises(Refusal) as refused:
        desk.move(lead, LeadStatus.VALID_ACTIVE)
    assert refused.value.code == "not-in-partners-name"


def test_refusal_needs_a_reason(desk: Desk) -> None:
    lead = desk.register(source=OUTBOUND)
    with pytest.raises(Refusal) as refused:
        desk.decide(lead, approve=False, reason="  ")
    assert refused.value.field == "reason"
    assert desk.read(lead).assignment == "pending"


@pytest.mark.rule("F-LEAD-04")
def test_lead_is_free_at_the_very_instant_its_period_ends_whether_or_not_a_job_ran(desk: Desk) -> None:
    lead = desk.register()
    assert is_protected_at(lead, END - MICROSECOND)
    assert not is_protected_at(lead, END)
    assert assignment_at(lead, END - MICROSECOND) is Assignment.ASSIGNED
    assert assignment_at(lead, END) is Assignment.RELEASED
    with pytest.raises(Conflict):
        desk.register(partner=1, at=END - MICROSECOND)
    later = desk.register(partner=1, at=END)
    assert later.assignment == "pending"  # F-LEAD-06: again only with the manager's approval
    assert desk.read(lead).assignment == "assigned"


@pytest.mark.rule("F-LEAD-04")
def test_job_releases_at_the_instant_and_not_a_microsecond_before(desk: Desk) -> None:
    lead = desk.register()
    with as_actor(desk.manager):
        deadline = Deadline.objects.get(kind="leads.protection", subject_id=lead.pk)
        assert protection_is_over(deadline, END - MICROSECOND) == "kept"
        assert protection_is_over(deadline, END) == "released"
        assert protection_is_over(deadline, END + DAY) == "kept"
    lead = desk.read(lead)
    assert (lead.assignment, lead.owner_id, lead.protected_until) == ("released", None, END)
    with as_actor(desk.manager):
        assert LeadMove.objects.get(lead=lead, after="released").at == END


@pytest.mark.rule("F-LEAD-04", "F-LEAD-03")
def test_opportunity_does_not_prolong(desk: Desk) -> None:
    lead = desk.opportunity()
    assert lead.protected_until == END
    assert assignment_at(lead, END) is Assignment.RELEASED


@pytest.mark.rule("F-LEAD-07")
def test_rival_is_refused_and_never_learns_who_holds_the_customer(desk: Desk) -> None:
    first = desk.register()
    with pytest.raises(Conflict) as refused:
        desk.register(customer("Zephyr", website="shop.zephyr-foods.example", country="FR"), partner=1, at=BEGIN + DAY)
    assert (refused.value.code, refused.value.field) == ("customer-taken", "company")
    assert "Birch" not in str(refused.value)
    assert str(first.pk) not in str(refused.value)
    with as_actor(desk.manager):
        assert list(Lead.objects.values_list("pk", flat=True)) == [first.pk]
    with as_actor(desk.sales(1)):
        assert not Protection.objects.exists()


@pytest.mark.rule("F-LEAD-07")
def test_own_second_registration_leads_to_the_first(desk: Desk) -> None:
    first = desk.register()
    with pytest.raises(Conflict) as refused:
        desk.register(at=BEGIN + DAY)
    assert refused.value.code == "own-lead"
    assert str(first.pk) in str(refused.value)


@pytest.mark.rule("F-LEAD-07")
def test_invalid_lead_holds_nobody_off(desk: Desk) -> None:
    lead = desk.register()
    desk.move(lead, LeadStatus.INVALID, at=BEGIN + DAY)
    taken = desk.register(partner=1, at=BEGIN + 2 * DAY)
    assert taken.assignment == "assigned"


@pytest.mark.rule("F-LEAD-07")
def test_approval_is_refused_where_a_rival_came_first_meanwhile(desk: Desk) -> None:
    waiting = desk.register(source=OUTBOUND)
    desk.register(partner=1, at=BEGIN + DAY)
    with pytest.raises(Conflict):
        desk.decide(waiting, at=BEGIN + 2 * DAY)
    assert desk.read(waiting).assignment == "pending"
    with as_actor(desk.manager):
        assert Approval.objects.get(subject_id=waiting.pk).state == "open"


def test_other_vendor_registers_the_same_customer(desk: Desk, globex: VendorCast) -> None:
    desk.register()
    assert Desk(globex).register().assignment == "assigned"


def test_customer_without_anything_to_tell_it_by_is_refused_at_its_field(desk: Desk) -> None:
    nobody = customer("???", contact_email="someone@gmail.com", website="")
    with pytest.raises(Refusal) as refused:
        desk.register(nobody)
    assert refused.value.field == "website"


def test_program_without_a_section_on_leads_takes_none(desk: Desk) -> None:
    from leads.services.registration import register_lead

    with as_actor(desk.sales()) as actor, pytest.raises(Refusal) as refused:
        register_lead(customer=ACME_LEAD, source=INBOUND, program_id=999_999, partner_id=1, by=actor, at=BEGIN)
    assert refused.value.field == "program"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("protected_until", "'2099-01-01'"),
        ("extended", "true"),
        ("assignment", "'released'"),
        ("status", "'won'"),
        ("partner_id", "partner_id + 1"),
    ],
)
def test_partner_cannot_change_what_the_vendor_decides_even_in_sql(desk: Desk, column: str, value: str) -> None:
    from django.db import DatabaseError, transaction

    lead = desk.register()
    with as_actor(desk.sales()), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"UPDATE leads_lead SET {column} = {value} WHERE id = %s", [lead.pk])
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("UPDATE leads_protection SET period = tstzrange('2020-01-01', '2099-01-01')")
