"""What may be due, and what happens then: registered by the apps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from portal.registry import Registry

if TYPE_CHECKING:
    from portal.deadlines.models import Deadline

#: What to do; the outcome it returns closes the deadline ("due" where it returns nothing).
Due = Callable[["Deadline", datetime], str | None]
Remind = Callable[["Deadline", datetime], None]


@dataclass(frozen=True, slots=True)
class DeadlineKind:
    """One kind of deadline."""

    key: str
    label: str | Promise
    due: Due
    remind: Remind | None


KINDS: Registry[DeadlineKind] = Registry("deadline kind")


def deadline_kind(key: str, *, label: str | Promise, due: Due, remind: Remind | None = None) -> DeadlineKind:
    """Register a kind. `due` is called once after the instant has come, `remind` once before it."""
    return KINDS.register(key, DeadlineKind(key, label, due, remind))
