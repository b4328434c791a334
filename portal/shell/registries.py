"""What apps add to the shell: entries of the rail, cards of the home page, sources of the inbox and of the search.

Each app registers its own from `AppConfig.ready()`; a member sees what the named right lets them see, None means every
member. Functions run inside the member's own transaction, so row security holds for them too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.utils.functional import Promise

from portal.accounts.actor import Actor
from portal.registry import Registry

Words = str | Promise


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the rail; `url_name` is reversed with the vendor's address. A role sees seven at most."""

    label: Words
    icon: str
    url_name: str
    right: str | None
    order: int


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card."""

    text: Words
    url: str = ""
    hint: Words = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card of the home page. `template`, where given, draws what stands under the title, from `context`."""

    title: Words
    line: Words = ""
    figure: Words = ""
    url: str = ""
    action: Words = ""
    tone: str = ""
    items: tuple[CardLine, ...] = ()
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something that waits for this member; `due` is when it becomes late."""

    title: Words
    url: str
    at: datetime
    line: Words = ""
    due: datetime | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of the search."""

    title: Words
    url: str
    line: Words = ""
    kind: Words = ""


class InboxSource(Protocol):
    """Lists what waits for `actor`, oldest clock first, some fifty at most.

    Every page asks, and mostly nothing waits: read one table, and prefetch the names of what was found instead of joining them.
    """

    def __call__(self, actor: Actor, now: datetime) -> list[InboxItem]: ...


CardSource = Callable[[Actor], Card | None]
SearchSource = Callable[[Actor, str], list[Found]]
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Source(Generic[S]):
    """A function that fills a part of the shell for members with `right`."""

    ask: S
    right: str | None
    order: int = 0


NAVIGATION: Registry[NavigationEntry] = Registry("navigation entry")
CARDS: Registry[Source[CardSource]] = Registry("home card")
INBOX: Registry[Source[InboxSource]] = Registry("inbox source")
SEARCH: Registry[Source[SearchSource]] = Registry("search source")


def navigation_entry(key: str, *, label: Words, icon: str, url_name: str, right: str | None, order: int) -> None:
    """Add an entry to the rail of every role with `right`."""
    NAVIGATION.register(key, NavigationEntry(label, icon, url_name, right, order))


def home_card(key: str, *, right: str | None, order: int) -> Callable[[CardSource], CardSource]:
    """Above a function that makes a card of the home page, or None where there is nothing to say."""

    def keep(ask: CardSource) -> CardSource:
        CARDS.register(key, Source(ask, right, order))
        return ask

    return keep


def inbox_source(key: str, *, right: str | None) -> Callable[[InboxSource], InboxSource]:
    """Above a function that lists what waits for a member."""

    def keep(ask: InboxSource) -> InboxSource:
        INBOX.register(key, Source(ask, right))
        return ask

    return keep


def search_source(key: str, *, right: str | None) -> Callable[[SearchSource], SearchSource]:
    """Above a function that finds things by the words a member typed, some ten at most."""

    def keep(ask: SearchSource) -> SearchSource:
        SEARCH.register(key, Source(ask, right))
        return ask

    return keep


@dataclass(frozen=True, slots=True)
class SettingsEntry:
    """One page of the settings."""

    label: Words
    line: Words
    icon: str
    url_name: str
    right: str | None
    order: int


SETTINGS: Registry[SettingsEntry] = Registry("settings entry")


def settings_entry(
    key: str, *, label: Words, line: Words, icon: str, url_name: str, right: str | None, order: int
) -> None:
    """Add a page to the settings of every role with `right`."""
    SETTINGS.register(key, SettingsEntry(label, line, icon, url_name, right, order))
