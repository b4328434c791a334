"""The whole chain through pages, without a browser: submission to active, each step by who may take it (G-APP-01, G-GEN-02)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import Case, Duty
from compliance.queries.cases import hits_of, lines_of
from compliance.services.cases import decide_case
from compliance.services.hits import rule_on_hits
from compliance.services.nightly import screen_case
from compliance.states import Ruling
from partners.events import LISTENERS
from partners.gates import ask_gates
from partners.jobs.agreements import activate_ready
from partners.models import (
    Admission,
    Application,
    ApplicationTransition,
    EnrolmentManager,
    Partner,
    SignedAgreement,
)
from partners.services.activation import look_again, open_missing_admissions
from partners.services.decisions import approve_application
from partners.services.giving_up import give_up_admission
from partners.services.managers import serve_countries
from portal.accounts.models import User
from portal.guides.models import Program
from portal.jobs.kinds import Done, Step
from portal.jobs.mail import compose
from portal.jobs.models import OutboxMessage
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, mail_of
from tests.compliance.world import Office, entry, load
from tests.partners.applicants import Applicant
from tests.partners.signing import actor_of, admin_of, program_of, publish
from tests.partners.test_partner_pages import signed_in
from tests.partners.test_people_pages import text_of

DOCUMENTS = ("master", "schedule_tech", "code_of_conduct")
QUESTIONS = {"business": "Voice software for hospitals", "interfaces": "yes", "cloud": "", "economics": ""}


@dataclass
class Stranger(Applicant):
    """Somebody who applies for the program that screens, charges and asks a form first."""

    mail: str = "nora@acme-contact.co.uk"
    category: str = "TECH"

    def begin(self) -> object:
        here = f"/{self.vendor.slug}/apply/new/?program=gpn-2014&category={self.category}"
        answer = self.client.post(here, {"contact_name": "Nora New", "mail": self.mail})
        self.token = answer["Location"].split("/")[3]
        return answer


def prepare(acme: VendorCast) -> Program:
    """Texts in force, a list loaded, a manager for everywhere else."""
    load(entry("P1", "Zoltan Varkonyi-Brandt"), at=timezone.now())
    with acting_as(Role.STAFF, vendor=acme.id):
        program = program_of("gpn-2014")
        admin = actor_of(acme, "program_admin")
        for key in DOCUMENTS:
            publish(program, key, by=admin, at=timezone.now() - timedelta(days=1))
        Program.objects.filter(pk=program.pk).update(published=True)
        serve_countries(program, countries=[""], manager_id=acme.member("channel_manager"), by=admin, at=timezone.now())
    return program


def clear(acme: VendorCast, application: Application) -> Case:
    """The job screens, an officer answers every check on its page; nothing was found, so it is approved by itself (A-DD-02)."""
    officer = signed_in("compliance")
    with acting_as(Role.STAFF, vendor=acme.id):
        case: Case = Case.objects.get(application=application)
        screen_case(case.pk, at=timezone.now())
        open_lines = [line.row.pk for line in lines_of(case) if line.outcome is None and not line.is_screening]
    for line in open_lines:
        answer = officer.post(f"/acme/cases/{case.pk}/checks/{line}/", {"outcome": "clear", "note": "Looked at"})
        assert answer.status_code == 302, answer.content.decode()
    return case


def sign_all(client: Client, acme: VendorCast, keys: tuple[str, ...]) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        rows = SignedAgreement.objects.filter(text__key__in=keys, admission__isnull=False).order_by("pk")
        found = list(rows.values_list("pk", "text__sha256"))
    for pk, sha256 in found:
        typed = {"signer": "Nora New", "title": "Director", "agreed": "on", "document_sha256": sha256}
        answer = client.post(f"/acme/agreements/{pk}/signature/", typed)
        assert answer.status_code == 302, answer.content.decode()


def admin_client(acme: VendorCast, partner: Partner) -> Client:
    with acting_as(Role.STAFF, vendor=acme.id):
        admin_of(partner, acme, "nora.admin@acme-contact.co.uk")
    client = Client()
    client.force_login(User.objects.get(email="nora.admin@acme-contact.co.uk"))
    return client


@pytest.mark.django_db
@pytest.mark.rule("G-APP-01", "G-GEN-02", "A-DD-01", "A-DD-02", "G-ETH-01", "G-TECH-01", "G-TIER-02", "G-REL-01")
def test_submission_to_active_through_pages(acme: VendorCast) -> None:
    prepare(acme)
    stranger, manager = Stranger(acme), signed_in("channel_manager")

    application = stranger.apply(questions=QUESTIONS)
    done = [stranger.client.get(stranger.at()).content.decode().count("</svg>Done<")]
    early = manager.post(f"/acme/applications/{application.pk}/approval/", {"reason": "fits", "note": "Too early"})
    clear(acme, application)
    late = manager.post(f"/acme/applications/{application.pk}/approval/", {"reason": "fits", "note": "Known"})
    with acting_as(Role.STAFF, vendor=acme.id):
        admission = Admission.objects.select_related("partner").get(application=application)
        duty = Duty.objects.get(partner=admission.partner, key="profile")
    nora = admin_client(acme, admission.partner)
    page = f"/acme/admissions/{admission.pk}/"
    missing = text_of(nora, page)
    refused = nora.get("/acme/leads/new/")
    done.append(stranger.client.get(stranger.at()).content.decode().count("</svg>Done<"))

    sign_all(nora, acme, DOCUMENTS)
    sign_all(signed_in("program_admin"), acme, DOCUMENTS[:2])
    fee = {"amount": "1500.00", "reference": "INV-1", "paid_on": datetime.now(UTC).date().isoformat()}
    paid = signed_in("finance").post(f"{page}fee/", fee)
    filed = nora.post(f"/acme/duties/{duty.pk}/filing/", answers())

    assert done == [1, 2], "of the way in: it was sent, then approved"
    assert early.status_code == 422
    assert "This is still open" in early.content.decode()
    assert late.status_code == 302
    assert "Partner Profile Form: to be filed" in missing, "the gate speaks of the form by the name that its page has"
    assert refused.status_code == 403, "no benefit before everything is there"
    assert (paid.status_code, filed.status_code) == (302, 302)
    with acting_as(Role.STAFF, vendor=acme.id):
        application.refresh_from_db()
        moves = (
            ApplicationTransition.objects.filter(application=application).order_by("id").values_list("after", flat=True)
        )
        assert list(moves) == ["submitted", "screening", "approved", "agreement_sent", "signed", "active"]
        assert EnrolmentManager.objects.get(partner=admission.partner).manager_id == acme.member("channel_manager")
    assert "You are active" in text_of(nora, page)
    for path in ("/acme/scorecard/", "/acme/company/"):
        assert "Bronze" in text_of(nora, path), "the entry tier, as the partner sees it"
    whole = text_of(manager, f"/acme/partners/{admission.partner_id}/")
    for words in ("Bronze", "INV-1", "Applications", "Eve Executive", "Partner Profile Form", "activated the partner"):
        assert words in whole


def answers() -> dict[str, str]:
    """The form of the year, with nothing to report."""
    yes_no = dict.fromkeys(("owners_changed", "officials", "investigated"), "no")
    return {"legal_name": "Acme Contact", "country": "GB", "executives": "Eve Executive", "employees": "25", **yes_no}


@pytest.mark.django_db
@pytest.mark.rule("G-GEN-02", "X-07")
def test_daily_job_makes_what_is_missing_once(acme: VendorCast) -> None:
    """As if the company had been approved before forms, steps and admissions existed."""
    prepare(acme)
    stranger = Stranger(acme)
    application = stranger.apply(questions=QUESTIONS)
    clear(acme, application)
    now = timezone.now()
    with acting_as(Role.STAFF, vendor=acme.id):
        assert not [one for one in ask_gates(application, moment="approval") if one.open]
        with LISTENERS.opened():
            for key in [key for key in LISTENERS.all() if key.startswith("approved:")]:
                del LISTENERS._values[key]
            approve_application(
                application_id=application.pk, reason="fits", note="n", by=actor_of(acme, "channel_manager"), at=now
            )
        assert not Admission.objects.filter(application=application).exists()
        assert not Duty.objects.exists()
        step = Step(1, "k", "k", acme.id, None, None, {}, {}, 0, None, 0, 1, now)
        first, second = activate_ready(step), activate_ready(step)

        assert isinstance(first, Done)
        assert isinstance(second, Done)
        admission = Admission.objects.get(application=application)
        assert list(Duty.objects.values_list("key", flat=True)) == ["profile"]
        assert SignedAgreement.objects.filter(admission=admission).count() == len(DOCUMENTS)
        assert open_missing_admissions(at=now) == 0
        assert not look_again(admission.pk, at=now)

        manager = actor_of(acme, "channel_manager")
        give_up_admission(admission, by_company=False, note="Silent", told="", by=manager, at=now)

        assert Duty.objects.get().state == "excused", "nobody is asked for forms of a program it is not in"


@pytest.mark.django_db
@pytest.mark.rule("A-DD-04", "X-05")
def test_rejected_review_refuses_the_application_in_neutral_words_and_tells_who_would_have_decided(
    acme: VendorCast,
) -> None:
    program, office, stranger = prepare(acme), Office(acme), Stranger(acme)
    application = stranger.apply(questions=QUESTIONS, executives={"executives-0-name": "Zoltan Varkonyi-Brandt"})
    officer, second = office.officer, office.second_officer()
    with acting_as(Role.STAFF, vendor=acme.id):
        case: Case = Case.objects.get(application=application)
        screen_case(case.pk, at=timezone.now())
        hits = [one.hit.pk for one in hits_of(case)]
        rule_on_hits(
            case_id=case.pk,
            hit_ids=hits,
            ruling=Ruling.TRUE_MATCH,
            reason="Same passport",
            by=officer,
            at=timezone.now(),
        )
        decide_case(case_id=case.pk, approve=False, reason="Sanctioned chief", by=second, at=timezone.now())
        application.refresh_from_db()
        move = ApplicationTransition.objects.get(application=application, after="rejected")
        letter = OutboxMessage.objects.get(template="applications/refused")
        told = list(OutboxMessage.objects.filter(template="applications/review_ended"))
        words = compose(told[0]).get_content()

    assert (application.state, move.reason, move.note, move.told) == ("rejected", "review_not_passed", "", "")
    assert letter.recipient == stranger.mail
    assert letter.context["reason"] == "After our review we cannot take the application further."
    assert "anction" not in f"{letter.context} {words} {stranger.client.get(stranger.at()).content.decode()}"
    assert mail_of("acme", "channel_manager") in {one.recipient for one in told}
    assert program.name in words
