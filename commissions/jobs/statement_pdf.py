"""Drawing a statement's PDF: seconds of work, so never in a request."""

from django.utils.translation import gettext_lazy as _

from commissions.models import Statement
from commissions.services.statement_pdf import JOB, keep_pdf
from portal.jobs.kinds import About, Done, Step, job_kind


@job_kind(JOB, label=_("Statement as PDF"), about=About("statement", Statement))
def draw_statement(step: Step) -> Done:
    """Draw and keep it."""
    statement = keep_pdf(int(step.payload["statement"]))
    return Done(result={"statement": statement.pk, "file": statement.pdf_id})
