"""Sending agreements to a partner: those of its category, and newer versions of what it signed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from partners.agreement_states import UNDER_WAY, AgreementState
from partners.holds import HOLDS
from partners.models import Admission, AgreementText, SignedAgreement
from partners.queries.agreements import (
    agreements_section,
    document_bytes,
    executed_keys,
    guide_of,
    texts_in_force,
    today_of,
    under_way,
)
from partners.rules.agreements import documents_of
from partners.services.agreements.moves import locked_agreement, move_agreement
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.accounts.queries import languages_of
from portal.approvals.models import Approval
from portal.approvals.services import withdraw
from portal.audit.services import record
from portal.clock import day_start
from portal.deadlines.services import close_deadline, set_deadline
from portal.files.services import store_file
from portal.jobs.outbox import send_mail
from portal.problems import Conflict, Refusal

ACCEPT = "agreements.accept"
END = "agreements.end"
NOTICE = "agreements.notice"
CHECK = "agreements.paper"
LAPSE_HOLD = "agreements"
TEXT_FILE = "agreement_text"
DAY = timedelta(days=1)


@transaction.atomic
def send_agreement(
    *,
    partner_id: int,
    text: AgreementText,
    admission: Admission | None = None,
    replaces: SignedAgreement | None = None,
    accept_by: date | None = None,
    by: Actor | None,
    at: datetime,
) -> SignedAgreement:
    """Put a published version before a partner, to be signed until `accept_by`.

    Raises Refusal for a draft, Conflict where the partner has it to sign already, or is held by something else than a lapse.
    """
    if text.published_at is None:
        raise Refusal(_("Only a published version can be sent."), code="not-published")
    if replaces is None:
        refuse_while_held_otherwise(partner_id, at)
    section = agreements_section(guide_of(text.program, at))
    terms = section.documents.get(text.key) if section else None
    try:
        with transaction.atomic():
            agreement: SignedAgreement = SignedAgreement.objects.create(
                partner_id=partner_id,
                program=text.program,
                text=text,
                admission=admission,
                signed_by=terms.signed_by if terms else SignedAgreement.Signatories.BOTH,
                number=_number(partner_id, text),
                sent_at=at,
                accept_by=accept_by,
                replaces=replaces,
                document=_copy_for(partner_id, text),
            )
    except IntegrityError as error:
        if "version_is_under_way_once" in str(error) or "number_is_unique" in str(error):
            raise Conflict(_("The partner has this version to sign already.")) from None
        raise
    if accept_by is not None:
        zone = ZoneInfo(text.program.legal_time_zone)
        early = timedelta(days=section.accept_remind_days.value if section else 0)
        set_deadline(
            ACCEPT,
            subject_id=agreement.pk,
            due_at=day_start(accept_by + DAY, zone=zone),
            remind_at=max(at, day_start(accept_by - early, zone=zone)),
            partner_id=partner_id,
        )
    record("agreement.sent", by=by, subject=agreement, partner_id=partner_id, document=text.key, version=text.number)
    return agreement


def refuse_while_held_otherwise(partner_id: int, at: datetime) -> None:
    """Raise Conflict while something else than a lapsed agreement holds the partner: signing is what mends a lapse."""
    for key, source in HOLDS.all().items():
        hold = source.look(partner_id, at) if key != LAPSE_HOLD else None
        if hold is not None:
            raise Conflict(hold.reason, code="partner-held")


def _number(partner_id: int, text: AgreementText) -> str:
    before = SignedAgreement.objects.filter(partner_id=partner_id, text=text).count()
    again = f"-{before + 1}" if before else ""
    return f"{text.program.slug}-{partner_id}-{text.key}-v{text.number}{again}".upper()[:60]


def _copy_for(partner_id: int, text: AgreementText) -> object:
    """A file of the text belongs to the vendor; the partner reads a copy of its own (the bytes are kept once)."""
    if text.file is None:
        return None
    return store_file(document_bytes(text), name=text.file.name, purpose=TEXT_FILE, partner_id=partner_id)


def send_missing(admission: Admission, *, by: Actor | None, at: datetime) -> list[SignedAgreement]:
    """Send every document of the admission's category that is neither executed nor under way, and has a version in force."""
    section = agreements_section(guide_of(admission.program, at))
    if section is None:
        return []
    wanted = documents_of(section, category=admission.category, flags=admission.flags)
    states = executed_keys(admission.partner_id, admission.program_id)
    texts = texts_in_force(admission.program_id, today_of(admission.program, at))
    missing = [key for key in wanted if key in texts and states.get(key) not in UNDER_WAY | {AgreementState.EXECUTED}]
    return [
        send_agreement(partner_id=admission.partner_id, text=texts[key], admission=admission, by=by, at=at)
        for key in missing
    ]


