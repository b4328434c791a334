"""What holds payments, for many partners at once: missing papers (F-PAY-01) and the gates of higher apps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from commissions.payout_gates import reasons_of_gates
from commissions.queries.payees import NOTHING_HANDED_IN, missing_documents


@dataclass(frozen=True, slots=True)
class Holding:
    """Whom a partner's money in a currency would go to now; `reasons` empty means that it may."""

    payee_id: int | None
    method_id: int | None
    method_kind: str
    reasons: tuple[str, ...]

    @property
    def state(self) -> str:
        """Of a payment that has not gone out."""
        return "held" if self.reasons else "payable"


class Holdings:
    """The answers of one instant for a set of partners."""

    def __init__(self, partner_ids: Collection[int], *, at: datetime) -> None:
        self._gates = reasons_of_gates(partner_ids)
        self._known = {(r.partner_id, r.currency): r for r in missing_documents(partner_ids=partner_ids, at=at)}

    def of(self, partner_id: int, currency: str) -> Holding:
        """What holds this partner's payments in `currency`."""
        gates = tuple(self._gates.get(partner_id, ()))
        ready = self._known.get((partner_id, currency))
        if ready is None:
            return Holding(None, None, "", (*map(str, NOTHING_HANDED_IN), *gates))
        reasons = (*map(str, ready.missing), *gates)
        return Holding(ready.payee_id, ready.method_id, ready.method_kind, reasons)
