import re
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from leads.models import Deal, Lead, LeadMove, Protection
from leads.queries import assignment_at
from leads.services.claims import TAKEN
from leads.services.clocks import extend_lead, protection_ends_soon, protection_is_over
from leads.services.closing import cancel_deal, close_as_lost, close_as_won
from leads.services.decisions import ask_reregistration
from leads.services.progress import correct_lead, name_delivery, record_demo
from leads.states import ASSIGNMENT_STATES, LEAD_STATES, Assignment, Delivery, LeadStatus
from portal.audit.models import AuditRecord
from portal.deadlines.models import Deadline
from portal.jobs.models import OutboxMessage
from portal.problems import Conflict, Refusal
from tests.leads.desk import ACME_LEAD, BEGIN, DAY, OUTBOUND, Desk, as_actor, customer

END = BEGIN + 90 * DAY


@pytest.mark.rule("F-LEAD-03")
def test_lead_moves_by_the_table_and_each_move_is_written_down(desk: Desk) -> None:
    lead = desk.opportunity()
    assert lead.status == "opportunity"
    with as_actor(desk.manager):
        moves = LeadMove.objects.filter(lead=lead).order_by("id").values_list("field", "before", "after")
        assert list(moves) == [
            ("status", "", "new"),
            ("assignment", "", "assigned"),
            ("status", "new", "valid_active"),
            ("demo", "", "done"),
            ("status", "valid_active", "opportunity"),
        ]


@pytest.mark.rule("F-LEAD-03")
def test_opportunity_needs_a_demo(desk: Desk) -> None:
    from leads.services.moves import move_lead

    lead = desk.move(desk.register(), LeadStatus.VALID_ACTIVE)
    with as_actor(desk.manager) as manager, pytest.raises(Refusal) as refused:
        move_lead(lead_id=lead.pk, to=LeadStatus.OPPORTUNITY, by=manager, at=BEGIN)
    assert refused.value.code == "demo-not-done"
    assert desk.read(lead).status == "valid_active"


@pytest.mark.parametrize("day", [BEGIN.date() - 2 * DAY, BEGIN.date() + 2 * DAY])
def test_demo_lies_between_registration_and_today(desk: Desk, day: date) -> None:
    lead = desk.move(desk.register(), LeadStatus.VALID_ACTIVE)
    with as_actor(desk.sales()) as sales, pytest.raises(Refusal) as refused:
        record_demo(lead_id=lead.pk, done_on=day, by=sales, at=BEGIN + DAY)
    assert refused.value.field == "done_on"


@pytest.mark.rule("G-GEN-03")
def test_opportunity_says_who_deploys_it_and_remembers_who_it_was(desk: Desk) -> None:
    lead = desk.opportunity()
    with as_actor(desk.sales()) as sales:
        for delivery, helper, why in (
            (Delivery.PARTNER, "  ", "Say which"), (Delivery.OWN, "Birch", "Leave"), (Delivery.SERVICES, "Birch", "Leave"),
        ):  # fmt: skip
            with pytest.raises(Refusal, match=why):
                name_delivery(lead_id=lead.pk, delivery=delivery, helper=helper, by=sales, at=BEGIN)
        name_delivery(lead_id=lead.pk, delivery=Delivery.PARTNER, helper=" Birch Integrators ", by=sales, at=BEGIN)
    with as_actor(desk.manager) as manager:
        for _again in range(2):  # the same answer twice is one move
            name_delivery(lead_id=lead.pk, delivery=Delivery.SERVICES, by=manager, at=BEGIN)
        moves = (
            LeadMove.objects.filter(lead=lead, field="delivery").order_by("id").values_list("before", "after", "reason")
        )
        assert list(moves) == [("", "partner", "Birch Integrators"), ("partner", "services", "")]
    lead = desk.read(lead)
    assert (lead.delivery, lead.helper) == ("services", "")


@pytest.mark.rule("G-GEN-03")
def test_only_a_project_says_who_deploys_it(desk: Desk) -> None:
    lead = desk.register()
    with as_actor(desk.sales()) as sales, pytest.raises(Refusal, match="status does not allow"):
        name_delivery(lead_id=lead.pk, delivery=Delivery.SERVICES, by=sales, at=BEGIN)