def withdraw_unwanted(admission: Admission, *, by: Actor | None, at: datetime) -> list[SignedAgreement]:
    """Take back what was sent for the admission and no longer applies to it."""
    section = agreements_section(guide_of(admission.program, at))
    wanted = documents_of(section, category=admission.category, flags=admission.flags) if section else {}
    sent = SignedAgreement.objects.filter(admission=admission, state__in=UNDER_WAY).exclude(text__key__in=wanted)
    return [
        withdraw_agreement(agreement.pk, by=by, at=at, reason=_("It does not apply any more."))
        for agreement in sent.order_by("pk")
    ]


def withdraw_all(admission: Admission, *, by: Actor | None, at: datetime) -> None:
    """Take back whatever the admission has still to sign."""
    here = Q(admission=admission) | Q(replaces__admission=admission)
    for agreement in SignedAgreement.objects.filter(here, state__in=UNDER_WAY).order_by("pk"):
        withdraw_agreement(agreement.pk, by=by, at=at, reason=_("The admission was given up."))


@transaction.atomic
def withdraw_agreement(agreement_id: int, *, by: Actor | None, at: datetime, reason: str) -> SignedAgreement:
    """Take back what was sent and is not executed. Raises Refusal without a reason, Conflict where it is executed."""
    if not reason.strip():
        raise Refusal(_("Say why: the partner will read it."), field="reason")
    agreement = locked_agreement(agreement_id)
    for question in Approval.objects.filter(
        kind=CHECK, state=Approval.State.OPEN, detail__agreement=agreement.pk, partner_id=agreement.partner_id
    ):
        withdraw(question, by=by, at=at)
    move_agreement(agreement, AgreementState.WITHDRAWN, by=by, at=at, reason=reason)
    close_deadline(ACCEPT, agreement.pk, "withdrawn")
    return agreement


@transaction.atomic
def send_newer_version(agreement: SignedAgreement, text: AgreementText, *, by: Actor | None, at: datetime) -> bool:
    """Put a newer version before a partner who signed, or has to sign, an earlier one. False where it has it already."""
    if under_way(agreement.partner_id, text.program_id, text.key).filter(text=text).exists():
        return False
    for earlier in under_way(agreement.partner_id, text.program_id, text.key).order_by("pk"):
        withdraw_agreement(earlier.pk, by=by, at=at, reason=_("A newer version was published."))
    executed = agreement.state == AgreementState.EXECUTED
    sent = send_agreement(
        partner_id=agreement.partner_id,
        text=text,
        admission=None if executed else agreement.admission,
        replaces=agreement if executed else None,
        accept_by=text.reaccept_by if executed else None,
        by=by,
        at=at,
    )
    tell_signatories([sent], at=at)
    return True


def tell_signatories(agreements: Iterable[SignedAgreement], *, at: datetime) -> None:
    """Mail to the partner's admins: something is to be signed. One mail for each agreement and person."""
    for agreement in agreements:
        for reader in partner_admins(agreement.partner_id):
            send_mail(
                key=f"agreement:{agreement.pk}:sent:{reader.member.pk}",
                template="partners/agreement_sent",
                to=reader.member,
                language=reader.language,
                context=_told(agreement),
                partner_id=agreement.partner_id,
            )


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who is written to, and in which language."""

    member: Membership
    language: str


def partner_admins(partner_id: int) -> list[Reader]:
    """Who may sign for a partner."""
    return admins_of([partner_id]).get(partner_id, [])


def admins_of(partner_ids: Collection[int]) -> dict[int, list[Reader]]:
    """The same of several."""
    rows = list(
        Membership.objects.filter(
            partner_id__in=partner_ids, role="partner_admin", ended_at=None, suspended=False, reads_until=None
        )
    )
    languages = languages_of(rows)
    found: dict[int, list[Reader]] = {}
    for row in rows:
        found.setdefault(row.partner_id, []).append(Reader(row, languages[row.pk]))
    return found


def _told(agreement: SignedAgreement) -> dict[str, object]:
    by = agreement.accept_by
    return {
        "agreement": agreement.pk,
        "heading": agreement.text.heading,
        "version": agreement.text.number,
        "program": agreement.program.name,
        "accept_by": by.isoformat() if by else "",
    }
