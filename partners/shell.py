"""What partners add to the shell: the people on the rail, and in the search."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.queries.people import last_posts, vendor_today
from portal.accounts.actor import Actor
from portal.shell.registries import Found, navigation_entry, search_source
from portal.tenancy.queries import current_slug

navigation_entry(
    "colleagues", label=gettext_lazy("People"), icon="people", url_name="people:list", right="colleagues.see", order=20
)


@search_source("colleagues", right="colleagues.see")
def find_people(actor: Actor, words: str) -> list[Found]:
    """By the beginning of the name, or the mail address as it is."""
    posts = last_posts(actor, vendor_today(timezone.now()))
    named = posts.filter(person__name__istartswith=words) | posts.filter(person__mail=words.casefold())
    slug = current_slug()
    return [
        Found(
            post.person.name,
            reverse("people:person", kwargs={"vendor": slug, "person": post.person_id}),
            f"{post.get_role_display()} · {post.partner.name}",
            _("Person"),
        )
        for post in named.order_by("person__name", "id")[:10]
    ]
