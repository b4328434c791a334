"""What the shell shows a member, asked of every source the member may see."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from portal.accounts.actor import Actor
from portal.shell.registries import (
    CARDS,
    INBOX,
    NAVIGATION,
    SEARCH,
    SETTINGS,
    Card,
    Found,
    InboxItem,
    NavigationEntry,
    SettingsEntry,
)

MOST_ENTRIES = 7
_NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


class _Guarded(Protocol):
    @property
    def right(self) -> str | None: ...

    @property
    def order(self) -> int: ...


G = TypeVar("G", bound=_Guarded)


def visible(things: Mapping[str, G], rights: frozenset[str]) -> list[G]:
    """Those that these rights open, in their order."""
    return sorted((thing for thing in things.values() if thing.right is None or thing.right in rights), key=_order)


def _order(thing: _Guarded) -> int:
    return thing.order


def navigation_of(rights: frozenset[str]) -> list[NavigationEntry]:
    """The rail of somebody with these rights."""
    return visible(NAVIGATION.all(), rights)


def settings_of(rights: frozenset[str]) -> list[SettingsEntry]:
    """The pages of the settings of somebody with these rights."""
    return visible(SETTINGS.all(), rights)


def cards_of(actor: Actor) -> list[Card]:
    """The cards of a member's home page."""
    cards = (source.ask(actor) for source in visible(CARDS.all(), actor.rights))
    return [card for card in cards if card is not None]


def inbox_of(actor: Actor, now: datetime) -> list[InboxItem]:
    """What waits for a member: what is due first, then what waits longest."""
    items = [item for source in visible(INBOX.all(), actor.rights) for item in source.ask(actor, now)]
    return sorted(items, key=lambda item: (item.due or _NEVER, item.at))


def find(actor: Actor, words: str) -> list[Found]:
    """Everything a member may see that has to do with `words`; nothing for fewer than two characters."""
    words = " ".join(words.split())[:200]
    if len(words) < 2:
        return []
    return [found for source in visible(SEARCH.all(), actor.rights) for found in source.ask(actor, words)]
