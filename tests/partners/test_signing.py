"""Signatures: who may give one, of which document, in which order, once; and what the database says about it."""

from dataclasses import replace

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from partners.models import AgreementMove, AgreementSignature, SignedAgreement
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests import cast
from tests.cast import VendorCast
from tests.conftest import FreshDatabase
from tests.partners.signing import actor_of, admin_of, admit, agreements_of, program_of, publish, sign, waiting_partner


@pytest.fixture
def sent(acme: VendorCast) -> SignedAgreement:
    """A partnership agreement that waits for the partner."""
    with acting_as(Role.STAFF, vendor=acme.id):
        return sent_agreement(acme)


def sent_agreement(vendor: VendorCast) -> SignedAgreement:
    program = program_of("partner-program")
    publish(program, "partnership", by=actor_of(vendor, "program_admin"))
    return agreements_of(admit(waiting_partner(), program, "SOLUTIONS"))["partnership"]


def reread(agreement: SignedAgreement, vendor: VendorCast) -> SignedAgreement:
    with acting_as(Role.STAFF, vendor=vendor.id):
        found: SignedAgreement = SignedAgreement.objects.select_related("text").get(pk=agreement.pk)
    return found


@pytest.mark.rule("F-ONB-01", "G-GEN-02")
def test_partner_then_vendor_execute(acme: VendorCast, sent: SignedAgreement) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        nora = admin_of(sent.partner, acme)

    sign(sent, nora)
    waiting = reread(sent, acme)
    sign(sent, actor_of(acme, "program_admin"))
    executed = reread(sent, acme)

    assert (waiting.state, waiting.executed_at) == ("partner_signed", None)
    assert executed.state == "executed"
    assert (executed.starts_on.isoformat(), executed.ends_on.isoformat()) == ("2026-11-20", "2027-11-19")  # type: ignore[union-attr]
    assert (executed.renewal, executed.on_lapse) == ("automatic", "suspend_enrolment")
    with acting_as(Role.STAFF, vendor=acme.id):
        both = list(AgreementSignature.objects.filter(agreement=sent).order_by("pk").values_list("side", "signer"))
        steps = list(AgreementMove.objects.filter(agreement=sent).order_by("pk").values_list("before", "after"))
    assert both == [("partner", "Nora New"), ("vendor", "Vera Vendor")]
    assert steps == [("sent", "partner_signed"), ("partner_signed", "executed")]


@pytest.mark.rule("G-GEN-02")
def test_vendor_does_not_sign_before_the_partner(acme: VendorCast, sent: SignedAgreement) -> None:
    with pytest.raises(Conflict, match="partner signs first"):
        sign(sent, actor_of(acme, "program_admin"))

    assert reread(sent, acme).state == "sent"


def test_nobody_signs_twice(acme: VendorCast, sent: SignedAgreement) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        nora = admin_of(sent.partner, acme)
        nils = admin_of(sent.partner, acme, "nils@partner.example")
    sign(sent, nora)

    for again in (nora, nils):
        with pytest.raises(Conflict, match="signed already"):
            sign(sent, again)
    with acting_as(Role.STAFF, vendor=acme.id):
        assert AgreementSignature.objects.filter(agreement=sent).count() == 1


def test_another_document_than_the_one_shown_is_refused(acme: VendorCast, sent: SignedAgreement) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        nora = admin_of(sent.partner, acme)

    for digest in ("0" * 64, "", sent.text.sha256.upper()):
        with pytest.raises(Refusal, match="Nothing was signed"):
            sign(sent, nora, sha256=digest)
    assert reread(sent, acme).state == "sent"


def test_altered_document_is_refused_even_with_its_old_hash(fresh_database: FreshDatabase) -> None:
    """Somebody reached past every law and changed the words: the words are hashed again before each signature."""
    acme = cast.look_up("acme")
    with acting_as(Role.STAFF, vendor=acme.id):
        sent = sent_agreement(acme)
        nora = admin_of(sent.partner, acme)
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE partners_agreementtext DISABLE TRIGGER prove_text, NO FORCE ROW LEVEL SECURITY")
        changed = owner.execute(
            "UPDATE partners_agreementtext SET body = 'We owe you all.' WHERE id = %s", [sent.text_id]
        )

        assert changed.rowcount == 1
    with pytest.raises(Refusal, match="Nothing was signed"):
        sign(sent, nora)
    assert reread(sent, acme).state == "sent"


