"""What the list of partners adds to the shell: its entry, its tab, the search; and which acts a partner's history tells."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.holds import hold_on
from partners.panels import partner_history, partner_list
from partners.queries.partners import Wanted, narrow, partners_seen_by
from partners.queries.people import vendor_today
from portal.accounts.actor import Actor
from portal.shell.registries import Card, Found, home_card, navigation_entry, search_source, settings_entry
from portal.tenancy.queries import current_slug

navigation_entry(
    "partners",
    label=gettext_lazy("Partners"),
    icon="partners",
    url_name="partners:list",
    right="partners.follow",
    order=15,
)
settings_entry(
    "partners",
    label=gettext_lazy("Partners"),
    line=gettext_lazy("Every partner, and everything on one"),
    icon="partners",
    url_name="partners:list",
    right="partners.see",
    order=12,
)
settings_entry(
    "regions",
    label=gettext_lazy("Regions of channel managers"),
    line=gettext_lazy("Who gets the partners of which countries, and who has nobody"),
    icon="globe",
    url_name="partners:regions",
    right="regions.manage",
    order=14,
)
settings_entry(
    "deciders",
    label=gettext_lazy("Who decides"),
    line=gettext_lazy("Approval groups of each program, and who sits in them"),
    icon="check-circle",
    url_name="partners:deciders",
    right="deciders.manage",
    order=16,
)
settings_entry(
    "company",
    label=gettext_lazy("Your company"),
    line=gettext_lazy("What the vendor knows of it: papers, countries, owners, enrolments"),
    icon="building",
    url_name="partners:company",
    right="company.see",
    order=12,
)
partner_list("partners", label=gettext_lazy("All partners"), url_name="partners:list", right="partners.see", order=0)
partner_history("partner.", right="partners.see")
partner_history("application.", right="applications.see")
partner_history("admission.", "agreement.", "fee.", right="agreements.see")
partner_history("company.", right="principals.see")
partner_history("colleague.", "exam.", "certificate.", "training.", right="colleagues.see")


@home_card("hold", right="company.see", order=0)
def hold_card(actor: Actor) -> Card | None:
    """That the partner may not act now, before everything else, in the words that it may read."""
    hold = hold_on(actor.partner_id, timezone.now()) if actor.partner_id is not None else None
    if hold is None:
        return None
    return Card(
        title=_("On hold"),
        line=hold.reason,
        url=reverse("partners:company", kwargs={"vendor": current_slug()}),
        action=_("Your company"),
        tone="warn",
    )


@search_source("partners", right="partners.see")
def find_partners(actor: Actor, words: str) -> list[Found]:
    """By a part of the name, or the number in another system."""
    now = timezone.now()
    found = narrow(partners_seen_by(actor), Wanted(name=words), day=vendor_today(now), at=now)
    slug = current_slug()
    return [
        Found(
            partner.name,
            reverse("partners:partner", kwargs={"vendor": slug, "partner": partner.pk}),
            str(partner.get_state_display()),
            _("Partner"),
        )
        for partner in found.order_by("name", "id")[:10]
    ]
