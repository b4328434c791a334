"""Jobs around payment files: making them after the approval, reading what the banks answered."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from commissions.models import PayoutRun
from commissions.services.payout_files import close_export, plan_files, write_group
from commissions.services.results import JOB as RESULTS_JOB
from commissions.services.results import MOST_NAMED, load_results
from commissions.services.run_approval import FILES_JOB
from portal.files.models import StoredFile
from portal.jobs.kinds import About, Done, More, Step, job_kind


@job_kind(
    FILES_JOB, label=_("Payout files"), about=About("run", PayoutRun), results={"payments": _("Payments written")}
)
def make_files(step: Step) -> More | Done:
    """One file a step."""
    run = PayoutRun.objects.get(pk=int(step.payload["run"]))
    if "groups" not in step.cursor:
        groups = plan_files(run, now=step.now)
        return More(cursor={"groups": groups, "sent": 0}, total=len(groups))
    groups, sent = list(step.cursor["groups"]), int(step.cursor["sent"])
    if not groups:
        close_export(run)
        return Done(result={"payments": sent})
    kind, currency, day = groups.pop(0)
    sent += write_group(run, kind, currency, date.fromisoformat(day), now=step.now)
    return More(cursor={"groups": groups, "sent": sent}, progress=step.progress + 1)


@job_kind(
    RESULTS_JOB,
    label=_("Results of payouts"),
    about=About("run", PayoutRun),
    results={"paid": _("Paid"), "returned": _("Returned"), "known": _("Known before"), "bad": _("Could not be read")},
)
def read_results(step: Step) -> Done:
    """The whole file, set by set."""
    run = PayoutRun.objects.get(pk=int(step.payload["run"]))
    outcome = load_results(run, StoredFile.objects.get(pk=int(step.payload["file"])))
    result = {
        "paid": outcome.paid,
        "returned": outcome.returned,
        "known": outcome.known,
        "bad": outcome.bad[:MOST_NAMED],
    }
    return Done(result=result, progress=outcome.paid + outcome.returned + outcome.known, skipped=len(outcome.bad))
