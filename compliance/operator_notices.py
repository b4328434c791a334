"""What the operator's page tells of lists: who loads them has to hear that one is too old for a vendor."""

from datetime import datetime

from django.utils.translation import gettext as _

from compliance.queries.freshness import confirmed_at, freshness
from portal.accounts.operator import NOTICES, Notice
from portal.tenancy import Role, acting_as
from portal.tenancy.queries import vendor_signs


@NOTICES.register_as("lists")
def stale_lists(at: datetime) -> list[Notice]:
    """Each list that is older than a vendor's limit, with the vendors that approve nobody for it."""
    lists: dict[str, tuple[str, list[str]]] = {}
    for sign in vendor_signs(at=at):
        with acting_as(Role.STAFF, vendor=sign.id):
            for version in freshness(at).stale:
                title = _("List too old: %(list)s, last renewed on %(day)s") % {
                    "list": version.get_list_display(),
                    "day": f"{confirmed_at(version):%Y-%m-%d}",
                }
                lists.setdefault(version.list, (title, []))[1].append(sign.name)
    return [
        Notice(title, _("Nobody is approved before it is renewed: %(vendors)s") % {"vendors": ", ".join(names)})
        for title, names in lists.values()
    ]