@pytest.mark.rule("F-CXL-02")
def test_won_lead_becomes_one_deal_with_its_source(desk: Desk) -> None:
    lead = desk.decide(desk.register(source=OUTBOUND))
    lead = desk.move(lead, LeadStatus.VALID_ACTIVE, LeadStatus.OPPORTUNITY)
    with as_actor(desk.manager) as manager:
        deal = close_as_won(lead_id=lead.pk, reference="D-7", closed_on=BEGIN.date(), by=manager, at=BEGIN)
        assert (deal.source, deal.partner_id, deal.closed_on) == ("outbound", lead.partner_id, BEGIN.date())
        assert not Deadline.objects.filter(subject_id=lead.pk, closed_at=None).exists()
        with pytest.raises(Refusal):
            close_as_won(lead_id=lead.pk, reference="D-8", closed_on=BEGIN.date(), by=manager, at=BEGIN)
    lead = desk.read(lead)
    assert lead.status == "won"
    assert assignment_at(lead, END + DAY) is Assignment.ASSIGNED


def test_reference_of_a_deal_is_unique_and_refused_at_its_field(desk: Desk) -> None:
    first, second = desk.opportunity(), desk.opportunity(customer("Second"))
    with as_actor(desk.manager) as manager:
        close_as_won(lead_id=first.pk, reference="D-1", closed_on=BEGIN.date(), by=manager, at=BEGIN)
        with pytest.raises(Conflict) as refused:
            close_as_won(lead_id=second.pk, reference="D-1", closed_on=BEGIN.date(), by=manager, at=BEGIN)
    assert refused.value.field == "reference"


@pytest.mark.rule("F-LEAD-04")
def test_lead_whose_period_is_over_is_not_won(desk: Desk) -> None:
    lead = desk.opportunity()
    with as_actor(desk.manager) as manager, pytest.raises(Refusal) as refused:
        close_as_won(lead_id=lead.pk, reference="D", closed_on=END.date(), by=manager, at=END)
    assert refused.value.code == "not-protected"


def test_lost_lead_says_why(desk: Desk) -> None:
    lead = desk.opportunity()
    with as_actor(desk.manager) as manager:
        with pytest.raises(Refusal) as refused:
            close_as_lost(lead_id=lead.pk, by=manager, at=BEGIN, reason=" ")
        assert refused.value.field == "reason"
        assert close_as_lost(lead_id=lead.pk, by=manager, at=BEGIN, reason="Price").status == "lost"


@pytest.mark.rule("F-CXL-01")
def test_deal_is_cancelled_once_on_a_day_after_its_close(desk: Desk) -> None:
    lead = desk.opportunity()
    with as_actor(desk.manager) as manager:
        deal = close_as_won(lead_id=lead.pk, reference="D", closed_on=BEGIN.date(), by=manager, at=BEGIN)
        later = BEGIN + 5 * DAY
        with pytest.raises(Refusal):
            cancel_deal(deal_id=deal.pk, cancelled_on=date(2026, 2, 1), by=manager, at=later, reason="x")
        cancelled = cancel_deal(deal_id=deal.pk, cancelled_on=later.date(), by=manager, at=later, reason="Bankrupt")
        assert (cancelled.state, cancelled.cancelled_on) == (Deal.State.CANCELLED, later.date())
        with pytest.raises(Conflict):
            cancel_deal(deal_id=deal.pk, cancelled_on=later.date(), by=manager, at=later, reason="again")


