"""New versions, renewals, notices, lapses and what they stop: each at its day, read from the state and not from a job."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from partners.holds import HOLDS, Hold, held_partners, hold_on, partner_hold
from partners.models import AgreementMove, AgreementText, SignedAgreement
from partners.queries.agreements import agreements_section, guide_of, partners_without_payouts
from partners.services.agreements.sending import send_agreement
from partners.services.agreements.signing import set_clocks
from partners.services.agreements.terms import (
    acceptance_due,
    end_agreement,
    end_of_term,
    give_notice,
    remind_of_end,
    renew_agreement,
)
from partners.services.agreements.texts import send_chunk
from portal.accounts.actor import Actor
from portal.deadlines.models import Deadline
from portal.deadlines.tasks import act
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

AFTER = datetime(2027, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def admin(staff: VendorCast) -> Actor:
    return actor_of(staff, "program_admin")


@pytest.fixture
def signed(staff: VendorCast, admin: Actor) -> SignedAgreement:
    """A partnership agreement from 20 November 2026 for a year, renewed by itself, notice until 20 September."""
    program = program_of("partner-program")
    publish(program, "partnership", by=admin)
    agreement = agreements_of(admit(waiting_partner(), program, "SOLUTIONS"))["partnership"]
    sign(agreement, admin_of(agreement.partner, staff))
    sign(agreement, admin)
    return again(agreement)


def again(agreement: SignedAgreement) -> SignedAgreement:
    found: SignedAgreement = SignedAgreement.objects.select_related("text", "program", "partner").get(pk=agreement.pk)
    return found


def test_term_goes_on_by_itself_after_its_last_day(staff: VendorCast, signed: SignedAgreement) -> None:
    early = end_of_term(signed.pk, at=AFTER - timedelta(days=2))
    renewed = end_of_term(signed.pk, at=AFTER)

    after = again(signed)
    assert (signed.ends_on, signed.notice_on) == (date(2027, 11, 19), date(2027, 9, 20))
    assert (early, renewed) == ("moved", "renewed")
    assert (after.state, after.ends_on, after.notice_on) == ("executed", date(2028, 11, 19), date(2028, 9, 20))
    assert Deadline.objects.get(kind="agreements.end", subject_id=signed.pk, closed_at=None).due_at.year == 2028


def test_end_is_told_of_as_early_as_the_guide_says(staff: VendorCast, signed: SignedAgreement) -> None:
    section = agreements_section(guide_of(signed.program, NOW))
    assert section is not None

    def days_before(kind: str, last: date) -> int:
        deadline = Deadline.objects.get(kind=kind, subject_id=signed.pk, closed_at=None)
        assert deadline.remind_at is not None
        told_on: date = deadline.remind_at.date()
        return (last - told_on).days

    assert signed.ends_on is not None
    assert signed.notice_on is not None
    assert days_before("agreements.end", signed.ends_on) == section.remind_days.value
    assert days_before("agreements.notice", signed.notice_on) == section.remind_days.value


def test_guide_that_says_nothing_of_agreements_reminds_of_none(staff: VendorCast, signed: SignedAgreement) -> None:
    set_clocks(signed, None)

    kept = Deadline.objects.filter(
        subject_id=signed.pk, kind__in=("agreements.end", "agreements.notice"), closed_at=None
    )
    assert list(kept.values_list("remind_at", flat=True)) == [None, None]


def test_deadline_carries_the_term_on(staff: VendorCast, signed: SignedAgreement) -> None:
    deadline = Deadline.objects.get(kind="agreements.end", subject_id=signed.pk, closed_at=None)

    act(deadline, AFTER)

    deadline.refresh_from_db()
    assert (deadline.closed_at, deadline.due_at.date()) == (None, date(2028, 11, 20))
    assert again(signed).ends_on == date(2028, 11, 19)


def test_notice_ends_it_with_its_term(staff: VendorCast, signed: SignedAgreement, admin: Actor) -> None:
    with pytest.raises(Refusal, match="why"):
        give_notice(signed.pk, reason=" ", by=admin, at=NOW)
    with pytest.raises(Conflict, match=r"Sept\. 20, 2027"):
        give_notice(signed.pk, reason="We stop.", by=admin, at=datetime(2027, 9, 21, 20, tzinfo=UTC))
    give_notice(signed.pk, reason="We stop.", by=admin, at=datetime(2027, 9, 20, 20, tzinfo=UTC))
    with pytest.raises(Conflict, match="already"):
        give_notice(signed.pk, reason="We stop.", by=admin, at=NOW)

    outcome = end_of_term(signed.pk, at=AFTER)

    assert outcome == "ended"
    assert hold_on(signed.partner_id, AFTER) is not None
    assert signed.partner_id in held_partners(AFTER)


@pytest.mark.rule("G-GEN-02")
def test_new_version_is_accepted_in_time_or_the_old_one_lapses(
    staff: VendorCast, signed: SignedAgreement, admin: Actor
) -> None:
    text = publish(signed.program, "partnership", by=admin, reaccept_by=date(2026, 12, 20), body="Other words.")
    sent, more = send_chunk(text, after=0, at=NOW)
    twice, _more = send_chunk(text, after=0, at=NOW)
    newer = SignedAgreement.objects.get(partner_id=signed.partner_id, text=text)
    before = hold_on(signed.partner_id, NOW)
    lapsed = acceptance_due(newer.pk, at=datetime(2026, 12, 21, 12, tzinfo=UTC))
    held = hold_on(signed.partner_id, NOW)

    assert (sent, more, twice) == (1, None, 0)
    assert (newer.replaces_id, newer.accept_by, newer.state) == (signed.pk, date(2026, 12, 20), "sent")
    assert (before, lapsed) == (None, "lapsed")
    assert held is not None
    assert "sign it again" in str(held.reason)


@pytest.mark.rule("G-GEN-02")
def test_signing_the_new_version_lifts_what_the_lapse_held(
    staff: VendorCast, signed: SignedAgreement, admin: Actor
) -> None:
    text = publish(signed.program, "partnership", by=admin, reaccept_by=date(2026, 12, 20), body="Other words.")
    send_chunk(text, after=0, at=NOW)
    newer = SignedAgreement.objects.select_related("text", "partner").get(partner_id=signed.partner_id, text=text)
    acceptance_due(newer.pk, at=datetime(2026, 12, 21, 12, tzinfo=UTC))
    partner = admin_of(signed.partner, staff, "second@partner.example")

    with pytest.raises(Refusal, match="Nothing was signed"):
        sign(newer, partner, sha256=signed.text.sha256)
    sign(newer, partner)
    sign(newer, admin)

    assert (again(signed).state, again(newer).state) == ("superseded", "executed")
    assert hold_on(signed.partner_id, NOW) is None
    assert signed.partner_id not in held_partners(NOW)


def test_version_without_a_last_day_leaves_the_old_one_alone(
    staff: VendorCast, signed: SignedAgreement, admin: Actor
) -> None:
    text = publish(signed.program, "partnership", by=admin, body="Other words.")

    assert send_chunk(text, after=0, at=NOW) == (0, None)
    assert again(signed).state == "executed"


def test_waiting_partner_gets_the_newer_version_instead(staff: VendorCast, admin: Actor) -> None:
    program = program_of("partner-program")
    publish(program, "partnership", by=admin)
    admission = admit(waiting_partner(), program, "SOLUTIONS")
    text = publish(program, "partnership", by=admin, body="Other words.")

    sent, _more = send_chunk(text, after=0, at=NOW)

    rows = SignedAgreement.objects.filter(partner_id=admission.partner_id).order_by("pk")
    assert sent == 1
    assert list(rows.values_list("text__number", "state", "admission")) == [
        (1, "withdrawn", admission.pk),
        (2, "sent", admission.pk),
    ]


@pytest.mark.rule("G-ETH-03")
def test_code_of_conduct_comes_again_before_its_year_is_over(staff: VendorCast, admin: Actor) -> None:
    program = program_of("gpn-2014")
    publish(program, "code_of_conduct", by=admin)
    admission = admit(waiting_partner(), program, "CON")
    partner = admin_of(admission.partner, staff)
    code = agreements_of(admission)["code_of_conduct"]
    sign(code, partner)
    month_before = datetime(2027, 10, 21, 12, tzinfo=UTC)

    remind_of_end(code.pk, at=month_before)
    remind_of_end(code.pk, at=month_before)
    second = SignedAgreement.objects.select_related("text").get(replaces=code)
    with pytest.raises(Refusal, match="accepts this document again"):
        renew_agreement(code.pk, ends_on=date(2030, 1, 1), reason="Kind.", by=admin, at=NOW)
    sign(second, partner, at=month_before)

    assert (second.text_id, second.accept_by) == (code.text_id, date(2027, 11, 19))
    assert (again(code).state, again(second).state) == ("superseded", "executed")
    assert again(second).ends_on == date(2028, 10, 20)


def test_renewal_by_an_act_brings_a_lapsed_one_back(staff: VendorCast, signed: SignedAgreement, admin: Actor) -> None:
    SignedAgreement.objects.filter(pk=signed.pk).update(renewal="none", on_lapse="stop_payouts")
    outcome = end_of_term(signed.pk, at=AFTER)
    stopped = partners_without_payouts(signed.partner_id, signed.partner_id)

    with pytest.raises(Refusal, match="after today"):
        renew_agreement(signed.pk, ends_on=date(2027, 11, 20), reason="Late.", by=admin, at=AFTER)
    renew_agreement(signed.pk, ends_on=date(2028, 12, 31), reason="Late.", by=admin, at=AFTER)

    assert (outcome, stopped) == ("lapsed", {signed.partner_id})
    assert (again(signed).state, again(signed).ends_on) == ("executed", date(2028, 12, 31))
    assert partners_without_payouts(signed.partner_id, signed.partner_id) == set()
    assert hold_on(signed.partner_id, AFTER) is None


def test_ended_agreement_has_its_reason_in_the_timeline(
    staff: VendorCast, signed: SignedAgreement, admin: Actor
) -> None:
    with pytest.raises(Refusal, match="why"):
        end_agreement(signed.pk, reason="", by=admin, at=NOW)
    end_agreement(signed.pk, reason="Breach.", by=admin, at=NOW)

    assert AgreementMove.objects.filter(agreement=signed).latest("pk").reason == "Breach."
    assert not Deadline.objects.filter(subject_id=signed.pk, kind__startswith="agreements.", closed_at=None).exists()


def test_held_partner_gets_no_new_agreement_and_signs_none(
    staff: VendorCast, signed: SignedAgreement, admin: Actor
) -> None:
    """Held by anything but a lapse of its own: signing is what mends a lapse."""
    end_agreement(signed.pk, reason="Breach.", by=admin, at=NOW)
    text = publish(program_of("aligned-si"), "partner", by=admin)
    after_lapse = send_agreement(partner_id=signed.partner_id, text=text, by=admin, at=NOW)
    partner = admin_of(signed.partner, staff, "held@partner.example")

    with HOLDS.opened():
        partner_hold("review", held=lambda at: [signed.partner_id])(lambda partner_id, at: Hold())
        with pytest.raises(Conflict, match="paused"):
            send_agreement(partner_id=signed.partner_id, text=signed.text, by=admin, at=NOW)
        with pytest.raises(Conflict, match="paused"):
            sign(after_lapse, partner)
    assert sign(after_lapse, partner).state == "partner_signed"


def test_published_text_is_one_of_its_number_and_its_hash_is_of_its_words(
    staff: VendorCast, signed: SignedAgreement
) -> None:
    text = AgreementText(
        program=signed.program, key="partnership", kind="master", number=9, heading="Forged", body="Mine.", sha256="0" * 64,
        effective_from=NOW.date(), published_at=NOW,
    )  # fmt: skip

    with pytest.raises(IntegrityError, match="text_hash_is_of_its_words"), transaction.atomic():
        text.save(force_insert=True)
