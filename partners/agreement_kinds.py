"""What agreements register with the ground: the check of papers, days that come, and what a lapse holds back."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.holds import Hold, partner_hold
from partners.models import AgreementPaper, SignedAgreement
from partners.queries.agreements import suspended_partners
from partners.services.agreements.papers import paper_decided
from partners.services.agreements.sending import ACCEPT, CHECK, END, LAPSE_HOLD, NOTICE, tell_signatories
from partners.services.agreements.terms import acceptance_due, end_of_term, remind_of_end, tell_admins
from portal.approvals.kinds import Summary, approval_kind
from portal.approvals.models import Approval
from portal.deadlines.kinds import deadline_kind
from portal.deadlines.models import Deadline
from portal.tenancy.queries import current_slug

LAPSED = gettext_lazy("An agreement has lapsed: sign it again, and everything goes on.")


def describe_paper(approval: Approval) -> Summary:
    """Which agreement the paper is of."""
    paper = AgreementPaper.objects.select_related("agreement__text", "partner").filter(pk=approval.subject_id).first()
    if paper is None:
        return Summary("")
    url = reverse("agreements:agreement", kwargs={"vendor": current_slug(), "agreement": paper.agreement_id})
    return Summary(f"{paper.partner.name}: {paper.agreement.text.heading}", url)


def _accept_due(deadline: Deadline, now: datetime) -> str:
    return acceptance_due(deadline.subject_id, at=now)


def _accept_soon(deadline: Deadline, now: datetime) -> None:
    agreement = (
        SignedAgreement.objects.select_related("text", "program").filter(pk=deadline.subject_id, state="sent").first()
    )
    if agreement is not None:
        tell_signatories([agreement], at=now)


def _end_due(deadline: Deadline, now: datetime) -> str:
    return end_of_term(deadline.subject_id, at=now)


def _end_soon(deadline: Deadline, now: datetime) -> None:
    remind_of_end(deadline.subject_id, at=now)


def _notice_over(deadline: Deadline, now: datetime) -> str:
    return "over"


def _notice_soon(deadline: Deadline, now: datetime) -> None:
    agreement = (
        SignedAgreement.objects.select_related("text", "program")
        .filter(pk=deadline.subject_id, state="executed", notice_given_at=None)
        .first()
    )
    if agreement is not None:
        tell_admins(agreement, "agreement_notice")


approval_kind(
    CHECK,
    label=gettext_lazy("Signed paper"),
    right="agreements.check",
    decided=paper_decided,
    four_eyes=True,
    describe=describe_paper,
)
deadline_kind(ACCEPT, label=gettext_lazy("Acceptance of a new version"), due=_accept_due, remind=_accept_soon)
deadline_kind(END, label=gettext_lazy("End of an agreement"), due=_end_due, remind=_end_soon)
deadline_kind(NOTICE, label=gettext_lazy("Last day for a notice"), due=_notice_over, remind=_notice_soon)


@partner_hold(LAPSE_HOLD, held=suspended_partners)
def hold_of_lapsed(partner_id: int, at: datetime) -> Hold | None:
    """A lapsed agreement whose named effect is that the enrolment is suspended. Signing it again is always possible."""
    if suspended_partners(at, of=partner_id):
        return Hold(_(str(LAPSED)))
    return None
