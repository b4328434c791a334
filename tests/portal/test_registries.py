"""The registries of the shell: what apps add is shown by right and order, and nobody's rail overflows."""

from datetime import UTC, datetime, timedelta

from portal.accounts.actor import Actor
from portal.accounts.models import MembershipRole
from portal.accounts.rights import rights_of
from portal.shell import queries, registries
from portal.shell.registries import Card, Found, InboxItem, home_card, inbox_source, search_source

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def make_actor(*rights: str) -> Actor:
    return Actor(1, 2, 3, "Ada", "finance", None, frozenset(rights))


def test_rail_has_seven_entries_at_most_for_every_role() -> None:
    lengths = {role: len(queries.navigation_of(rights_of(role))) for role in MembershipRole.values}
    assert {role: n for role, n in lengths.items() if n > queries.MOST_ENTRIES} == {}
    assert min(lengths.values()) >= 1


def test_card_is_shown_to_those_with_its_right_and_in_order() -> None:
    with registries.CARDS.opened():
        home_card("t.second", right="t.see", order=901)(lambda actor: Card("second"))
        home_card("t.first", right=None, order=900)(lambda actor: Card("first"))
        home_card("t.nothing", right=None, order=902)(lambda actor: None)
        mine = [card.title for card in queries.cards_of(make_actor("t.see")) if card.title in ("first", "second")]
        others = [card.title for card in queries.cards_of(make_actor()) if card.title in ("first", "second")]
    assert (mine, others) == (["first", "second"], ["first"])


def test_inbox_puts_what_is_due_first_and_what_waits_longest_next() -> None:
    items = [
        InboxItem("young", "/y", NOW),
        InboxItem("old", "/o", NOW - timedelta(days=9)),
        InboxItem("due", "/d", NOW, due=NOW + timedelta(days=1)),
    ]
    with registries.INBOX.opened():
        inbox_source("t.all", right="t.see")(lambda actor, now: items)
        assert [item.title for item in queries.inbox_of(make_actor("t.see"), NOW)] == ["due", "old", "young"]
        assert queries.inbox_of(make_actor(), NOW) == []


def test_search_asks_nobody_for_a_single_character() -> None:
    asked: list[str] = []

    def remember(actor: Actor, words: str) -> list[Found]:
        asked.append(words)
        return [Found(words, "/x")]

    with registries.SEARCH.opened():
        search_source("t.all", right="t.see")(remember)
        assert queries.find(make_actor("t.see"), " a ") == []
        assert [hit.title for hit in queries.find(make_actor("t.see"), "  two   words ")] == ["two words"]
        assert queries.find(make_actor(), "two words") == []
    assert asked == ["two words"]
