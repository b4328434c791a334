"""Which checks are open before an application may be approved, and before a partner may be active: asked of the apps above.

Words are neutral: an applicant reads them too, and never learns of a hit.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.functional import Promise

from portal.registry import Registry

if TYPE_CHECKING:
    from partners.models import Application

Moment = Literal["approval", "activation"]
Waits = Literal["vendor", "applicant"]


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is still open: `text` for everybody, whom it waits for, and where the vendor's people see to it."""

    text: str | Promise
    waits_for: Waits = "vendor"
    url: str = ""


Ask = Callable[["Application"], list[Open]]


@dataclass(frozen=True, slots=True)
class Gate:
    """One registered question and the moments at which it is asked."""

    key: str
    label: str | Promise
    moments: frozenset[Moment]
    look: Ask


@dataclass(frozen=True, slots=True)
class Answer:
    """A gate and what is open behind it; nothing: it is met."""

    key: str
    label: str | Promise
    open: tuple[Open, ...]

    @property
    def is_met(self) -> bool:
        return not self.open


GATES: Registry[Gate] = Registry("application gates")


def application_gate(
    key: str, *, label: str | Promise, moments: Iterable[Moment] = ("approval", "activation")
) -> Callable[[Ask], Ask]:
    """Above a function that lists what is open for an application. What was met for the approval is asked again at activation."""

    def keep(ask: Ask) -> Ask:
        GATES.register(key, Gate(key, label, frozenset(moments), ask))
        return ask

    return keep


def ask_gates(application: "Application", *, moment: Moment) -> list[Answer]:
    """Every gate of a moment with what is open, in the order of registration."""
    return [
        Answer(gate.key, gate.label, tuple(gate.look(application)))
        for gate in GATES.all().values()
        if moment in gate.moments
    ]


def open_gates(application: "Application", *, moment: Moment) -> list[Answer]:
    """Only those that something stands behind."""
    return [answer for answer in ask_gates(application, moment=moment) if not answer.is_met]
