"""What happened to an application or a partner, told to the apps above in the same transaction, in the order of registration.

`submitted` opens the due diligence, `approved` sends the agreements, `activated` gives the entry tier. A listener that raises
undoes what it was told about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from portal.accounts.actor import Actor
from portal.registry import Registry

Kind = Literal[
    "submitted", "changed", "withdrawn", "approved", "waiting", "rejected", "activated", "suspended", "resumed", "ended"
]
#: `waiting`: once a day while an approved company is not active yet; who makes something for it makes what is missing.
#: `suspended`: an agreement lapsed whose lapse suspends; `resumed`: it is in force again. `ended`: the partnership is over, or an
#: approved company was given up before it began (then there is no enrolment). `changed`: the applicant answered a question and may
#: have named other people. `withdrawn`: by the applicant, or for them.
KINDS: Final[tuple[Kind, ...]] = (
    "submitted", "changed", "withdrawn", "approved", "waiting", "rejected", "activated", "suspended", "resumed", "ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartnerEvent:
    """One event, by ids: listeners read what they need."""

    kind: Kind
    program_id: int
    application_id: int | None = None
    partner_id: int | None = None
    enrolment_id: int | None = None


#: What a listener does. `by` is None where the applicant or the portal itself acted.
Listener = Callable[[PartnerEvent, Actor | None, datetime], None]
LISTENERS: Registry[Listener] = Registry("listeners to partner events")


def on_partner_event(kind: Kind, listener: Listener) -> Listener:
    """Register a listener for one kind of event. Raises for a kind nobody emits, and where it listens already."""
    if kind not in KINDS:
        raise ValueError(f"nobody emits {kind!r}")
    return LISTENERS.register(f"{kind}:{listener.__module__}.{listener.__qualname__}", listener)


def emit(event: PartnerEvent, *, by: Actor | None, at: datetime) -> None:
    """Tell everybody who listens, inside the running transaction."""
    for key, listener in LISTENERS.all().items():
        if key.partition(":")[0] == event.kind:
            listener(event, by, at)


#: What is done when a partner's owners, executives or papers changed: by its id, in the transaction of the change.
CompanyListener = Callable[[int, Actor | None, datetime], None]
COMPANY_LISTENERS: Registry[CompanyListener] = Registry("listeners to changes of a company")


def on_company_change(listener: CompanyListener) -> CompanyListener:
    """Register who wants to know that a company is owned, led or called otherwise."""
    return COMPANY_LISTENERS.register(f"{listener.__module__}.{listener.__qualname__}", listener)


def tell_company_change(partner_id: int, *, by: Actor | None, at: datetime) -> None:
    """Tell everybody who listens, inside the running transaction."""
    for listener in COMPANY_LISTENERS.all().values():
        listener(partner_id, by, at)