@pytest.mark.rule("F-LEAD-04")
def test_manager_extends_once_from_the_old_end(desk: Desk) -> None:
    lead = desk.register()
    with as_actor(desk.manager) as manager:
        lead = extend_lead(lead_id=lead.pk, by=manager, at=BEGIN + 10 * DAY)
        assert (lead.protected_until, lead.extended) == (BEGIN + 180 * DAY, True)
        assert Protection.objects.get(lead=lead).period.upper == BEGIN + 180 * DAY
        deadline = Deadline.objects.get(kind="leads.protection", subject_id=lead.pk, closed_at=None)
        assert deadline.due_at == BEGIN + 180 * DAY
        assert protection_is_over(deadline, END) == "kept"
        with pytest.raises(Refusal) as refused:
            extend_lead(lead_id=lead.pk, by=manager, at=BEGIN + 11 * DAY)
    assert refused.value.code == "already-extended"
    with pytest.raises(Conflict):
        desk.register(partner=1, at=END + DAY)


@pytest.mark.rule("F-LEAD-04")
def test_partner_is_reminded_once_and_told_of_the_release(desk: Desk) -> None:
    lead = desk.register()
    with as_actor(desk.manager):
        deadline = Deadline.objects.get(kind="leads.protection", subject_id=lead.pk)
        protection_ends_soon(deadline, END - 14 * DAY)
        protection_ends_soon(deadline, END - 14 * DAY)
        protection_is_over(deadline, END)
        sent = OutboxMessage.objects.order_by("id").values_list("template", "recipient")
        assert list(sent) == [
            ("leads/ending", "partner_sales1@acme.example"),
            ("leads/released", "partner_sales1@acme.example"),
        ]


@pytest.mark.rule("F-LEAD-06")
def test_released_lead_is_registered_again_by_the_manager_alone_with_fresh_days_and_its_history(desk: Desk) -> None:
    lead = desk.register()
    again = END + 5 * DAY
    with as_actor(desk.sales()) as sales:
        ask_reregistration(lead_id=lead.pk, by=sales, at=again, reason="They came back")
        with pytest.raises(Conflict):
            ask_reregistration(lead_id=lead.pk, by=sales, at=again)
    assert not (desk.read(lead).protected_until or END) > END
    lead = desk.decide(lead, at=again + DAY)
    assert (lead.assignment, lead.assigned_at) == ("assigned", again + DAY)
    assert lead.protected_until == again + 91 * DAY
    with as_actor(desk.manager):
        fields = LeadMove.objects.filter(lead=lead, field="assignment").order_by("id").values_list("after", "at")
        assert list(fields) == [("assigned", BEGIN), ("released", END), ("assigned", again + DAY)]
        assert Protection.objects.filter(lead=lead).count() == 2


@pytest.mark.rule("F-LEAD-06")
def test_inactive_lead_is_treated_like_a_released_one(desk: Desk) -> None:
    lead = desk.move(desk.register(), LeadStatus.VALID_INACTIVE)
    with as_actor(desk.sales()) as sales:
        ask_reregistration(lead_id=lead.pk, by=sales, at=BEGIN + 30 * DAY)
    lead = desk.decide(lead, at=BEGIN + 31 * DAY)
    assert lead.protected_until == BEGIN + 121 * DAY
    with as_actor(desk.manager):
        periods = [row.period for row in Protection.objects.filter(lead=lead).order_by("id")]
        assert [(p.lower, p.upper) for p in periods] == [
            (BEGIN, BEGIN + 31 * DAY),
            (BEGIN + 31 * DAY, BEGIN + 121 * DAY),
        ]


@pytest.mark.rule("F-LEAD-06")
def test_active_lead_is_not_registered_again(desk: Desk) -> None:
    lead = desk.register()
    with as_actor(desk.sales()) as sales, pytest.raises(Refusal) as refused:
        ask_reregistration(lead_id=lead.pk, by=sales, at=BEGIN + DAY)
    assert refused.value.code == "still-held"


@pytest.mark.rule("F-LEAD-03")
def test_invalid_lead_is_corrected_for_what_is_left_of_its_period(desk: Desk) -> None:
    lead = desk.move(desk.register(customer("Wrng")), LeadStatus.INVALID, at=BEGIN + DAY)
    with as_actor(desk.sales()) as sales:
        lead = correct_lead(lead_id=lead.pk, customer=ACME_LEAD, by=sales, at=BEGIN + 2 * DAY)
        assert (lead.status, lead.company, lead.protected_until) == ("new", "Zephyr Foods GmbH", END)
        period = Protection.objects.filter(lead=lead).order_by("id").last()
        assert period is not None
        assert (period.claim_key, period.period.lower, period.period.upper) == (lead.claim_key, BEGIN + 2 * DAY, END)


