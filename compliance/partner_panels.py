"""What compliance adds to a partner's page: the register and the hold in full words for its officers, duties for all who see them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from compliance.duty_states import WAITS_FOR_PARTNER, DutyState
from compliance.models import Case
from compliance.presentation import RISK_TONES, STATE_TONES
from compliance.queries.cases import cases_visible_to
from compliance.queries.duties import duties_visible_to, terms_of, today_of
from compliance.queries.holds import grounds_of, hold_at
from compliance.queries.register import register_rows, registered_on
from compliance.states import CASE_STATES, RISK_LABELS, CaseState
from partners.models import Partner
from partners.panels import Panel, partner_history, partner_list, partner_panel
from partners.queries.people import vendor_today
from portal.accounts.actor import Actor
from portal.tenancy.queries import current_slug

MOST_DUTIES = 10
#: Of those who are screened; the register has all.
MOST_SUBJECTS = 100
TONES = {DutyState.OPEN: "info", DutyState.FILED: "info", DutyState.RETURNED: "warn", DutyState.DONE: "good"}
partner_history("case.", "hold.", right="cases.see")
partner_history("duty.", right="duties.see")
partner_list("register", label=gettext_lazy("Register"), url_name="compliance:register", right="cases.see", order=20)


@partner_panel("register", label=gettext_lazy("Due diligence"), right="cases.see", order=2)
def register(actor: Actor, partner: Partner) -> Panel | None:
    """Who was screened with what, the cases, and on what a hold rests: for compliance alone."""
    slug, now = current_slug(), timezone.now()
    day = vendor_today(now)
    subjects = list(registered_on(actor, day).filter(partner=partner).order_by("pk")[:MOST_SUBJECTS])
    cases: list[Case] = list(cases_visible_to(actor).filter(partner=partner).order_by("-pk")[:5])
    cases += list(cases_visible_to(actor).filter(application__partner=partner).order_by("-pk")[:5])
    hold = hold_at(partner.pk, now)
    if not subjects and not cases and hold is None:
        return None
    context = {
        "hold": hold,
        "grounds": grounds_of(hold) if hold else [],
        "rows": [(row, _(RISK_LABELS[row.risk]), RISK_TONES[row.risk]) for row in register_rows(subjects, day)],
        "cases": [
            (
                case,
                reverse("compliance:case", kwargs={"vendor": slug, "case": case.pk}),
                _(CASE_STATES.labels[CaseState(case.state)]),
                STATE_TONES[CaseState(case.state)],
            )
            for case in cases
        ],
    }
    url = reverse("compliance:register", kwargs={"vendor": slug})
    return Panel("compliance/_partner_panel.html", context, url=url, action=_("Register"))


@partner_panel("duties", label=gettext_lazy("Duties"), right="duties.see", order=45, own=True)
def duties(actor: Actor, partner: Partner) -> Panel | None:
    """What is owed, what is read, and what was done last."""
    slug, now = current_slug(), timezone.now()
    every = duties_visible_to(actor).filter(partner=partner)
    waiting = list(every.exclude(state__in=(DutyState.DONE, DutyState.EXCUSED)).order_by("due_on", "id")[:MOST_DUTIES])
    last = list(every.filter(state=DutyState.DONE).order_by("-due_on", "-id")[:2])
    if not waiting and not last:
        return None
    rows = []
    for duty in [*waiting, *last]:
        terms = terms_of(duty, now)
        is_late = duty.state in WAITS_FOR_PARTNER and duty.due_on < today_of(duty.program, now)
        rows.append(
            {
                "name": terms.asked.name.within(get_language() or "en") if terms else duty.key,
                "program": duty.program.name,
                "due": date_format(duty.due_on, "SHORT_DATE_FORMAT"),
                "url": reverse("duties:duty", kwargs={"vendor": slug, "duty": duty.pk}),
                "words": _("Overdue") if is_late else str(duty.get_state_display()),
                "tone": "bad" if is_late else TONES.get(DutyState(duty.state), ""),
            }
        )
    url = reverse("duties:list", kwargs={"vendor": slug}) + (f"?partner={partner.pk}" if actor.is_staff else "")
    return Panel("compliance/_duties_panel.html", {"rows": rows}, url=url, action=_("All duties"))
