"""Rates of its agreements on a partner's page, for the partner itself too."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commissions.queries.rates import percent_of, rated_agreements, with_rates
from commissions.services.rates import asked_of
from partners.models import Partner
from partners.panels import Panel, partner_history, partner_panel
from portal.accounts.actor import Actor
from portal.tenancy.queries import current_slug

partner_history("rate.", right="rates.see")


@partner_panel("rates", label=_("Commission rates"), right="rates.see", order=58, own=True)
def rates(actor: Actor, partner: Partner) -> Panel | None:
    """Every rate of each agreement; nothing where there is no agreement."""
    agreements = rated_agreements(actor).filter(partner=partner).order_by("-period", "-id")
    rows = []
    for one in with_rates(list(agreements)):
        waiting = one.waiting if actor.is_staff else None
        may_ask = actor.may("rates.ask") and waiting is None
        link = {"vendor": current_slug(), "agreement": one.agreement.pk}
        rows.append(
            {
                "agreement": one.agreement,
                "rates": [(rate, f"{percent_of(rate):f}") for rate in one.rates],
                "waiting": asked_of(waiting.detail) if waiting else None,
                "url": reverse("commissions:rate", kwargs=link) if may_ask else "",
            }
        )
    return Panel("commissions/_rates_panel.html", {"rows": rows}) if rows else None