@pytest.mark.rule("F-LEAD-07")
def test_correction_does_not_take_a_rivals_customer(desk: Desk) -> None:
    lead = desk.move(desk.register(customer("Wrng")), LeadStatus.INVALID, at=BEGIN + DAY)
    desk.register(partner=1, at=BEGIN + DAY)
    with as_actor(desk.sales()) as sales, pytest.raises(Conflict) as refused:
        correct_lead(lead_id=lead.pk, customer=ACME_LEAD, by=sales, at=BEGIN + 2 * DAY)
    assert str(refused.value) == str(TAKEN)
    assert desk.read(lead).company == "Wrng"


@pytest.mark.rule("X-05")
def test_decision_keeps_guide_actor_time_and_reason(desk: Desk) -> None:
    lead = desk.decide(desk.register(source=OUTBOUND), reason="Known there")
    with as_actor(desk.manager) as manager:
        move = LeadMove.objects.get(lead=lead, after="assigned")
        assert (move.by_id, move.at, move.reason) == (manager.membership_id, BEGIN, "Known there")
        assert lead.guide_version_id
        kinds = AuditRecord.objects.filter(subject_type="leads.lead", subject_id=lead.pk).order_by("id")
        assert list(kinds.values_list("kind", flat=True)) == ["lead.registered", "lead.approved"]


def pairs_in_sql(function: str, column: str) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [function])
        (source,) = cursor.fetchone()
    _, _, rest = source.partition(f"(OLD.{column}, NEW.{column}) NOT IN (")
    return set(re.findall(r"\('(\w+)', '(\w+)'\)", rest.partition(") THEN")[0]))


@pytest.mark.django_db
@pytest.mark.rule("F-LEAD-03")
def test_database_repeats_the_tables_of_states() -> None:
    for column, table in (("status", LEAD_STATES), ("assignment", ASSIGNMENT_STATES)):
        said = {(start.value, to.value) for start, after in table.transitions.items() for to in after}
        assert pairs_in_sql("leads_prove_move", column) == said


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ("status = 'opportunity'", "lead_status_moves_by_the_table"),
        ("status = 'won'", "lead_status_moves_by_the_table"),
        ("status = 'valid_active'", "lead_move_is_written_down"),
        ("assignment = 'pending', owner_id = NULL, assigned_at = NULL, protected_until = NULL", "by_the_table"),
        ("assignment = 'released', owner_id = NULL", "lead_move_is_written_down"),
        ("registered_at = '2020-01-01'", "lead_keeps_its_origin"),
    ],
)
@pytest.mark.rule("F-LEAD-03")
def test_database_refuses_what_the_service_would_not_do(desk: Desk, change: str, law: str) -> None:
    lead = desk.register()
    with as_actor(desk.manager), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match=law), transaction.atomic():
            cursor.execute(f"UPDATE leads_lead SET {change} WHERE id = %s", [lead.pk])
        for column in ("status = 'won'", "extended = true"):
            with pytest.raises(DatabaseError), transaction.atomic():
                Lead.objects.create(
                    company="X",
                    country="DE",
                    claim_key="k",
                    source="inbound",
                    program_id=lead.program_id,
                    partner_id=lead.partner_id,
                    guide_version_id=lead.guide_version_id,
                    **({"status": "won"} if "status" in column else {"extended": True}),
                )


def test_nobody_else_assigns_a_status() -> None:
    from pathlib import Path

    import leads

    root = Path(leads.__file__).parent
    assigning = re.compile(r"\.(status|assignment)\s*=[^=]|update\([^)]*\b(status|assignment)=")
    found = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if assigning.search(path.read_text())}
    # The SQL of a metric compares.
    assert found - {"metrics.py"} <= {"services/moves.py", "services/registration.py", "demo.py"}
