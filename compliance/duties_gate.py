"""A partner is not active before it filed what the guide asks first (G-ETH-01)."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from compliance.duty_states import IS_FILED, WAITS_FOR_PARTNER, DutyState
from compliance.models import Duty
from compliance.queries.duties import duties_first, today_of
from compliance.services.duties import move_duty, open_first_duties
from partners.events import PartnerEvent, on_partner_event
from partners.gates import Open, application_gate
from partners.models import Application
from partners.queries.partners import is_in_program
from portal.accounts.actor import Actor
from portal.tenancy.queries import current_slug


@application_gate("profile_form", label=_("Yearly forms"), moments=("activation",))
def forms_not_filed(application: Application) -> list[Open]:
    """One for each form that is asked first and was not filed, by the name that its page has."""
    if application.partner_id is None:
        return []
    day = today_of(application.program, timezone.now())
    found = []
    language = get_language() or "en"
    for key, terms in duties_first(application.program_id, application.category, day).items():
        known = Duty.objects.filter(partner_id=application.partner_id, program_id=application.program_id, key=key)
        if not known.filter(state__in=IS_FILED).exists():
            words = _("%(name)s: to be filed") % {"name": terms.asked.name.within(language)}
            found.append(Open(words, waits_for="applicant", url=_page(known)))
    return found


def _page(known: QuerySet[Duty]) -> str:
    duty = known.order_by("due_on").values_list("pk", flat=True).first()
    return reverse("duties:duty", kwargs={"vendor": current_slug(), "duty": duty}) if duty else ""


def open_at_approval(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """An application was approved, or goes on: what is filed first can be filed. What is open already stays as it is."""
    if event.application_id is not None:
        open_first_duties(Application.objects.select_related("program").get(pk=event.application_id), at=at)


def excuse_at_the_end(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """Nobody is asked for forms of a program that it is no longer in, nor on its way into."""
    if event.partner_id is None or is_in_program(event.partner_id, event.program_id, at=at):
        return
    owed = Duty.objects.filter(
        partner_id=event.partner_id, program_id=event.program_id, state__in=WAITS_FOR_PARTNER
    ).select_for_update(of=("self",))
    for duty in owed.order_by("pk"):
        move_duty(duty, DutyState.EXCUSED, by=by, at=at, reason=str(_("The partnership ended.")))


on_partner_event("approved", open_at_approval)
on_partner_event("waiting", open_at_approval)
on_partner_event("withdrawn", excuse_at_the_end)
on_partner_event("ended", excuse_at_the_end)
