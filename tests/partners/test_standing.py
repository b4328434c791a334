"""Given up before it began, suspended by a lapse, resumed by a signature, ended with its master: by the machine of section M."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from partners.events import LISTENERS, PartnerEvent, on_partner_event
from partners.holds import hold_on
from partners.models import (
    Admission,
    Agreement,
    Application,
    ApplicationTransition,
    Enrolment,
    Partner,
    SignedAgreement,
)
from partners.services.activation import close_admission
from partners.services.agreements.terms import end_agreement, end_of_term, give_notice, lapse, renew_agreement
from partners.services.decisions import approve_application, withdraw_application
from partners.services.giving_up import give_up_admission
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests import cast
from tests.cast import VendorCast
from tests.conftest import FreshDatabase
from tests.leads.test_races import together
from tests.partners.applicants import Applicant
from tests.partners.applicants import publish as show
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
from tests.partners.test_partner_pages import signed_in

LATER = NOW + timedelta(days=30)


@pytest.fixture
def staff(acme: VendorCast) -> Iterator[VendorCast]:
    with acting_as(Role.STAFF, vendor=acme.id):
        yield acme


@pytest.fixture
def admin(staff: VendorCast) -> Actor:
    return actor_of(staff, "program_admin")


@pytest.fixture
def told() -> Iterator[list[PartnerEvent]]:
    """What the apps above hear."""
    heard: list[PartnerEvent] = []
    with LISTENERS.opened():
        for kind in ("withdrawn", "suspended", "resumed", "ended"):
            on_partner_event(kind, lambda event, by, at: heard.append(event))
        yield heard


@pytest.fixture
def active(staff: VendorCast, admin: Actor) -> SignedAgreement:
    """The master of a partner that is active in one program."""
    program = program_of("partner-program")
    publish(program, "partnership", by=admin)
    agreement = agreements_of(admit(waiting_partner(), program, "SOLUTIONS"))["partnership"]
    sign(agreement, admin_of(agreement.partner, staff))
    sign(agreement, admin)
    return again(agreement)


def again(agreement: SignedAgreement) -> SignedAgreement:
    found: SignedAgreement = SignedAgreement.objects.select_related("text", "program", "partner").get(pk=agreement.pk)
    return found


def state_of(partner_id: int) -> str:
    return str(Partner.objects.values_list("state", flat=True).get(pk=partner_id))


@pytest.mark.rule("G-GEN-02")
def test_lapse_suspends_and_a_renewal_resumes(
    staff: VendorCast, admin: Actor, active: SignedAgreement, told: list[PartnerEvent]
) -> None:
    lapse(active, at=LATER, reason="It was not renewed.")
    suspended = state_of(active.partner_id)
    held = hold_on(active.partner_id, LATER)
    enrolment = Enrolment.objects.get(partner_id=active.partner_id)
    renew_agreement(active.pk, ends_on=date(2029, 1, 1), reason="Late, but signed.", by=admin, at=LATER)

    assert suspended == "suspended"
    assert held is not None
    assert enrolment.period.upper is None, "a suspension ends no enrolment and no tier"
    assert state_of(active.partner_id) == "active"
    assert hold_on(active.partner_id, LATER) is None
    assert [(event.kind, event.enrolment_id) for event in told] == [
        ("suspended", enrolment.pk),
        ("resumed", enrolment.pk),
    ]


def test_partner_is_resumed_when_the_last_lapse_is_mended(staff: VendorCast, admin: Actor) -> None:
    program = program_of("gpn-2014")
    for key in ("master", "schedule_var", "code_of_conduct"):
        publish(program, key, by=admin)
    admission = admit(waiting_partner(), program, "VAR")
    signatory = admin_of(admission.partner, staff)
    for agreement in agreements_of(admission).values():
        sign(agreement, signatory)
        if agreement.signed_by == "both":
            sign(agreement, admin)
    master, schedule = (again(agreements_of(admission)[key]) for key in ("master", "schedule_var"))
    lapse(master, at=LATER, reason="x")
    lapse(schedule, at=LATER, reason="x")

    SignedAgreement.objects.filter(pk__in=(master.pk, schedule.pk)).update(ends_on=date(2027, 1, 1))
    renew_agreement(master.pk, ends_on=date(2029, 1, 1), reason="r", by=admin, at=LATER)
    half = state_of(admission.partner_id)
    renew_agreement(schedule.pk, ends_on=date(2029, 1, 1), reason="r", by=admin, at=LATER)

    assert (half, state_of(admission.partner_id)) == ("suspended", "active")


@pytest.mark.rule("G-TIER-14")
def test_end_of_the_master_ends_the_partnership(
    staff: VendorCast, admin: Actor, active: SignedAgreement, told: list[PartnerEvent]
) -> None:
    manager = actor_of(staff, "channel_manager")

    with pytest.raises(Refusal, match="program admin"):
        end_agreement(active.pk, reason="I want so.", by=manager, at=LATER)
    end_agreement(active.pk, reason="Material breach.", by=admin, at=LATER)

    enrolment = Enrolment.objects.get(partner_id=active.partner_id)
    assert [event.kind for event in told] == ["ended"]
    assert enrolment.period.upper == date(2026, 12, 20)
    assert Agreement.objects.get(partner_id=active.partner_id).period.upper == date(2026, 12, 20)
    assert state_of(active.partner_id) == "terminated"


def test_notice_ends_the_partnership_with_the_term(
    staff: VendorCast, admin: Actor, active: SignedAgreement, told: list[PartnerEvent]
) -> None:
    give_notice(active.pk, reason="We stop.", by=admin, at=NOW)
    after = datetime(2027, 11, 21, 12, tzinfo=UTC)

    end_of_term(active.pk, at=after)
    end_of_term(active.pk, at=after)

    assert [event.kind for event in told] == ["ended"]
    assert state_of(active.partner_id) == "terminated"


def test_end_in_one_program_holds_nothing_in_another(staff: VendorCast, admin: Actor, active: SignedAgreement) -> None:
    """X-10: one company, two programs, each with agreements of its own."""
    Enrolment.objects.create(
        partner_id=active.partner_id,
        program_id=staff.program,
        category="Solutions",
        period=Enrolment.objects.get(partner_id=active.partner_id).period,
    )

    end_agreement(active.pk, reason="Only here.", by=admin, at=LATER)

    assert state_of(active.partner_id) == "active"
    assert hold_on(active.partner_id, LATER + timedelta(days=2)) is None


@pytest.mark.rule("G-APP-01")
def test_way_in_without_an_application_is_given_up_once(staff: VendorCast, admin: Actor) -> None:
    program = program_of("partner-program")
    publish(program, "partnership", by=admin)
    admission = admit(waiting_partner(), program, "SOLUTIONS")
    sent = agreements_of(admission)["partnership"]

    with pytest.raises(Refusal, match="why"):
        give_up_admission(admission, by_company=False, note=" ", told="", by=admin, at=NOW)
    give_up_admission(admission, by_company=False, note="Never answered.", told="", by=admin, at=NOW)
    with pytest.raises(Conflict):
        give_up_admission(admission, by_company=False, note="Again.", told="", by=admin, at=NOW)

    admission.refresh_from_db()
    assert admission.closed_at == NOW
    assert again(sent).state == "withdrawn"
    assert state_of(admission.partner_id) == "terminated"


def test_second_way_in_given_up_leaves_the_first(staff: VendorCast, admin: Actor, active: SignedAgreement) -> None:
    second = admit(active.partner, active.program, "ISV")

    give_up_admission(second, by_company=True, note="They stay what they are.", told="", by=admin, at=NOW)

    assert state_of(active.partner_id) == "active"
    assert Enrolment.objects.get(partner_id=active.partner_id).period.upper is None
    with pytest.raises(Conflict, match="active"):
        close_admission(Admission.objects.get(partner_id=active.partner_id, closed_at=None).pk, by=admin, at=NOW)


def approved(acme: VendorCast) -> tuple[Applicant, Application]:
    """A company that was let in and has everything to sign."""
    show(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        publish(Program.objects.get(pk=acme.program), "partnership", by=actor_of(acme, "program_admin"))
    applicant = Applicant(acme)
    application = applicant.apply()
    with acting_as(Role.STAFF, vendor=acme.id):
        approve_application(application_id=application.pk, reason="fits", by=actor_of(acme, "channel_manager"), at=NOW)
    return applicant, applicant.read()


@pytest.mark.rule("G-APP-01", "F-ONB-01")
def test_vendor_gives_up_who_never_signs_and_the_company_reads_why(acme: VendorCast) -> None:
    applicant, application = approved(acme)
    manager = signed_in("channel_manager")
    with acting_as(Role.STAFF, vendor=acme.id):
        admission = Admission.objects.get(application=application)
    path = f"/acme/admissions/{admission.pk}/giving-up/"

    empty = manager.post(path, {"who": "vendor", "note": ""})
    done = manager.post(
        path, {"who": "vendor", "note": "Silent for months", "told": "Come back next year."}, follow=True
    )
    late = manager.get(path).content.decode()

    assert empty.status_code == 422
    assert "nothing waits here any more" in done.content.decode()
    assert "This does not fit now" in late
    assert signed_in("finance").post(path, {}).status_code == 403
    assert signed_in("partner_admin1").get(path).status_code == 403
    with acting_as(Role.STAFF, vendor=acme.id):
        application.refresh_from_db()
        move = ApplicationTransition.objects.filter(application=application).latest("id")
        assert (application.state, move.after, move.note, move.told) == (
            "terminated", "terminated", "Silent for months", "Come back next year.",
        )  # fmt: skip
        assert not SignedAgreement.objects.filter(admission=admission).exclude(state="withdrawn").exists()
        assert state_of(admission.partner_id) == "terminated"
    assert applicant.mails()[-1] == "ended"
    page = applicant.client.get(applicant.at()).content.decode()
    assert "Silent for months" not in page


@pytest.mark.rule("G-APP-01")
def test_applicant_withdraws_after_the_approval(acme: VendorCast) -> None:
    applicant, application = approved(acme)

    applicant.client.post(applicant.at("withdrawal/"))
    applicant.client.post(applicant.at("withdrawal/"))

    with acting_as(Role.STAFF, vendor=acme.id):
        application.refresh_from_db()
        admission = Admission.objects.get(application=application)
        assert application.state == "withdrawn"
        assert admission.closed_at is not None
        assert not SignedAgreement.objects.filter(admission=admission).exclude(state="withdrawn").exists()


def test_company_that_was_given_up_comes_back_as_the_same_partner(acme: VendorCast) -> None:
    _applicant, application = approved(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        admission = Admission.objects.get(application=application)
        give_up_admission(admission, by_company=False, note="n", told="", by=actor_of(acme, "channel_manager"), at=NOW)

    _other, second = approved_again(acme)

    assert second.partner_id == application.partner_id
    with acting_as(Role.STAFF, vendor=acme.id):
        assert state_of(second.partner_id or 0) == "waiting"


def approved_again(acme: VendorCast) -> tuple[Applicant, Application]:
    applicant = Applicant(acme, mail="jo.second@acme-contact.co.uk")
    application = applicant.apply()
    with acting_as(Role.STAFF, vendor=acme.id):
        approve_application(application_id=application.pk, reason="fits", by=actor_of(acme, "channel_manager"), at=NOW)
    return applicant, applicant.read()


@pytest.mark.rule("G-GEN-02", "G-APP-01")
def test_withdrawal_and_last_signature_at_one_instant(fresh_database: FreshDatabase) -> None:
    """One of the two happened; whoever came second is told, and nothing is half done."""
    acme = cast.look_up("acme")
    _applicant, application = approved(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        agreement = SignedAgreement.objects.select_related("text", "program", "partner").get(
            admission__application=application
        )
        signatory = admin_of(agreement.partner, acme)
        sign(agreement, signatory)
    vendors = actor_of(acme, "program_admin")

    def last_signature() -> object:
        return sign(agreement, vendors)

    def withdrawal() -> object:
        with acting_as(Role.STAFF, vendor=acme.id):
            return withdraw_application(application_id=application.pk, by=None, at=NOW)

    outcomes = together(last_signature, withdrawal)

    with acting_as(Role.STAFF, vendor=acme.id):
        application.refresh_from_db()
        admission = Admission.objects.get(application=application)
        assert [type(one).__name__ for one in outcomes if isinstance(one, Exception)] in ([], ["Conflict"])
        if application.state == "active":
            assert admission.activated_at is not None
            assert admission.closed_at is None
        else:
            assert application.state == "withdrawn"
            assert admission.activated_at is None
            assert not Enrolment.objects.filter(partner_id=admission.partner_id).exists()
