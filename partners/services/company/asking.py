"""Changes of a company that the partner itself names: they wait until the vendor confirms them, and are then made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from partners.models import Partner, PartnerExecutive, PartnerOwner
from partners.services.company.facts import change_fact, refuse_fact
from partners.services.company.principals import (
    add_executive,
    add_owner,
    change_share,
    end_executive,
    end_owner,
    refuse_ending,
    refuse_executive,
    refuse_new_share,
    refuse_owner,
)
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed, what is refused of it before anybody is asked, and the service that does it."""

    model: type[Partner] | type[PartnerOwner] | type[PartnerExecutive]
    refuse: Callable[..., None]
    write: Callable[..., object]


#: By the noun of the act.
CHANGES: Final[Mapping[str, Change]] = {
    "owner": Change(Partner, refuse_owner, add_owner),
    "executive": Change(Partner, refuse_executive, add_executive),
    "fact": Change(Partner, refuse_fact, change_fact),
    "share": Change(PartnerOwner, refuse_new_share, change_share),
    "ending": Change(PartnerOwner, refuse_ending, end_owner),
    "resignation": Change(PartnerExecutive, refuse_ending, end_executive),
}
PREFIX: Final = "company."
_DAYS: Final = ("begins", "ends", "birth_date")


def change_company(
    noun: str, subject: Partner | PartnerOwner | PartnerExecutive, typed: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Do it for the vendor's people; for the partner itself ask them. Raises what the service raises."""
    change = CHANGES[noun]
    if by.is_staff:
        change.write(subject, **typed, by=by, at=at)
        return
    change.refuse(subject, **typed, at=at)
    partner_id = subject.pk if isinstance(subject, Partner) else subject.partner_id
    said = {name: None if value is None else str(value) for name, value in typed.items()}
    ask(PREFIX + noun, subject_id=subject.pk, by=by, partner_id=partner_id, detail={"typed": said})


def change_decided(approval: Approval, *, by: Actor) -> None:
    """Confirmed: it is made. Either way what was typed leaves the question: names stand where they can be erased."""
    change = CHANGES[approval.kind.removeprefix(PREFIX)]
    typed = {name: _read(name, value) for name, value in approval.detail["typed"].items()}
    forget_typing(approval, by=by)
    if approval.state == Approval.State.APPROVED:
        assert approval.decided_at is not None
        subject = change.model.objects.get(pk=approval.subject_id)
        change.write(subject, **typed, by=by, at=approval.decided_at)


def forget_typing(approval: Approval, *, by: Actor | None) -> None:
    """Withdrawn or decided: what was typed is kept nowhere else."""
    approval.detail = {}
    approval.save(update_fields=["detail"])


def _read(name: str, value: str | None) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    return Decimal(value) if name == "share" else value
