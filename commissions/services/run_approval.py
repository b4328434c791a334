"""Two persons before money moves: one submits a run, another approves it or sends it back."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commissions.models import PayingAccount, Payout, PayoutRun
from commissions.services.runs import locked, move_run
from portal.accounts.actor import Actor
from portal.approvals.kinds import Summary, approval_kind
from portal.approvals.models import Approval
from portal.approvals.services import ask, decide
from portal.audit.services import record
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal
from portal.tenancy.queries import current_slug

KIND = "commissions.payout_run"
FILES_JOB = "commissions.payout_files"
State = PayoutRun.State


@transaction.atomic
def submit_run(run: PayoutRun, *, by: Actor) -> PayoutRun:
    """Ask a second person to approve. Raises Conflict unless calculated, Refusal without an account to pay from."""
    run = locked(run)
    due = Payout.objects.filter(sent_with=run, state=Payout.State.PAYABLE, method__kind="bank")
    missing = set(due.values_list("currency", flat=True)) - set(
        PayingAccount.objects.values_list("currency", flat=True)
    )
    if missing:
        raise Refusal(
            _("Say first from which account transfers in %s are paid.") % ", ".join(sorted(missing)),
            code="paying-account",
        )
    run.submitted_by_id = by.membership_id
    move_run(run, State.SUBMITTED, by=by)
    ask(KIND, subject_id=run.pk, by=by, detail={"period": run.period})
    record("payout_run.submitted", by=by, subject=run, period=run.period)
    return run


def decide_run(run: PayoutRun, *, approve: bool, by: Actor, reason: str, at: datetime) -> PayoutRun:
    """Approve, and let the files be made, or send back with a reason. Raises Refusal for the one who submitted."""
    approval = Approval.objects.filter(kind=KIND, subject_id=run.pk, state=Approval.State.OPEN).first()
    if approval is None:
        raise Conflict(_("This run does not wait for approval."), code="run-state")
    decide(approval, approve=approve, by=by, reason=reason, at=at)
    return locked(run)


def _decided(approval: Approval, *, by: Actor) -> None:
    run = locked(PayoutRun(pk=approval.subject_id))
    if approval.state == Approval.State.APPROVED:
        run.approved_by_id, run.approved_at = by.membership_id, approval.decided_at
        move_run(run, State.APPROVED, by=by, reason=approval.reason)
        record("payout_run.approved", by=by, subject=run, period=run.period)
        enqueue(FILES_JOB, key=f"run:{run.pk}", payload={"run": run.pk}, by=by)
    else:
        run.submitted_by_id = None
        move_run(run, State.CALCULATED, by=by, reason=approval.reason)
        record("payout_run.sent_back", by=by, subject=run, period=run.period)


def _withdrawn(approval: Approval, *, by: Actor | None) -> None:
    """Calculated and not submitted, as before."""
    run = locked(PayoutRun(pk=approval.subject_id))
    run.submitted_by_id = None
    move_run(run, State.CALCULATED, by=by)


def _describe(approval: Approval) -> Summary:
    period = str(approval.detail.get("period", ""))
    url = reverse("commissions:run", kwargs={"vendor": current_slug(), "period": period})
    return Summary(_("Payout run %s") % period, url)


approval_kind(
    KIND,
    label=gettext_lazy("Payout run"),
    right="payouts.approve",
    decided=_decided,
    four_eyes=True,
    describe=_describe,
    withdrawn=_withdrawn,
    fresh_sign_in=True,
)
