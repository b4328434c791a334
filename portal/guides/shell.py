"""What the shell shows of guides. What waits for a second person comes through the approvals' own inbox source."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.guides.queries.workbench import programs_visible_to
from portal.shell.registries import Found, navigation_entry, search_source
from portal.tenancy.queries import current_slug

navigation_entry("guides", label=_("Guides"), icon="guides", url_name="guides:list", right="guides.write", order=700)


@search_source("guides", right="guides.see")
def guides_called(actor: Actor, query: str) -> list[Found]:
    """Programs by name."""
    from django.urls import reverse

    slug = current_slug()
    return [
        Found(program.name, reverse("guides:program", kwargs={"vendor": slug, "program": program.pk}), kind=_("Guide"))
        for program in programs_visible_to(actor).filter(name__icontains=query)[:10]
    ]
