"""Sections that higher apps add to the page of a partner, lists of partners they keep, and what of the trail they tell there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise

from portal.accounts.actor import Actor
from portal.registry import Registry

if TYPE_CHECKING:
    from partners.models import Partner


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands in a section: a template, which reads its context as `it`; `url` leads to more."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    action: str | Promise = ""


Draw = Callable[[Actor, "Partner"], Panel | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A registered section, and who sees it; `own`: it stands on the partner's page of its own company too."""

    key: str
    label: str | Promise
    right: str | None
    order: int
    draw: Draw
    own: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A section of one partner's page, ready to be drawn."""

    key: str
    label: str | Promise
    panel: Panel


PANELS: Registry[Source] = Registry("partner panels")


def partner_panel(
    key: str, *, label: str | Promise, right: str | None, order: int, own: bool = False
) -> Callable[[Draw], Draw]:
    """Above a function that makes a section, or None where it has nothing to say."""

    def keep(draw: Draw) -> Draw:
        PANELS.register(key, Source(key, label, right, order, draw, own))
        return draw

    return keep


def sections_of(actor: Actor, partner: "Partner") -> list[Section]:
    """The sections that this member sees, in their order."""
    seen = [
        source
        for source in PANELS.all().values()
        if (source.right is None or actor.may(source.right)) and (actor.is_staff or source.own)
    ]
    drawn = [(source, source.draw(actor, partner)) for source in sorted(seen, key=lambda source: source.order)]
    return [Section(source.key, source.label, panel) for source, panel in drawn if panel is not None]


@dataclass(frozen=True, slots=True)
class Listing:
    """Another list of partners, as a tab beside the list of all: `url_name` is reversed with the vendor's address."""

    label: str | Promise
    url_name: str
    right: str
    order: int


LISTINGS: Registry[Listing] = Registry("lists of partners")


def partner_list(key: str, *, label: str | Promise, url_name: str, right: str, order: int) -> None:
    """Add a tab to the lists of partners of everybody with `right`."""
    LISTINGS.register(key, Listing(label, url_name, right, order))


def tabs_of(actor: Actor, vendor: str, *, current: str) -> list[dict[str, Any]]:
    """The lists that this member may see; none where there is one alone."""
    seen = sorted((one for one in LISTINGS.all().values() if actor.may(one.right)), key=lambda one: one.order)
    tabs = [
        {
            "label": one.label,
            "url": reverse(one.url_name, kwargs={"vendor": vendor}),
            "current": one.url_name == current,
        }
        for one in seen
    ]
    return tabs if len(tabs) > 1 else []


#: By the beginning of the kind of an act to the right that lets somebody read of it on a partner's page.
HISTORY: Registry[str] = Registry("acts told on the page of a partner")


def partner_history(*kinds: str, right: str) -> None:
    """Tell acts whose kind begins so in a partner's history. What nobody named is not told there."""
    for kind in kinds:
        HISTORY.register(kind, right)


def history_kinds(actor: Actor) -> list[str]:
    """Beginnings of the kinds that this member reads of."""
    return [kind for kind, right in HISTORY.all().items() if actor.may(right)]
