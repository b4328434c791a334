"""What partners themselves put on a partner's page: the way to active, agreements, people, applications."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.agreement_states import UNDER_WAY, AgreementState
from partners.agreement_words import row_of as agreement_row
from partners.application_words import state_words
from partners.models import Application, Partner, SignedAgreement
from partners.panels import Panel, partner_panel
from partners.queries.admissions import needs_of
from partners.queries.agreements import agreements_visible_to
from partners.queries.applications import applications_visible_to
from partners.queries.categories import category_name
from partners.queries.partners import admissions_of, staffing_of
from partners.queries.people import vendor_today
from portal.accounts.actor import Actor
from portal.tenancy.queries import current_slug

#: States of an agreement that say how things stand; what was replaced or taken back is in the list of agreements.
STANDING = (*UNDER_WAY, AgreementState.EXECUTED, AgreementState.LAPSED, AgreementState.ENDED)
MOST_AGREEMENTS = 20


@partner_panel("admissions", label=gettext_lazy("On the way to active"), right="agreements.see", order=5, own=True)
def ways_to_active(actor: Actor, partner: Partner) -> Panel | None:
    """What is missing, of each admission that goes on (G-GEN-02)."""
    now, slug = timezone.now(), current_slug()
    rows = []
    for admission in admissions_of(partner):
        needs = needs_of(admission, at=now)
        missing = [need for need in needs if not need.is_met]
        rows.append(
            {
                "url": reverse("agreements:admission", kwargs={"vendor": slug, "admission": admission.pk}),
                "program": admission.program.name,
                "category": category_name(admission.program, admission.category, at=now),
                "missing": [need.label for need in missing],
                "met": len(needs) - len(missing),
                "all": len(needs),
            }
        )
    return Panel("partners/panels/admissions.html", {"rows": rows}) if rows else None


@partner_panel("agreements", label=gettext_lazy("Agreements"), right="agreements.see", order=30, own=True)
def agreements(actor: Actor, partner: Partner) -> Panel | None:
    """What is in force, under way, lapsed or ended."""
    slug = current_slug()
    rows = agreements_visible_to(actor).filter(partner=partner, state__in=STANDING)
    found: list[SignedAgreement] = list(rows.order_by("-pk")[:MOST_AGREEMENTS])
    order = {AgreementState.LAPSED: 0, **dict.fromkeys(UNDER_WAY, 1), AgreementState.EXECUTED: 2}
    found.sort(key=lambda one: order.get(AgreementState(one.state), 3))
    return Panel(
        "partners/panels/agreements.html",
        {"rows": [agreement_row(one, vendor=slug, actor=actor) for one in found]},
        url=reverse("agreements:list", kwargs={"vendor": slug})
        + ("?" + urlencode({"partner": partner.name}) if actor.is_staff else ""),
        action=_("All agreements"),
    )


@partner_panel("people", label=gettext_lazy("People and certificates"), right="colleagues.see", order=40, own=True)
def people(actor: Actor, partner: Partner) -> Panel:
    """How many count, and what they hold (G-REQ-05)."""
    staffing = staffing_of(partner, vendor_today(timezone.now()))
    url = reverse("people:list", kwargs={"vendor": current_slug()})
    own = f"?partner={partner.pk}" if actor.is_staff else ""
    return Panel("partners/panels/people.html", {"staffing": staffing}, url=url + own, action=_("All people"))


@partner_panel("applications", label=gettext_lazy("Applications"), right="applications.see", order=80)
def applications(actor: Actor, partner: Partner) -> Panel | None:
    """How it came here."""
    slug = current_slug()
    found: list[Application] = list(
        applications_visible_to(actor).filter(partner=partner).select_related("program").order_by("-pk")[:10]
    )
    rows = [
        (
            one,
            state_words(one.state),
            reverse("applications:application", kwargs={"vendor": slug, "application": one.pk}),
        )
        for one in found
    ]
    return Panel("partners/panels/applications.html", {"rows": rows}) if rows else None
