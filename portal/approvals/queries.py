"""What waits for whose decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.functional import Promise

from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.approvals.kinds import KINDS, Summary
from portal.approvals.models import Approval


@dataclass(frozen=True, slots=True)
class Question:
    """An approval in words."""

    id: int
    label: str | Promise
    summary: Summary
    state: str
    state_label: str
    asked_by: str
    asked_at: datetime
    asked_because: str
    decide_by: datetime | None
    decided_by: str
    decided_at: datetime | None
    reason: str
    own: bool
    """The reader asked it, and four eyes are needed: somebody else has to decide."""


def approvals_seen(actor: Actor) -> QuerySet[Approval]:
    """What a member may read; who decides is another question. Of a partner's: what its own people asked."""
    found: QuerySet[Approval] = Approval.objects.all()
    if not actor.is_staff:
        found = found.filter(asked_by__partner_id=actor.partner_id)
    return found


def approvals_for(actor: Actor) -> QuerySet[Approval]:
    """Approvals of the kinds that the actor decides."""
    kinds = [kind.key for kind in KINDS.all().values() if actor.may(kind.right)]
    found: QuerySet[Approval] = Approval.objects.filter(kind__in=kinds)
    return found


def needs_fresh_sign_in(approval: Approval) -> bool:
    """Whether who decides has to have proved a moment ago who they are: it moves money."""
    kind = KINDS.all().get(approval.kind)
    return kind is not None and kind.fresh_sign_in


def waiting_for(actor: Actor) -> QuerySet[Approval]:
    """What waits for this actor and nobody else but colleagues with the same right; what is due first comes first."""
    mine = approvals_for(actor).filter(state=Approval.State.OPEN)
    return mine.exclude(four_eyes=True, asked_by_id=actor.membership_id).order_by(
        F("decide_by").asc(nulls_last=True), "pk"
    )


def asked_by(actor: Actor) -> QuerySet[Approval]:
    """What the same person asked; for a partner's people whatever their company did."""
    found = approvals_seen(actor)
    return found.filter(asked_by__user_id=actor.user_id) if actor.is_staff else found


def withdrawable_by(actor: Actor) -> QuerySet[Approval]:
    """What waits and this member may take back."""
    kinds = [kind.key for kind in KINDS.all().values() if kind.withdrawn]
    own = asked_by(actor) if actor.may("approvals.withdraw") else Approval.objects.none()
    return own.filter(kind__in=kinds, state=Approval.State.OPEN)


def questions_of(approvals: Iterable[Approval], *, reader: Actor) -> list[Question]:
    """In words, with the names of those who asked and decided."""
    rows = list(approvals)
    ids = {id_ for row in rows for id_ in (row.asked_by_id, row.decided_by_id) if id_}
    names = dict(Membership.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [_question(row, names, reader) for row in rows]


def _question(row: Approval, names: dict[int, str], reader: Actor) -> Question:
    kind = KINDS.all().get(row.kind)
    summary = kind.describe(row) if kind and kind.describe else Summary(f"#{row.subject_id}")
    # Why is told to who decides and who asked: of a hold it is compliance's business alone.
    knows = (kind is not None and reader.may(kind.right)) or row.asked_by_id == reader.membership_id
    return Question(
        id=row.pk,
        label=kind.label if kind else row.kind,
        summary=summary,
        state=row.state,
        state_label=row.get_state_display(),
        asked_by=names.get(row.asked_by_id or 0, ""),
        asked_at=row.asked_at,
        asked_because=str(row.detail.get("reason", "")) if knows else "",
        decide_by=row.decide_by,
        decided_by=names.get(row.decided_by_id or 0, ""),
        decided_at=row.decided_at,
        reason=row.reason if knows else "",
        own=row.four_eyes and row.asked_by_id == reader.membership_id,
    )
