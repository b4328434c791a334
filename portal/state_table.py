"""States are tables: what may follow what, what each state permits, and how it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


class MoveRefused(ValueError):
    """A move that the table of states does not contain."""

    def __init__(self, *, from_state: str, to_state: str) -> None:
        super().__init__(f"{from_state} may not become {to_state}")
        self.from_state = from_state
        self.to_state = to_state


@dataclass(frozen=True, slots=True)
class StateTable(Generic[S]):
    """Complete by construction: every state has moves (perhaps none) and a label, and can be reached."""

    initial: frozenset[S]
    transitions: Mapping[S, frozenset[S]]
    labels: Mapping[S, str]

    def __post_init__(self) -> None:
        states = set(type(next(iter(self.initial))))
        if set(self.transitions) != states or set(self.labels) != states:
            raise ValueError("every state needs its moves and its label")
        if self.reachable() != states:
            raise ValueError(f"no way leads to {sorted(states - self.reachable())}")

    def can_move(self, from_state: S, to_state: S) -> bool:
        return to_state in self.transitions[from_state]

    def check_move(self, from_state: S, to_state: S) -> None:
        if not self.can_move(from_state, to_state):
            raise MoveRefused(from_state=from_state, to_state=to_state)

    def is_final(self, state: S) -> bool:
        return not self.transitions[state]

    def reachable(self) -> set[S]:
        seen: set[S] = set()
        waiting = list(self.initial)
        while waiting:
            state = waiting.pop()
            if state not in seen:
                seen.add(state)
                waiting.extend(self.transitions[state])
        return seen
