"""Money on a partner's page: what is owed, on the way and paid, and the newest statements."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commissions.queries.balances import standing_of
from commissions.queries.payouts import statements
from partners.models import Partner
from partners.panels import Panel, partner_history, partner_panel
from portal.accounts.actor import Actor
from portal.tenancy.queries import current_slug

SHOWN = 4
partner_history("payee.", right="payees.see")


@partner_panel("statements", label=gettext_lazy("Commissions and statements"), right="statements.see", order=60)
def money(actor: Actor, partner: Partner) -> Panel | None:
    """By currency; nothing where nothing was ever earned."""
    standing = standing_of(partner.pk)
    newest = list(statements().filter(partner=partner).order_by("-period", "-id")[:SHOWN])
    if not standing and not newest:
        return None
    slug = current_slug()
    rows = [(one, reverse("commissions:statement", kwargs={"vendor": slug, "statement_id": one.pk})) for one in newest]
    url = reverse("commissions:statements", kwargs={"vendor": slug})
    context = {"standing": standing, "rows": rows}
    return Panel("commissions/_partner_panel.html", context, url=url, action=_("All statements"))
