"""Signing in the browser: a person reads, types their name, and signs exactly the document they were shown (G-GEN-02)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.agreement_states import AgreementState, Side
from partners.guide.agreements import AgreementsSection
from partners.models import AgreementSignature, SignedAgreement
from partners.queries.agreements import PDF_JOB, agreements_section, document_digest, guide_of, pdf_key, today_of
from partners.rules.agreements import (
    NOT_NOW_MESSAGES,
    NotNow,
    Term,
    refuse_signature,
    state_after,
    term_end,
    term_from,
    term_until,
)
from partners.services.activation import agreement_executed
from partners.services.agreements.moves import locked_agreement, move_agreement
from partners.services.agreements.sending import ACCEPT, END, NOTICE, partner_admins, refuse_while_held_otherwise
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.clock import day_start
from portal.deadlines.services import close_deadline, set_deadline
from portal.guides.queries import Guide
from portal.jobs.outbox import send_mail
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as

DAY = timedelta(days=1)


def sign_agreement(
    agreement_id: int,
    *,
    by: Actor,
    signer: str,
    title: str,
    address: str,
    document_sha256: str,
    at: datetime,
) -> SignedAgreement:
    """Sign for the side that `by` belongs to. `document_sha256` is of the document that the person was shown.

    Raises PermissionDenied without the right and for a machine's key (a person signs), Refusal for a missing name or another
    document than the one that was sent, Conflict where it is not this side's turn, and while the partner is held.
    """
    if not by.may("agreements.sign") or by.key_id is not None:
        raise PermissionDenied("agreements.sign")
    for field, value in (("signer", signer), ("title", title)):
        if not value.strip():
            raise Refusal(_("Type it: it stands beside the signature."), field=field)
    own = SignedAgreement.objects.filter(pk=agreement_id)
    locked = int((own if by.is_staff else own.filter(partner_id=by.partner_id)).get().pk)
    # Step-up: the last signature begins the enrolment, which a partner may not write; who signs what was checked above.
    with acting_as(Role.STAFF, vendor=by.vendor_id):
        return _sign(
            locked, by=by, signer=signer.strip(), title=title.strip(), address=address, sha256=document_sha256, at=at
        )


def _sign(
    agreement_id: int, *, by: Actor, signer: str, title: str, address: str, sha256: str, at: datetime
) -> SignedAgreement:
    agreement = locked_agreement(agreement_id)
    refuse_while_held_otherwise(agreement.partner_id, at)
    guide = guide_of(agreement.program, at)
    section = agreements_section(guide)
    side = Side.VENDOR if by.is_staff else Side.PARTNER
    signed = {
        Side(one) for one in AgreementSignature.objects.filter(agreement=agreement).values_list("side", flat=True)
    }
    reason = refuse_signature(
        state=AgreementState(agreement.state),
        side=side,
        signed=signed,
        order=section.order.value if section else "partner_first",
        signed_by=agreement.signed_by,
    )
    if reason is not None:
        raise Conflict(_(NOT_NOW_MESSAGES[reason]), code=reason.value.replace("_", "-"))
    if sha256 != agreement.text.sha256 or document_digest(agreement.text) != agreement.text.sha256:
        raise Refusal(_(NOT_NOW_MESSAGES[NotNow.OTHER_DOCUMENT]), code="other-document")
    _write_signature(agreement, side, by=by, signer=signer, title=title, address=address, at=at)
    to = state_after(signed=signed | {side}, signed_by=agreement.signed_by)
    if to is AgreementState.EXECUTED:
        execute(agreement, guide=guide, by=by, at=at)
    else:
        move_agreement(agreement, to, by=by, at=at)
    return agreement


def _write_signature(
    agreement: SignedAgreement, side: Side, *, by: Actor, signer: str, title: str, address: str, at: datetime
) -> None:
    try:
        with transaction.atomic():
            AgreementSignature.objects.create(
                agreement=agreement,
                partner_id=agreement.partner_id,
                side=side,
                signer=signer[:160],
                title=title[:160],
                address=address[:45],
                document_sha256=agreement.text.sha256,
                membership_id=by.membership_id,
                signed_at=at,
            )
    except IntegrityError as error:
        if "side_signs_once" in str(error):
            raise Conflict(_(NOT_NOW_MESSAGES[NotNow.SIGNED_ALREADY])) from None
        raise
    record("agreement.signed", by=by, subject=agreement, partner_id=agreement.partner_id, side=side.value)


def execute(
    agreement: SignedAgreement,
    *,
    guide: Guide | None,
    by: Actor | None,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
) -> None:
    """Both sides agreed: the term begins, what it replaces ends, clocks are set, the PDF is asked for, activation is tried.

    `starts_on` and `ends_on` are those of a paper; otherwise the guide's term begins today.
    """
    section = agreements_section(guide)
    terms = section.documents.get(agreement.text.key) if section else None
    first = starts_on or today_of(agreement.program, at)
    if terms is None:
        term = Term(first, ends_on, None)
    elif starts_on is not None:
        term = term_until(first, ends_on or term_end(first, terms), terms)
    else:
        term = term_from(first, terms)
    _supersede(agreement, by=by, at=at)
    move_agreement(
        agreement,
        AgreementState.EXECUTED,
        by=by,
        at=at,
        reason=reason,
        executed_at=at,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        notice_on=term.notice_on,
        renewal=terms.renewal.value if terms and terms.renewal else SignedAgreement.Renewal.NONE,
        on_lapse=terms.on_lapse.value if terms else SignedAgreement.Lapse.NOTHING,
        guide_version_id=guide.version_id if guide else None,
    )
    close_deadline(ACCEPT, agreement.pk, "executed")
    set_clocks(agreement, section)
    enqueue(PDF_JOB, key=pdf_key(agreement), payload={"agreement": agreement.pk}, partner_id=agreement.partner_id)
    _tell_executed(agreement)
    agreement_executed(agreement, by=by, at=at)


def _supersede(agreement: SignedAgreement, *, by: Actor | None, at: datetime) -> None:
    """Earlier versions that are in force or lapsed, which this one takes the place of."""
    earlier = SignedAgreement.objects.filter(
        partner_id=agreement.partner_id,
        program_id=agreement.program_id,
        text__key=agreement.text.key,
        state__in=(AgreementState.EXECUTED, AgreementState.LAPSED),
    ).exclude(pk=agreement.pk)
    for one in earlier.order_by("pk"):
        held = locked_agreement(one.pk)
        move_agreement(held, AgreementState.SUPERSEDED, by=by, at=at, reason=agreement.number)
        for kind in (END, NOTICE):
            close_deadline(kind, one.pk, "superseded")


def set_clocks(agreement: SignedAgreement, section: AgreementsSection | None) -> None:
    """The end and the last day for a notice, each with its reminder; where the guide says nothing of agreements nobody is told."""
    for kind, last in ((END, agreement.ends_on), (NOTICE, agreement.notice_on)):
        if agreement.ends_on is None or last is None:
            continue
        zone = ZoneInfo(agreement.program.legal_time_zone)
        set_deadline(
            kind,
            subject_id=agreement.pk,
            due_at=day_start(last + DAY, zone=zone),
            remind_at=day_start(last - timedelta(days=section.remind_days.value), zone=zone) if section else None,
            partner_id=agreement.partner_id,
        )


def _tell_executed(agreement: SignedAgreement) -> None:
    for reader in partner_admins(agreement.partner_id):
        send_mail(
            key=f"agreement:{agreement.pk}:executed:{reader.member.pk}",
            template="partners/agreement_executed",
            to=reader.member,
            language=reader.language,
            context={"agreement": agreement.pk, "heading": agreement.text.heading, "number": agreement.number},
            partner_id=agreement.partner_id,
        )
