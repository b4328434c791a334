"""What was signed, what waits for whom, and what the guide says about it."""

import hashlib
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from partners.agreement_states import UNDER_WAY, AgreementState
from partners.guide import activation, agreements
from partners.models import (
    Agreement,
    AgreementDeviation,
    AgreementMove,
    AgreementPaper,
    AgreementSignature,
    AgreementText,
    Enrolment,
    SignedAgreement,
)
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.clock import legal_date
from portal.files.services import open_file
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from portal.jobs.models import Job
from portal.jobs.queries import job_of
from portal.keyset import Order

PDF_JOB = "partners.agreement_pdf"
NEWEST_FIRST = Order("newest", "", ("sent_at", "id"))


def today_of(program: Program, at: datetime) -> date:
    """The program's own day."""
    return legal_date(at, zone=ZoneInfo(program.legal_time_zone))


def guide_of(program: Program, at: datetime) -> Guide | None:
    """The guide in force now, None where there is none."""
    try:
        return guide_on(program.pk, today_of(program, at))
    except NoGuideInForce:
        return None


def agreements_section(guide: Guide | None) -> agreements.AgreementsSection | None:
    """What a guide says about agreements; None where it says nothing."""
    found = guide.document.sections.get(agreements.SECTION) if guide else None
    return cast(agreements.AgreementsSection, found) if found else None


def activation_section(guide: Guide | None) -> activation.ActivationSection | None:
    """What a guide says about activation; None where it says nothing."""
    found = guide.document.sections.get(activation.SECTION) if guide else None
    return cast(activation.ActivationSection, found) if found else None


def agreements_visible_to(actor: Actor) -> QuerySet[SignedAgreement]:
    """All of the vendor's for staff, a partner's own; what was executed, where its partnership is over (G-TIER-14)."""
    found: QuerySet[SignedAgreement] = SignedAgreement.objects.select_related("partner", "program", "text")
    if actor.partner_id is None:
        return found
    own = found.filter(partner_id=actor.partner_id)
    return own.exclude(executed_at=None) if actor.may("agreements.keep") else own


def programs_with_agreements() -> QuerySet[Program]:
    """Programs in which something was ever written to be signed."""
    written = AgreementText.objects.filter(program_id=OuterRef("pk"))
    found: QuerySet[Program] = Program.objects.filter(Exists(written)).order_by("name")
    return found


def programs_with_guides() -> QuerySet[Program]:
    """Programs of the vendor, by name."""
    found: QuerySet[Program] = Program.objects.order_by("name")
    return found


def texts_seen() -> QuerySet[AgreementText]:
    """Every version of every document of the vendor."""
    found: QuerySet[AgreementText] = AgreementText.objects.select_related("program", "file")
    return found


def text_in_force(program_id: int, key: str, day: date) -> AgreementText | None:
    """The newest published version that has begun."""
    published = AgreementText.objects.filter(
        program_id=program_id, key=key, published_at__isnull=False, effective_from__lte=day
    )
    newest: AgreementText | None = published.order_by("-effective_from", "-number").first()
    return newest


def texts_in_force(program_id: int, day: date) -> dict[str, AgreementText]:
    """The same, of every document."""
    published = AgreementText.objects.filter(
        program_id=program_id, published_at__isnull=False, effective_from__lte=day
    ).order_by("effective_from", "number")
    return {text.key: text for text in published}


def document_bytes(text: AgreementText) -> bytes:
    """What is signed: the words in UTF-8, or the file."""
    if text.file is None:
        return str(text.body).encode()
    with open_file(text.file) as file:
        return file.read()


def document_digest(text: AgreementText) -> str:
    """SHA-256 of what would be shown now."""
    return hashlib.sha256(document_bytes(text)).hexdigest()


def signatures_of(agreement: SignedAgreement) -> list[AgreementSignature]:
    """Who signed, in the order of time."""
    return list(AgreementSignature.objects.filter(agreement=agreement).order_by("signed_at", "pk"))


def deviations_of(agreement: SignedAgreement) -> list[AgreementDeviation]:
    """Where it says something else than the guide."""
    return list(AgreementDeviation.objects.filter(agreement=agreement).order_by("pk"))


def papers_of(agreement: SignedAgreement) -> list[AgreementPaper]:
    """What was uploaded, newest first."""
    return list(AgreementPaper.objects.filter(agreement=agreement).select_related("file").order_by("-pk"))


def reads_until(actor: Actor) -> date | None:
    """The last day on which this person of an ended partner reads what was signed and paid; None while it is none."""
    if not actor.may("agreements.keep"):
        return None
    found: date | None = Membership.objects.values_list("reads_until", flat=True).get(pk=actor.membership_id)
    return found


