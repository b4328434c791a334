"""Sections that higher apps add to the page of a partner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from portal.accounts.actor import Actor
from portal.registry import Registry

if TYPE_CHECKING:
    from partners.models import Partner


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands in a section: a template and its context; `url` leads to more."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    action: str | Promise = ""


Draw = Callable[[Actor, "Partner"], Panel | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A registered section, and who sees it."""

    key: str
    label: str | Promise
    right: str | None
    order: int
    draw: Draw


@dataclass(frozen=True, slots=True)
class Section:
    """A section of one partner's page, ready to be drawn."""

    key: str
    label: str | Promise
    panel: Panel


PANELS: Registry[Source] = Registry("partner panels")


def partner_panel(key: str, *, label: str | Promise, right: str | None, order: int) -> Callable[[Draw], Draw]:
    """Above a function that makes a section, or None where it has nothing to say."""

    def keep(draw: Draw) -> Draw:
        PANELS.register(key, Source(key, label, right, order, draw))
        return draw

    return keep


def sections_of(actor: Actor, partner: "Partner") -> list[Section]:
    """The sections that this member sees, in their order."""
    seen = [source for source in PANELS.all().values() if source.right is None or actor.may(source.right)]
    drawn = [(source, source.draw(actor, partner)) for source in sorted(seen, key=lambda source: source.order)]
    return [Section(source.key, source.label, panel) for source, panel in drawn if panel is not None]
