"""Long work of agreements: PDFs, a newer version to everybody who signed an earlier one, and whoever became ready meanwhile."""

from django.utils.translation import gettext_lazy as _

from partners.models import Admission, AgreementText, SignedAgreement
from partners.queries.agreements import PDF_JOB
from partners.services.activation import CERTIFICATE_JOB, look_again, open_missing_admissions
from partners.services.agreements.pdf import keep_agreement_pdf, keep_certificate
from partners.services.agreements.texts import REACCEPT_JOB, send_chunk, send_to_waiting
from portal.jobs.kinds import About, Done, More, Step, job_kind
from portal.jobs.schedule import daily, schedule

READY_JOB = "partners.admissions"
CHUNK = 50


@job_kind(PDF_JOB, label=_("PDF of an agreement"), about=About("agreement", SignedAgreement))
def draw_agreement(step: Step) -> More | Done:
    """Draw and keep it."""
    keep_agreement_pdf(int(step.payload["agreement"]))
    return Done(progress=1, total=1)


@job_kind(CERTIFICATE_JOB, label=_("Certificate of a new partner"))
def draw_certificate(step: Step) -> More | Done:
    """Draw and keep it."""
    keep_certificate(int(step.payload["task"]))
    return Done(progress=1, total=1)


@job_kind(
    REACCEPT_JOB,
    label=_("A new version of an agreement"),
    about=About("text", AgreementText),
    results={"sent": _("Sent to partners")},
)
def send_again(step: Step) -> More | Done:
    """The next partners who have to sign the version."""
    text = AgreementText.objects.select_related("program", "file").get(pk=int(step.payload["text"]))
    before = int(step.cursor.get("sent", 0))
    sent, after = send_chunk(text, after=int(step.cursor.get("after", 0)), at=step.now)
    if after is not None:
        return More(cursor={"after": after, "sent": before + sent}, progress=before + sent)
    total = before + sent + send_to_waiting(text, at=step.now)
    return Done(result={"sent": total}, progress=total)


@job_kind(
    READY_JOB, label=_("Partners that may have become active"), results={"active": _("Partners that became active")}
)
def activate_ready(step: Step) -> More | Done:
    """Everybody on the way is looked at again: something is missing, or a gate cleared without anybody being told."""
    after, done = int(step.cursor.get("after", 0)), int(step.cursor.get("active", 0))
    if not step.cursor:
        open_missing_admissions(at=step.now)
    waiting = Admission.objects.filter(activated_at=None, closed_at=None, pk__gt=after).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:CHUNK])
    done += sum(look_again(pk, at=step.now) for pk in ids)
    if len(ids) < CHUNK:
        return Done(result={"active": done}, progress=step.progress + len(ids))
    return More(cursor={"after": ids[-1], "active": done}, progress=step.progress + len(ids))


schedule(READY_JOB, daily(at="05:00"))