@pytest.mark.rule("X-06")
@pytest.mark.parametrize("role", ["partner_sales", "partner_finance", "channel_manager", "finance", "compliance"])
def test_member_without_the_right_does_not_sign(acme: VendorCast, sent: SignedAgreement, role: str) -> None:
    with pytest.raises(PermissionDenied):
        sign(sent, actor_of(acme, role))


def test_machine_does_not_sign(acme: VendorCast, sent: SignedAgreement) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        key = replace(admin_of(sent.partner, acme), key_id=7)

    with pytest.raises(PermissionDenied):
        sign(sent, key)


@pytest.mark.rule("X-06")
def test_other_partner_finds_nothing_to_sign(acme: VendorCast, globex: VendorCast, sent: SignedAgreement) -> None:
    for stranger in (actor_of(acme, "partner_admin"), actor_of(globex, "program_admin")):
        with pytest.raises(SignedAgreement.DoesNotExist):
            sign(sent, stranger)


@pytest.mark.parametrize(
    ("statement", "law"),
    [
        ("UPDATE partners_agreementtext SET body = body || '.' WHERE id = {text}", "published_text_never_changes"),
        ("UPDATE partners_signedagreement SET state = 'executed', executed_at = now(), starts_on = '2026-01-01' "
            "WHERE id = {agreement}",
         "agreement_move_is_written_down"),
        ("UPDATE partners_signedagreement SET state = 'lapsed' WHERE id = {agreement}", "agreement_moves_by_the_table"),
        ("UPDATE partners_signedagreement SET number = 'X' WHERE id = {agreement}", "agreement_keeps_its_origin"),
        ("INSERT INTO partners_agreementsignature (vendor_id, agreement_id, partner_id, side, signer, title, address, "
         "document_sha256, membership_id, signed_at) VALUES "
         "({vendor}, {agreement}, {partner}, 'partner', 'E', 'E', 'E', repeat('0', 64), {member}, now())",
         "signature_is_of_the_document"),
        ("UPDATE partners_agreementsignature SET signed_at = now() WHERE agreement_id = {agreement}", "permission denied"),
        ("DELETE FROM partners_agreementsignature", "permission denied"),
        ("UPDATE partners_agreementmove SET reason = 'x'", "permission denied"),
    ],
)  # fmt: skip
def test_database_repeats_the_law(acme: VendorCast, sent: SignedAgreement, statement: str, law: str) -> None:
    words = {
        "text": sent.text_id, "agreement": sent.pk, "vendor": acme.id, "partner": sent.partner_id, "member": acme.member("finance"),
    }  # fmt: skip
    with (
        acting_as(Role.STAFF, vendor=acme.id),
        pytest.raises(Exception, match=law),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(**words))


def test_move_without_signatures_executes_nothing(acme: VendorCast, sent: SignedAgreement) -> None:
    """Even who writes the move down does not get an unsigned agreement executed."""
    with acting_as(Role.STAFF, vendor=acme.id):
        AgreementMove.objects.create(
            agreement=sent, partner_id=sent.partner_id, before="sent", after="executed", at=sent.sent_at
        )
        rows = SignedAgreement.objects.filter(pk=sent.pk)
        with pytest.raises(IntegrityError, match="executed_agreement_is_signed"), transaction.atomic():
            rows.update(state="executed", executed_at=sent.sent_at, starts_on=sent.sent_at.date())


def test_signature_keeps_all_but_the_person(acme: VendorCast, sent: SignedAgreement) -> None:
    """A person can be erased; time, hash and side stay."""
    with acting_as(Role.STAFF, vendor=acme.id):
        nora = admin_of(sent.partner, acme)
    sign(sent, nora)

    with acting_as(Role.PLATFORM):
        signature = AgreementSignature.objects.filter(agreement_id=sent.pk)
        with pytest.raises(IntegrityError, match="signature_stays"), transaction.atomic():
            signature.update(signer="Somebody Else")
        with pytest.raises(IntegrityError, match="signature_stays"), transaction.atomic():
            signature.update(document_sha256="1" * 64)
        assert signature.update(signer="", title="", address="") == 1
        assert signature.get().document_sha256 == sent.text.sha256
