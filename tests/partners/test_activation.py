"""Nobody is active before everything is signed and every requirement met; then once, whoever comes last (G-GEN-02)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.events import LISTENERS, PartnerEvent, on_partner_event
from partners.models import (
    Admission,
    AdmissionTask,
    Agreement,
    Enrolment,
    EnrolmentManager,
    EnrolmentTrait,
    ManagerRegion,
    Partner,
    SignedAgreement,
)
from partners.queries.admissions import needs_of
from partners.services.activation import activate_if_ready, look_again, set_conditions
from partners.services.agreements.texts import Words, publish_text, write_draft
from partners.services.fees import Payment, record_fee, take_back_fee
from portal.accounts.identify import member_of
from portal.accounts.models import Membership
from portal.jobs.models import OutboxMessage
from portal.money import Money
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as, bare
from tests import cast
from tests.cast import VendorCast
from tests.conftest import FreshDatabase
from tests.leads.test_races import together
from tests.partners.signing import (
    NOW,
    actor_of,
    admin_of,
    admit,
    agreements_of,
    program_of,
    publish,
    sign,
    waiting_partner,
)


@pytest.fixture
def told(staff: VendorCast) -> Iterator[list[PartnerEvent]]:
    """Every partner that was activated, as the apps above hear of it."""
    heard: list[PartnerEvent] = []
    with LISTENERS.opened():
        on_partner_event("activated", lambda event, by, at: heard.append(event))
        yield heard


def program_with(vendor: VendorCast, slug: str, *keys: str):  # type: ignore[no-untyped-def]
    program, admin = program_of(slug), actor_of(vendor, "program_admin")
    for key in keys:
        publish(program, key, by=admin)
    return program


def execute(admission: Admission, vendor: VendorCast, *keys: str) -> None:
    """Both sides sign these documents of an admission."""
    partner, admin = (
        admin_of(admission.partner, vendor, f"s{admission.pk}{keys[0]}@partner.example"),
        actor_of(vendor, "program_admin"),
    )
    for key in keys:
        agreement = agreements_of(admission)[key]
        sign(agreement, partner)
        if agreement.signed_by == "both":
            sign(agreement, admin)


@pytest.mark.rule("G-GEN-02", "F-ONB-01", "F-ONB-02")
def test_last_signature_begins_everything(staff: VendorCast, told: list[PartnerEvent]) -> None:
    program = program_with(staff, "partner-program", "partnership")
    admission = admit(waiting_partner(), program, "SOLUTIONS")
    agreement = agreements_of(admission)["partnership"]
    nora = admin_of(admission.partner, staff)

    sign(agreement, nora)
    before = Enrolment.objects.filter(partner_id=admission.partner_id).exists()
    sign(agreement, actor_of(staff, "program_admin"))

    admission.refresh_from_db()
    enrolment = Enrolment.objects.get(partner_id=admission.partner_id)
    kept = Agreement.objects.get(partner_id=admission.partner_id)
    assert not before
    assert (enrolment.category, enrolment.period.lower) == ("SOLUTIONS", date(2026, 11, 20))
    assert (kept.number, kept.period, kept.signed_on) == (
        agreement.number,
        DateRange(date(2026, 11, 20), None),
        date(2026, 11, 20),
    )
    assert (admission.activated_at, admission.enrolment_id) == (NOW, enrolment.pk)
    assert Partner.objects.get(pk=admission.partner_id).state == Partner.State.ACTIVE
    assert [(event.partner_id, event.enrolment_id) for event in told] == [(admission.partner_id, enrolment.pk)]
    assert OutboxMessage.objects.filter(template="partners/welcome", recipient="new@partner.example").count() == 1


@pytest.mark.rule("G-GEN-02")
def test_one_missing_document_keeps_a_partner_inactive(staff: VendorCast, told: list[PartnerEvent]) -> None:
    program = program_with(staff, "gpn-2014", "master", "schedule_var", "code_of_conduct")
    admission = admit(waiting_partner(), program, "VAR")

    execute(admission, staff, "master", "code_of_conduct")
    open_one = [need.key for need in needs_of(admission, at=NOW) if not need.is_met]
    held_back = list(told)
    execute(admission, staff, "schedule_var")

    assert open_one == ["agreement:schedule_var"]
    assert held_back == []
    assert len(told) == 1


def test_document_without_a_text_is_open_too(staff: VendorCast, told: list[PartnerEvent]) -> None:
    """The guide asks for a schedule that nobody has published yet: no way around it."""
    admission = admit(waiting_partner(), program_with(staff, "gpn-2014", "master", "code_of_conduct"), "VAR")

    execute(admission, staff, "master", "code_of_conduct")

    assert [need.key for need in needs_of(admission, at=NOW) if not need.is_met] == ["agreement:schedule_var"]
    assert told == []


@pytest.mark.rule("G-TECH-01", "G-REL-03")
def test_technology_partner_is_active_when_its_fee_has_arrived(staff: VendorCast, told: list[PartnerEvent]) -> None:
    program = program_with(staff, "gpn-2014", "master", "schedule_tech", "code_of_conduct")
    admission, finance = admit(waiting_partner(), program, "TECH"), actor_of(staff, "finance")
    execute(admission, staff, "master", "schedule_tech", "code_of_conduct")
    before = list(told)

    for amount in (Money(149_999, "USD"), Money(150_000, "EUR")):
        with pytest.raises(Refusal, match="1,500"):
            record_fee(admission, payment=Payment(amount, "INV-1", NOW.date()), by=finance, at=NOW)
    fee = record_fee(admission, payment=Payment(Money(150_000, "USD"), "INV-1", NOW.date()), by=finance, at=NOW)
    with pytest.raises(Conflict, match="recorded already"):
        record_fee(admission, payment=Payment(Money(150_000, "USD"), "INV-2", NOW.date()), by=finance, at=NOW)

    assert before == []
    assert len(told) == 1
    assert (fee.tier, fee.year, fee.reference) == ("Bronze", 2026, "INV-1")
    tasks = AdmissionTask.objects.filter(admission=admission).order_by("pk").values_list("key", "detail")
    assert list(tasks) == [("welcome_kit", ""), ("certificate", "Bronze")]


def test_fee_that_was_taken_back_counts_no_more(staff: VendorCast, told: list[PartnerEvent]) -> None:
    program = program_with(staff, "gpn-2014", "master")
    admission, finance = admit(waiting_partner(), program, "TECH"), actor_of(staff, "finance")
    payment = Payment(Money(150_000, "USD"), "INV-1", NOW.date())
    fee = record_fee(admission, payment=payment, by=finance, at=NOW)

    take_back_fee(fee.pk, by=finance, at=NOW)

    assert "participation_fee" in [need.key for need in needs_of(admission, at=NOW) if not need.is_met]
    with pytest.raises(Conflict):
        take_back_fee(fee.pk, by=finance, at=NOW)


@pytest.mark.rule("A-AGR-01", "A-ONB-01")
def test_conditions_add_and_take_back_documents(staff: VendorCast, told: list[PartnerEvent]) -> None:
    program = program_with(staff, "appfoundry", "apma", "schedules", "evaluation", "sdk", "code_of_conduct")
    admission, admin = admit(waiting_partner(), program, "ISV"), actor_of(staff, "program_admin")
    sent = set(agreements_of(admission))

    set_conditions(admission.pk, flags=["uses_sdk"], by=admin, at=NOW)
    with_sdk = {key: one.state for key, one in agreements_of(admission).items()}
    set_conditions(admission.pk, flags=["evaluates"], by=admin, at=NOW)
    with_evaluation = {key: one.state for key, one in agreements_of(admission).items()}

    assert sent == {"apma", "schedules", "code_of_conduct"}
    assert with_sdk["sdk"] == "sent"
    assert (with_evaluation["sdk"], with_evaluation["evaluation"]) == ("withdrawn", "sent")
    with pytest.raises(Refusal, match="no such condition"):
        set_conditions(admission.pk, flags=["loves_us"], by=admin, at=NOW)
    execute(admission, staff, "apma", "schedules", "evaluation", "code_of_conduct")
    assert len(told) == 1
    assert EnrolmentTrait.objects.get(partner_id=admission.partner_id).kind == "evaluates"
    assert {task.key for task in AdmissionTask.objects.filter(admission=admission)} == {"step_4", "step_5", "step_6"}


@pytest.mark.rule("X-10")
def test_second_category_signs_only_its_own_schedule(staff: VendorCast, told: list[PartnerEvent]) -> None:
    program = program_with(staff, "gpn-2014", "master", "schedule_var", "schedule_sr", "code_of_conduct")
    first = admit(waiting_partner(), program, "VAR")
    execute(first, staff, "master", "schedule_var", "code_of_conduct")

    second = admit(first.partner, program, "SR")
    sent = set(agreements_of(second))
    execute(second, staff, "schedule_sr")

    assert sent == {"schedule_sr"}
    assert sorted(Enrolment.objects.filter(partner=first.partner).values_list("category", flat=True)) == ["SR", "VAR"]
    assert Agreement.objects.filter(partner=first.partner).count() == 1


@pytest.mark.rule("G-REL-01")
def test_manager_comes_from_the_country_and_else_from_everywhere(staff: VendorCast, told: list[PartnerEvent]) -> None:
    program = program_with(staff, "partner-program", "partnership")
    since = DateRange(date(2024, 1, 1), None)
    ManagerRegion.objects.create(program=program, country="", manager_id=staff.member("program_admin"), period=since)
    ManagerRegion.objects.create(
        program=program, country="US", manager_id=staff.member("channel_manager"), period=since
    )
    here = admit(waiting_partner("Here"), program, "SOLUTIONS")
    there = admit(waiting_partner("There"), program, "SOLUTIONS")
    Admission.objects.filter(pk=there.pk).update(country="NZ")

    for admission in (here, there):
        execute(admission, staff, "partnership")
        admission.refresh_from_db()

    given = dict(EnrolmentManager.objects.values_list("enrolment_id", "manager_id"))
    assert given == {
        here.enrolment_id: staff.member("channel_manager"),
        there.enrolment_id: staff.member("program_admin"),
    }


@pytest.mark.rule("G-GEN-02", "X-06")
def test_member_of_a_waiting_partner_may_only_sign_and_file_its_forms(
    staff: VendorCast, told: list[PartnerEvent]
) -> None:
    program = program_with(staff, "partner-program", "partnership")
    admission = admit(waiting_partner(), program, "SOLUTIONS")
    waiting = admin_of(admission.partner, staff)
    agreement = agreements_of(admission)["partnership"]

    sign(agreement, waiting)
    sign(agreement, actor_of(staff, "program_admin"))
    with bare():
        active = member_of(waiting.user_id, staff.id)

    signs = {"agreements.see", "agreements.sign", "agreements.follow", "files.download"}
    assert waiting.rights == signs | {"duties.see", "duties.file", "papers.see", "papers.hand_in", "statements.see"}
    assert active is not None
    assert active.rights > {"leads.register", "people.manage", "agreements.sign"}
    assert "agreements.follow" not in active.rights
    assert not Membership.objects.get(pk=waiting.membership_id).waiting


def test_text_that_comes_into_force_later_is_sent_then(staff: VendorCast) -> None:
    """The daily look sends it, once."""
    program, admin = program_of("partner-program"), actor_of(staff, "program_admin")
    admission = admit(waiting_partner(), program, "SOLUTIONS")
    draft = write_draft(program=program, key="partnership", words=Words("Partnership", "Words."), by=admin, at=NOW)
    publish_text(draft.pk, effective_from=date(2026, 11, 25), reaccept_by=None, by=admin, at=NOW)

    early = [look_again(admission.pk, at=NOW), agreements_of(admission)]
    late = [look_again(admission.pk, at=NOW + timedelta(days=6)) for _twice in range(2)]

    assert early == [False, {}]
    assert late == [False, False]
    assert list(agreements_of(admission)) == ["partnership"]


def test_database_activates_nobody_with_an_open_agreement(staff: VendorCast) -> None:
    program = program_with(staff, "partner-program", "partnership")
    admission = admit(waiting_partner(), program, "SOLUTIONS")
    enrolment = Enrolment.objects.create(
        partner_id=admission.partner_id, program=program, category="SOLUTIONS", period=DateRange(NOW.date(), None)
    )

    with pytest.raises(IntegrityError, match="active_only_when_all_is_executed"), transaction.atomic():
        Admission.objects.filter(pk=admission.pk).update(activated_at=NOW, enrolment=enrolment)


def test_activating_again_does_nothing(staff: VendorCast, told: list[PartnerEvent]) -> None:
    program = program_with(staff, "partner-program", "partnership")
    admission = admit(waiting_partner(), program, "SOLUTIONS")
    execute(admission, staff, "partnership")

    again = activate_if_ready(admission.pk, by=None, at=NOW + timedelta(days=1))

    assert not again
    assert len(told) == 1
    with pytest.raises(IntegrityError, match="partner_is_activated_once"), transaction.atomic():
        Admission.objects.filter(pk=admission.pk).update(activated_at=NOW + timedelta(days=1))


@pytest.mark.rule("G-GEN-02", "X-07")
def test_two_last_signatures_at_one_instant_activate_once(fresh_database: FreshDatabase) -> None:
    acme = cast.look_up("acme")
    with acting_as(Role.STAFF, vendor=acme.id):
        program = program_with(acme, "gpn-2014", "master", "schedule_con", "code_of_conduct")
        admissions = [admit(waiting_partner(f"Twin {number}"), program, "CON") for number in range(4)]
        partners = [admin_of(one.partner, acme, f"twin{one.pk}@partner.example") for one in admissions]
        sent = [agreements_of(one) for one in admissions]
    admin = actor_of(acme, "program_admin")
    for agreements, nora in zip(sent, partners, strict=True):
        sign(agreements["master"], nora)
        sign(agreements["schedule_con"], nora)
        sign(agreements["master"], admin)

        answers = together(
            lambda agreements=agreements: sign(agreements["schedule_con"], admin),  # type: ignore[misc]
            lambda agreements=agreements, nora=nora: sign(agreements["code_of_conduct"], nora),  # type: ignore[misc]
        )

        assert [type(answer) for answer in answers] == [SignedAgreement] * 2, answers
    with acting_as(Role.STAFF, vendor=acme.id):
        ids = [one.partner_id for one in admissions]
        assert Enrolment.objects.filter(partner_id__in=ids).count() == 4
        assert Admission.objects.filter(pk__in=[one.pk for one in admissions], activated_at=NOW).count() == 4
        assert OutboxMessage.objects.filter(template="partners/welcome").count() == 4
