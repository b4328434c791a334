"""Versions of agreement texts: written as drafts, published once, then never changed; who signed an earlier one signs again."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from partners.agreement_states import UNDER_WAY, AgreementState
from partners.models import Admission, AgreementText, Partner, SignedAgreement
from partners.queries.admissions import waiting_admissions
from partners.queries.agreements import agreements_section, document_bytes, guide_of, today_of
from partners.services.agreements.sending import TEXT_FILE, send_missing, send_newer_version, tell_signatories
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.files.services import Readable, store_file
from portal.guides.models import Program
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal

REACCEPT_JOB = "partners.reaccept"
CHUNK = 50
LONGEST = 400_000


@dataclass(frozen=True, slots=True)
class Words:
    """What a draft says."""

    heading: str
    body: str
    language: str = "en"
    what_changed: str = ""


@transaction.atomic
def write_draft(
    *,
    program: Program,
    key: str,
    words: Words,
    file: Readable | None = None,
    file_name: str = "",
    by: Actor,
    at: datetime,
) -> AgreementText:
    """Begin the next version of a document, or write on at its draft. Raises Refusal for a document the guide does not know."""
    section = agreements_section(guide_of(program, at))
    terms = section.documents.get(key) if section else None
    if terms is None:
        raise Refusal(_("The guide of this program asks for no such document."), field="key")
    if len(words.body) > LONGEST:
        raise Refusal(_("Longer than a document can be: upload it as a PDF."), field="body")
    draft = AgreementText.objects.select_for_update(of=("self",)).filter(
        program=program, key=key, published_at=None
    ).first() or _begin(program, key, terms.kind, by)
    draft.heading = words.heading.strip()
    draft.body = words.body.replace("\r\n", "\n").strip()
    draft.language, draft.what_changed = words.language, words.what_changed.strip()
    draft.written_by_id, draft.written_at = by.membership_id, at
    if file is not None:
        draft.file = store_file(file, name=file_name, purpose=TEXT_FILE, by=by)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        if "text_has_one" in str(error):
            raise Conflict(_("A draft of this document is there already.")) from None
        raise
    record("agreement_text.written", by=by, subject=draft, document=key, version=draft.number)
    return draft


def _begin(program: Program, key: str, kind: str, by: Actor) -> AgreementText:
    newest = AgreementText.objects.filter(program=program, key=key).order_by("-number").first()
    return AgreementText(program=program, key=key, kind=kind, number=newest.number + 1 if newest else 1)


@transaction.atomic
def publish_text(
    text_id: int, *, effective_from: date, reaccept_by: date | None, by: Actor, at: datetime
) -> AgreementText:
    """Publish a draft; from then on it never changes. With `reaccept_by` everybody who signed an earlier version signs this one.

    Raises Conflict where it is published already, Refusal for a draft that says nothing, and for days in the wrong order.
    """
    text: AgreementText = (
        AgreementText.objects.select_for_update(of=("self",)).select_related("program", "file").get(pk=text_id)
    )
    if text.published_at is not None:
        raise Conflict(_("This version is published already."))
    if not text.body and text.file is None:
        raise Refusal(_("Write the document, or upload it as a PDF, first."), field="body")
    today = today_of(text.program, at)
    if effective_from < today:
        raise Refusal(_("It cannot begin in the past."), field="effective_from")
    if reaccept_by is not None and reaccept_by < max(effective_from, today):
        raise Refusal(_("Partners need some days after it begins."), field="reaccept_by")
    text.sha256 = hashlib.sha256(document_bytes(text)).hexdigest()
    text.effective_from, text.reaccept_by = effective_from, reaccept_by
    text.published_by_id, text.published_at = by.membership_id, at
    text.save(update_fields=["sha256", "effective_from", "reaccept_by", "published_by", "published_at"])
    record("agreement_text.published", by=by, subject=text, document=text.key, version=text.number, sha256=text.sha256)
    enqueue(REACCEPT_JOB, key=f"text:{text.pk}", payload={"text": text.pk}, by=by)
    return text


def who_signs_again(text: AgreementText, *, reaccept: bool) -> QuerySet[SignedAgreement]:
    """Whom a version reaches: those who still have to sign an earlier one, and with `reaccept` those who signed it."""
    states = {*UNDER_WAY, AgreementState.EXECUTED} if reaccept else set(UNDER_WAY)
    found: QuerySet[SignedAgreement] = SignedAgreement.objects.filter(
        program_id=text.program_id, text__key=text.key, state__in=states
    ).exclude(text_id=text.pk)
    over = Q(partner__state=Partner.State.TERMINATED)
    return found.exclude(over).filter(text__number__lt=text.number).select_related("partner", "text")


def send_chunk(text: AgreementText, *, after: int, at: datetime) -> tuple[int, int | None]:
    """Put the version before the next partners. Returns how many got it, and where to go on; None at the end."""
    rows = list(
        who_signs_again(text, reaccept=text.reaccept_by is not None).filter(pk__gt=after).order_by("pk")[:CHUNK]
    )
    sent = sum(send_newer_version(row, text, by=None, at=at) for row in rows if _is_newest(row))
    return sent, rows[-1].pk if len(rows) == CHUNK else None


def _is_newest(agreement: SignedAgreement) -> bool:
    """Of a partner with an executed and a waiting one only the executed is answered: the waiting one is withdrawn with it."""
    if agreement.state == AgreementState.EXECUTED:
        return True
    executed = SignedAgreement.objects.filter(
        partner_id=agreement.partner_id, program_id=agreement.program_id, text__key=agreement.text.key,
        state=AgreementState.EXECUTED,
    )  # fmt: skip
    return not executed.exists() and agreement.state in UNDER_WAY


def send_to_waiting(text: AgreementText, *, at: datetime) -> int:
    """Partners on their way whose document had no text until now."""
    sent = 0
    admissions: QuerySet[Admission] = waiting_admissions().filter(program_id=text.program_id)
    for admission in admissions.select_related("program").order_by("pk"):
        fresh = send_missing(admission, by=None, at=at)
        tell_signatories(fresh, at=at)
        sent += len(fresh)
    return sent
