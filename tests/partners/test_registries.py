"""What higher apps add to applications and partners."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from partners import events, gates, holds, panels
from partners.events import PartnerEvent, emit, on_partner_event
from partners.gates import Open, application_gate, ask_gates, open_gates
from partners.holds import Hold, held_partners, hold_on, partner_hold, refuse_while_held
from partners.panels import Panel, partner_panel, sections_of
from portal.problems import Conflict
from portal.registry import DuplicateKey

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANYBODY: Any = SimpleNamespace(may=lambda right: right == "known", is_staff=True)


def test_event_reaches_its_listeners_in_order() -> None:
    heard: list[tuple[str, PartnerEvent]] = []

    def first(event: PartnerEvent, by: object, at: datetime) -> None:
        heard.append(("first", event))

    def second(event: PartnerEvent, by: object, at: datetime) -> None:
        heard.append(("second", event))

    approved = PartnerEvent("approved", program_id=1, application_id=2, partner_id=3)
    with events.LISTENERS.opened():
        events.LISTENERS._values = {}
        on_partner_event("approved", first)
        on_partner_event("approved", second)
        on_partner_event("rejected", first)
        emit(approved, by=None, at=NOW)
        with pytest.raises(DuplicateKey):
            on_partner_event("approved", first)
        with pytest.raises(ValueError, match="nobody emits"):
            on_partner_event("married", first)  # type: ignore[arg-type]

    assert heard == [("first", approved), ("second", approved)]


def test_gate_is_asked_at_its_moments_only() -> None:
    application: Any = object()
    with gates.GATES.opened():
        gates.GATES._values = {}
        application_gate("always", label="Always")(lambda it: [Open("A check is not finished")])
        application_gate("late", label="Late", moments=["activation"])(lambda it: [Open("Fee", "applicant")])
        application_gate("met", label="Met")(lambda it: [])
        asked = ask_gates(application, moment="approval")

        assert [(one.key, one.is_met) for one in asked] == [("always", False), ("met", True)]
        assert [one.key for one in open_gates(application, moment="approval")] == ["always"]
        assert [one.key for one in open_gates(application, moment="activation")] == ["always", "late"]


def test_section_is_drawn_for_those_who_may_see_it() -> None:
    partner: Any = object()
    with panels.PANELS.opened():
        panels.PANELS._values = {}
        partner_panel("b", label="B", right="known", order=2)(lambda actor, it: Panel("b.html"))
        partner_panel("a", label="A", right=None, order=1)(lambda actor, it: Panel("a.html"))
        partner_panel("secret", label="S", right="other", order=0)(lambda actor, it: Panel("s.html"))
        partner_panel("silent", label="N", right=None, order=3)(lambda actor, it: None)

        assert [section.key for section in sections_of(ANYBODY, partner)] == ["a", "b"]


def test_hold_stops_one_partner_in_neutral_words() -> None:
    with holds.HOLDS.opened():
        holds.HOLDS._values = {}
        partner_hold("review", held=lambda at: [7])(lambda partner, at: Hold(since=at) if partner == 7 else None)

        assert held_partners(NOW) == {7}
        assert hold_on(8, NOW) is None
        refuse_while_held(8, NOW)
        with pytest.raises(Conflict, match="completes a review") as refused:
            refuse_while_held(7, NOW)

    assert refused.value.code == "partner-held"
