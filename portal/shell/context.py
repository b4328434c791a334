"""What every page needs to draw the shell: asked only where a template uses it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.models import MembershipRole, User
from portal.shell.queries import inbox_of, navigation_of, settings_of
from portal.shell.registries import InboxItem
from portal.tenancy.queries import VendorInfo, vendor_signs


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a menu, ready to draw."""

    label: str | Promise
    url: str
    icon: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Portal:
    """One of a person's memberships in the switcher."""

    name: str
    url: str
    role_label: str
    logo_url: str
    current: bool


class Shell:
    """Draws the frame for one request; strangers get an empty one."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor | None = getattr(request, "actor", None)
        self.vendor: VendorInfo | None = getattr(request, "vendor", None)

    def _url(self, name: str) -> str:
        return reverse(name, kwargs={"vendor": self.vendor.slug}) if self.vendor and self.actor else ""

    @cached_property
    def navigation(self) -> list[Entry]:
        """The rail."""
        if self.actor is None or self.vendor is None:
            return []
        entries = [(entry, self._url(entry.url_name)) for entry in navigation_of(self.actor.rights)]
        rail = [entry.url_name for entry, _url in entries]
        settings = [entry.url_name for entry in settings_of(self.actor.rights)]
        index = self._url("settings:index")  # for pages that this role reaches from there
        current = (
            self._longest(url for _entry, url in entries)
            or (self._longest(map(self._url, settings)) and index)
            or self._kin(rail)
            or (self._kin(settings) and index)
        )
        return [Entry(entry.label, url, entry.icon, url == current) for entry, url in entries]

    def _longest(self, urls: Iterable[str]) -> str:
        """The closest of the places that the page of this request lies under."""
        return max((url for url in urls if self.request.path.startswith(url)), key=len, default="")

    def _kin(self, names: Iterable[str]) -> str:
        """The first place of the same part of the portal as this page, which has an address of its own."""
        found = self.request.resolver_match
        part = f"{found.namespace}:" if found and found.namespace else ""
        return next((self._url(name) for name in names if part and name.startswith(part)), "")

    @cached_property
    def memberships(self) -> list[Portal]:
        """The person's portals, for the switcher. One alone needs no names of others."""
        mine = getattr(self.request, "memberships", [])
        if not mine:
            return []
        alone = len(mine) == 1 and self.vendor is not None
        signs = {
            sign.id: sign for sign in ([self.vendor] if alone and self.vendor else vendor_signs(at=timezone.now()))
        }
        here = self.vendor.id if self.vendor else None
        return [
            Portal(sign.name, sign.home_url, str(MembershipRole(member.role).label), sign.logo_url, sign.id == here)
            for member in mine
            if (sign := signs.get(member.vendor_id))
        ]

    @cached_property
    def waiting(self) -> list[InboxItem]:
        """What waits for the member: many questions, asked once for a page that lists it and for the count above the page."""
        return inbox_of(self.actor, timezone.now()) if self.actor else []

    @property
    def inbox_count(self) -> int:
        """How much waits for the member."""
        return len(self.waiting)

    @property
    def home_url(self) -> str:
        """The member's home."""
        return self._url("home")

    @property
    def inbox_url(self) -> str:
        """The member's inbox."""
        return self._url("inbox")

    @property
    def search_url(self) -> str:
        """Where the search form leads."""
        return self._url("search")

    @property
    def role_label(self) -> str:
        """The member's role in words."""
        return str(MembershipRole(self.actor.role).label) if self.actor else ""

    @property
    def own_entries(self) -> list[Entry]:
        """The person's own menu."""
        user = getattr(self.request, "user", None)
        if not isinstance(user, User):
            return []
        entries = [Entry(_("Your profile"), reverse("me"), "user")]
        return (
            [*entries, Entry(_("Operator"), reverse("operator:vendors"), "settings")] if user.is_operator else entries
        )


def shell_of(request: HttpRequest) -> Shell:
    """The one frame of a request, for its page and for every template."""
    kept: Any = request
    if not hasattr(kept, "shell"):
        kept.shell = Shell(request)
    found: Shell = kept.shell
    return found


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` and `vendor` for every template."""
    return {"shell": shell_of(request), "vendor": getattr(request, "vendor", None)}
