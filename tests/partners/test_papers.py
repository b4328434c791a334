"""Paper agreements: uploaded by one person, checked by another, with every deviation named (G-GEN-05)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from partners.models import AgreementDeviation, AgreementPaper, Enrolment, SignedAgreement
from partners.services.agreements.papers import Deviation, Signed, add_deviation, upload_paper
from partners.services.agreements.sending import withdraw_agreement
from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.problems import Conflict, Refusal
from tests.cast import VendorCast
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
from tests.partners.test_agreement_pages import PDF

SAID = Signed("Nora New", "Director", date(2026, 11, 1), "Vera Vendor", "Head", date(2026, 11, 3), date(2026, 11, 1))
OTHER = Deviation("F-COM-01", "rate", "30 days", "45 days", "Agreed in the negotiation.", subject="pay_from_days")


@pytest.fixture
def sent(staff: VendorCast) -> SignedAgreement:
    program = program_of("partner-program")
    publish(program, "partnership", by=actor_of(staff, "program_admin"))
    return agreements_of(admit(waiting_partner(), program, "SOLUTIONS"))["partnership"]


class Upload:
    def read(self, size: int = -1, /) -> bytes:
        return PDF


def upload(agreement: SignedAgreement, vendor: VendorCast, said: Signed = SAID) -> tuple[AgreementPaper, Approval]:
    paper = upload_paper(
        agreement.pk, file=Upload(), name="signed.pdf", signed=said, by=actor_of(vendor, "channel_manager"), at=NOW
    )
    return paper, Approval.objects.get(kind="agreements.paper", subject_id=paper.pk)


@pytest.mark.rule("G-GEN-02")
def test_checked_paper_executes_with_its_own_days(staff: VendorCast, sent: SignedAgreement) -> None:
    paper, question = upload(sent, staff, replace(SAID, ends_on=date(2028, 12, 31)))
    waiting = SignedAgreement.objects.get(pk=sent.pk).state

    decide(question, approve=True, by=actor_of(staff, "compliance"), reason="As it should be.", at=NOW)

    executed = SignedAgreement.objects.get(pk=sent.pk)
    assert waiting == "paper"
    assert (executed.state, executed.starts_on, executed.ends_on) == ("executed", date(2026, 11, 1), date(2028, 12, 31))
    assert executed.notice_on == date(2028, 11, 1)
    assert AgreementPaper.objects.get(pk=paper.pk).checked_by_id == staff.member("compliance")
    assert Enrolment.objects.filter(partner_id=sent.partner_id).count() == 1


def test_whoever_uploaded_it_does_not_check_it(staff: VendorCast, sent: SignedAgreement) -> None:
    paper, question = upload(sent, staff)

    with pytest.raises(Refusal, match="second person"):
        decide(question, approve=True, by=actor_of(staff, "channel_manager"), reason="", at=NOW)
    with pytest.raises(IntegrityError, match="paper_is_checked_by_another_person"), transaction.atomic():
        AgreementPaper.objects.filter(pk=paper.pk).update(
            outcome="accepted", checked_by=paper.uploaded_by_id, checked_at=NOW
        )
    assert SignedAgreement.objects.get(pk=sent.pk).state == "paper"


def test_paper_is_sent_back_with_a_reason_and_comes_again(staff: VendorCast, sent: SignedAgreement) -> None:
    paper, question = upload(sent, staff)
    checker = actor_of(staff, "compliance")

    with pytest.raises(Refusal, match="why"):
        decide(question, approve=False, by=checker, reason=" ", at=NOW)
    decide(question, approve=False, by=checker, reason="Page two is missing.", at=NOW)
    _second, again = upload(sent, staff)
    decide(again, approve=True, by=checker, reason="", at=NOW)

    paper.refresh_from_db()
    assert (paper.outcome, paper.reason) == ("rejected", "Page two is missing.")
    assert SignedAgreement.objects.get(pk=sent.pk).state == "executed"
    with pytest.raises(IntegrityError, match="checked_paper_stays"), transaction.atomic():
        AgreementPaper.objects.filter(pk=paper.pk).update(reason="It was fine.")


def test_paper_and_browser_exclude_each_other(staff: VendorCast, sent: SignedAgreement) -> None:
    nora = admin_of(sent.partner, staff)
    upload(sent, staff)
    with pytest.raises(Conflict, match="paper waits"):
        sign(sent, nora)
    with pytest.raises(Conflict, match="one at a time"):
        upload(sent, staff)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(SAID, partner_signed_on=NOW.date() + timedelta(days=2)), "partner_signed_on"),
        (replace(SAID, ends_on=date(2026, 10, 31)), "ends_on"),
    ],
)
def test_days_that_cannot_be_are_refused(staff: VendorCast, sent: SignedAgreement, said: Signed, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        upload(sent, staff, said)

    assert refused.value.field == field


def test_question_goes_with_what_is_taken_back(staff: VendorCast, sent: SignedAgreement) -> None:
    _paper, question = upload(sent, staff)

    withdraw_agreement(sent.pk, by=actor_of(staff, "program_admin"), at=NOW, reason="Another company.")

    question.refresh_from_db()
    assert question.state == Approval.State.WITHDRAWN
    with pytest.raises(Conflict):
        decide(question, approve=True, by=actor_of(staff, "compliance"), reason="", at=NOW)


@pytest.mark.rule("G-GEN-05")
def test_deviation_names_a_rule_of_the_guide_and_stays(staff: VendorCast, sent: SignedAgreement) -> None:
    manager = actor_of(staff, "channel_manager")
    for rule, why in (("F-COM-99", "no rule"), ("nonsense", "no rule"), ("G-REQ-03", "no rule"), ("F-COM-01", "")):
        if why:
            with pytest.raises(Refusal, match=why):
                add_deviation(sent.pk, deviation=replace(OTHER, rule=rule), by=manager, at=NOW)
    with pytest.raises(Refusal, match="Say why"):
        add_deviation(sent.pk, deviation=replace(OTHER, reason=" "), by=manager, at=NOW)
    with pytest.raises(Refusal, match="Only a requirement"):
        add_deviation(sent.pk, deviation=replace(OTHER, waives=True), by=manager, at=NOW)

    kept = add_deviation(sent.pk, deviation=OTHER, by=manager, at=NOW)

    assert (kept.rule, kept.agreed, kept.written_by_id) == ("F-COM-01", "45 days", manager.membership_id)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        AgreementDeviation.objects.filter(pk=kept.pk).update(agreed="60 days")


@pytest.mark.rule("G-GEN-05")
def test_nothing_is_added_to_what_somebody_signed(staff: VendorCast, sent: SignedAgreement) -> None:
    sign(sent, admin_of(sent.partner, staff))
    manager = actor_of(staff, "channel_manager")

    with pytest.raises(Conflict, match="as it was signed"):
        add_deviation(sent.pk, deviation=OTHER, by=manager, at=NOW)
    row = AgreementDeviation(
        agreement=sent, partner_id=sent.partner_id, rule="F-COM-01", kind="rate", guide_says="1", agreed="2", reason="x",
        written_by_id=manager.membership_id, written_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="deviation_comes_before_signatures"), transaction.atomic():
        row.save(force_insert=True)
