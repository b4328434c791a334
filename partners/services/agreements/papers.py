"""Agreements signed on paper: uploaded with who signed and when, each deviation named, checked by a second person."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.agreement_states import AgreementState
from partners.models import AgreementDeviation, AgreementPaper, SignedAgreement
from partners.queries.agreements import guide_of
from partners.services.agreements.moves import locked_agreement, move_agreement
from partners.services.agreements.sending import CHECK
from partners.services.agreements.signing import execute
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.files.services import Readable, store_file
from portal.guides.models import GuideVersion
from portal.problems import Conflict, Refusal

PAPER_FILE = "agreement_paper"
_RULE = re.compile(r"[A-Z](-[A-Z0-9]+)+-[0-9]+|X-[0-9]+")


@dataclass(frozen=True, slots=True)
class Signed:
    """What the paper says."""

    partner_signer: str
    partner_title: str
    partner_signed_on: date
    vendor_signer: str
    vendor_title: str
    vendor_signed_on: date
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """One point in which the agreement says something else than the guide (G-GEN-05)."""

    rule: str
    kind: str
    guide_says: str
    agreed: str
    reason: str
    subject: str = ""
    waives: bool = False


@transaction.atomic
def upload_paper(
    agreement_id: int, *, file: Readable, name: str, signed: Signed, by: Actor, at: datetime
) -> AgreementPaper:
    """Keep a signed paper and ask a second person to check it. Raises Conflict where the agreement waits for something else."""
    today = at.date()
    for field in ("partner_signed_on", "vendor_signed_on"):
        if getattr(signed, field) > today:
            raise Refusal(_("Nobody signed in the future."), field=field)
    if signed.ends_on is not None and signed.ends_on < signed.starts_on:
        raise Refusal(_("It ends before it begins."), field="ends_on")
    agreement = locked_agreement(agreement_id)
    if agreement.state != AgreementState.SENT:
        raise Conflict(_("A paper can be uploaded while nobody has signed in the browser, and one at a time."))
    stored = store_file(file, name=name, purpose=PAPER_FILE, partner_id=agreement.partner_id, by=by)
    paper: AgreementPaper = AgreementPaper.objects.create(
        agreement=agreement,
        partner_id=agreement.partner_id,
        file=stored,
        partner_signer=signed.partner_signer,
        partner_title=signed.partner_title,
        partner_signed_on=signed.partner_signed_on,
        vendor_signer=signed.vendor_signer,
        vendor_title=signed.vendor_title,
        vendor_signed_on=signed.vendor_signed_on,
        starts_on=signed.starts_on,
        ends_on=signed.ends_on,
        uploaded_by_id=by.membership_id,
        uploaded_at=at,
    )
    move_agreement(agreement, AgreementState.PAPER, by=by, at=at)
    ask(CHECK, subject_id=paper.pk, by=by, partner_id=agreement.partner_id, detail={"agreement": agreement.pk})
    return paper


def paper_decided(approval: Approval, *, by: Actor) -> None:
    """A second person found the paper as it should be, or sends it back. Registered as the kind's callback."""
    paper = AgreementPaper.objects.select_for_update(of=("self",)).get(pk=approval.subject_id)
    agreement = locked_agreement(paper.agreement_id)
    at = approval.decided_at
    assert at is not None
    accepted = approval.state == Approval.State.APPROVED
    paper.outcome = AgreementPaper.Outcome.ACCEPTED if accepted else AgreementPaper.Outcome.REJECTED
    paper.checked_by_id, paper.checked_at, paper.reason = by.membership_id, at, approval.reason
    paper.save(update_fields=["outcome", "checked_by", "checked_at", "reason"])
    if not accepted:
        move_agreement(agreement, AgreementState.SENT, by=by, at=at, reason=approval.reason)
        return
    execute(
        agreement,
        guide=guide_of(agreement.program, at),
        by=by,
        at=at,
        starts_on=paper.starts_on,
        ends_on=paper.ends_on,
        reason=approval.reason,
    )


@transaction.atomic
def add_deviation(agreement_id: int, *, deviation: Deviation, by: Actor, at: datetime) -> AgreementDeviation:
    """Name a point in which the agreement says something else, before anybody has signed.

    Raises Refusal for a rule that the guide does not know and without a reason, Conflict once somebody has signed.
    """
    agreement = locked_agreement(agreement_id)
    if agreement.state not in (AgreementState.SENT, AgreementState.PAPER):
        raise Conflict(_("What was agreed stays as it was signed: send a new agreement."))
    if not deviation.reason.strip():
        raise Refusal(_("Say why: tiers and payments will show it."), field="reason")
    rule = deviation.rule.strip().upper()
    if not _RULE.fullmatch(rule) or not _is_in_guide(agreement, rule, at):
        raise Refusal(_("The guide has no rule %s.") % deviation.rule, field="rule")
    if deviation.waives and deviation.kind != AgreementDeviation.Kind.REQUIREMENT:
        raise Refusal(_("Only a requirement can be waived."), field="waives")
    found: AgreementDeviation = AgreementDeviation.objects.create(
        agreement=agreement,
        partner_id=agreement.partner_id,
        rule=rule,
        kind=deviation.kind,
        subject=deviation.subject.strip(),
        guide_says=deviation.guide_says.strip(),
        agreed=deviation.agreed.strip(),
        waives=deviation.waives,
        reason=deviation.reason.strip(),
        written_by_id=by.membership_id,
        written_at=at,
    )
    record("agreement.deviation", by=by, subject=agreement, partner_id=agreement.partner_id, rule=rule)
    return found


def _is_in_guide(agreement: SignedAgreement, rule: str, at: datetime) -> bool:
    guide = guide_of(agreement.program, at)
    source = (
        GuideVersion.objects.filter(pk=guide.version_id).values_list("source", flat=True).first() if guide else None
    )
    return bool(source) and f'"{rule}"' in str(source)