def pdf_key(agreement: SignedAgreement) -> str:
    """What makes the job that draws an executed agreement the same job."""
    return f"agreement:{agreement.pk}"


def drawing_of(agreement: SignedAgreement) -> Job | None:
    """The job that draws it, while the PDF is not there."""
    return job_of(PDF_JOB, pdf_key(agreement)) if agreement.executed_at and not agreement.pdf_id else None


def moves_of(agreement: SignedAgreement) -> list[AgreementMove]:
    """Its life, newest first."""
    return list(AgreementMove.objects.filter(agreement=agreement).select_related("by").order_by("-at", "-pk"))


def executed_keys(partner_id: int, program_id: int) -> dict[str, AgreementState]:
    """The best state of each document of a partner in a program: executed where one version is."""
    rows = SignedAgreement.objects.filter(partner_id=partner_id, program_id=program_id)
    found: dict[str, AgreementState] = {}
    for key, state in rows.order_by("pk").values_list("text__key", "state"):
        if found.get(key) is not AgreementState.EXECUTED:
            found[key] = AgreementState(state)
    return found


def under_way(partner_id: int, program_id: int, key: str) -> QuerySet[SignedAgreement]:
    """Agreements of one document that somebody still has to sign or check."""
    found: QuerySet[SignedAgreement] = SignedAgreement.objects.filter(
        partner_id=partner_id, program_id=program_id, text__key=key, state__in=UNDER_WAY
    )
    return found


def broken_off(effect: str) -> QuerySet[SignedAgreement]:
    """Agreements that lapsed or ended with this effect, and none of the same document is executed since."""
    since = SignedAgreement.objects.filter(
        partner_id=OuterRef("partner_id"),
        program_id=OuterRef("program_id"),
        text__key=OuterRef("text__key"),
        state=AgreementState.EXECUTED,
    )
    found: QuerySet[SignedAgreement] = SignedAgreement.objects.filter(~Exists(since), _is_broken_off(effect))
    return found


def _is_broken_off(effect: str) -> Q:
    return Q(state__in=(AgreementState.LAPSED, AgreementState.ENDED), on_lapse=effect)


def suspending(at: datetime) -> QuerySet[SignedAgreement]:
    """What suspends a partner now. A partnership that is over suspends nothing of another program in which the partner goes on."""
    day = at.date()
    place = {"partner_id": OuterRef("partner_id"), "program_id": OuterRef("program_id")}
    rates = Agreement.objects.filter(**place)
    is_over = Exists(rates) & ~Exists(rates.exclude(period__endswith__lte=day))
    elsewhere = Enrolment.objects.filter(partner_id=OuterRef("partner_id"), period__contains=day)
    goes_on = Exists(elsewhere.exclude(program_id=OuterRef("program_id")))
    return broken_off(SignedAgreement.Lapse.SUSPEND_ENROLMENT).exclude(is_over & goes_on)


def suspended_partners(at: datetime, *, of: int | None = None) -> frozenset[int]:
    """Partners that something suspends now; `of` asks of one. Mostly no agreement was ever broken off, and that is one table."""
    narrowed = {} if of is None else {"partner_id": of}
    if not SignedAgreement.objects.filter(_is_broken_off(SignedAgreement.Lapse.SUSPEND_ENROLMENT), **narrowed).exists():
        return frozenset()
    return frozenset(suspending(at).filter(**narrowed).values_list("partner_id", flat=True))


def partners_without_payouts(first: int, last: int) -> set[int]:
    """Partners from one id to another whose payouts a lapsed agreement stops."""
    found = broken_off(SignedAgreement.Lapse.STOP_PAYOUTS).filter(partner_id__gte=first, partner_id__lte=last)
    return set(found.values_list("partner_id", flat=True))


def waits_for_partner() -> Q:
    """The partner has to sign."""
    return Q(state__in=(AgreementState.SENT, AgreementState.VENDOR_SIGNED))


def waits_for_vendor() -> Q:
    """The vendor has to sign."""
    return Q(state=AgreementState.PARTNER_SIGNED)


def ending_before(day: date) -> Q:
    """In force, and ends or may be given notice of until that day."""
    return Q(state=AgreementState.EXECUTED) & (Q(ends_on__lte=day) | Q(notice_on__lte=day, notice_given_at=None))


def sort_by_end(found: QuerySet[SignedAgreement]) -> QuerySet[SignedAgreement]:
    """What ends first comes first; what never ends comes last."""
    return found.annotate(last_day=Coalesce("ends_on", date.max))
