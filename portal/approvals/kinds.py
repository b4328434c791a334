"""What may wait for a decision, who decides it and what follows: registered by the apps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

from portal.accounts.actor import Actor
from portal.registry import Registry

if TYPE_CHECKING:
    from portal.approvals.models import Approval


class Decided(Protocol):
    """What follows a decision, in its transaction. `approval.state` says which way it went."""

    def __call__(self, approval: "Approval", *, by: Actor) -> None: ...


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person who decides is told: one line, and where to read more."""

    text: str
    url: str = ""


Describe = Callable[["Approval"], Summary]


class Withdrawn(Protocol):
    """What follows when whoever asked takes the question back, in its transaction. `by` is None where the portal does."""

    def __call__(self, approval: "Approval", *, by: Actor | None) -> None: ...


def nothing_follows(approval: "Approval", *, by: Actor | None) -> None:
    """What was asked for stands nowhere but in the question: it may be taken back, and that is all."""


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """One kind. `four_eyes`: whoever asked cannot decide. `fresh_sign_in`: the page asks who decides to prove again who they are.

    `withdrawn`: what follows when the question is taken back; without it nobody can, since the subject waits for the answer
    and has acts of its own.
    """

    key: str
    label: str | Promise
    right: str
    decided: Decided
    four_eyes: bool
    describe: Describe | None
    withdrawn: Withdrawn | None = None
    fresh_sign_in: bool = False


KINDS: Registry[ApprovalKind] = Registry("approval kind")


def approval_kind(
    key: str,
    *,
    label: str | Promise,
    right: str,
    decided: Decided,
    four_eyes: bool = False,
    describe: Describe | None = None,
    withdrawn: Withdrawn | None = None,
    fresh_sign_in: bool = False,
) -> ApprovalKind:
    """Register a kind; whoever has `right` decides."""
    return KINDS.register(key, ApprovalKind(key, label, right, decided, four_eyes, describe, withdrawn, fresh_sign_in))
