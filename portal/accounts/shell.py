"""What the shell shows of people and of going live."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.queries import members_named
from portal.shell.registries import Card, CardLine, Found, home_card, search_source
from portal.tenancy import current_vendor_id
from portal.tenancy.go_live import findings
from portal.tenancy.models import Vendor
from portal.tenancy.queries import current_slug

MOST = 10


@search_source("people", right="people.manage")
def find_people(actor: Actor, words: str) -> list[Found]:
    """People in reach by name or mail address."""
    slug = current_slug()
    return [
        Found(
            title=member.name,
            line=f"{member.get_role_display()} · {member.email}",
            url=reverse("settings:person", kwargs={"vendor": slug, "pk": member.pk}),
            kind=_("Person"),
        )
        for member in members_named(words)[:MOST]
    ]


@home_card("go-live", right="vendor.manage", order=800)
def way_to_live(actor: Actor) -> Card | None:
    """What is still open before the vendor can go live; nothing once it is."""
    if Vendor.objects.filter(pk=current_vendor_id(), mode=Vendor.Mode.LIVE).exists():
        return None
    found = findings()
    waiting = tuple(CardLine(point.label, hint=finding.line) for point, finding in found if not finding.done)
    return Card(
        title=_("Going live"),
        line=_("%(done)d of %(all)d points are settled.") % {"done": len(found) - len(waiting), "all": len(found)},
        url=reverse("settings:go-live", kwargs={"vendor": current_slug()}),
        action=_("Open the list"),
        items=waiting,
    )
