"""A partner is not active before it filed what the guide asks first (G-ETH-01)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from compliance.duty_states import IS_FILED
from compliance.models import Duty
from compliance.queries.duties import duties_asked, today_of
from partners.gates import Open, application_gate
from partners.models import Application


@application_gate("compliance.duties", label=_("Yearly forms"), moments=("activation",))
def forms_not_filed(application: Application) -> list[Open]:
    """One for each form that is asked first and was not filed."""
    if application.partner_id is None:
        return []
    day = today_of(application.program, timezone.now())
    found = []
    for key, terms in duties_asked(application.program_id, day).items():
        if not terms.asked.gates_activation.value:
            continue
        filed = Duty.objects.filter(
            partner_id=application.partner_id, program_id=application.program_id, key=key, state__in=IS_FILED
        )
        if not filed.exists():
            found.append(Open(_("A yearly form is to be filed."), waits_for="applicant"))
    return found
