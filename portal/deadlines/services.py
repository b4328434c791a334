"""Setting, moving and closing deadlines, and doing what is due."""

from datetime import datetime

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.deadlines.kinds import KINDS
from portal.deadlines.models import Deadline
from portal.problems import Conflict
from portal.tenancy import Role, current_scope, current_vendor_id

_SET = """
INSERT INTO deadlines_deadline (vendor_id, kind, subject_id, partner_id, due_at, remind_at, outcome)
VALUES (%s, %s, %s, %s, %s, %s, '')
ON CONFLICT (vendor_id, kind, subject_id) WHERE closed_at IS NULL DO NOTHING
RETURNING id
"""


def set_deadline(
    kind: str, *, subject_id: int, due_at: datetime, remind_at: datetime | None = None, partner_id: int | None = None
) -> Deadline:
    """Set the deadline of a subject; one that is open is moved. Raises Conflict for a partner who would move one."""
    known = KINDS.get(kind)
    scope = current_scope()
    owner = partner_id if partner_id is not None else (scope.partner if scope else None)
    with connection.cursor() as cursor:
        cursor.execute(_SET, [current_vendor_id(), known.key, subject_id, owner, due_at, remind_at])
        is_new = cursor.fetchone() is not None
    if not is_new:
        if scope and scope.role is Role.PARTNER:
            raise Conflict(_("This is due already; the vendor moves it."))
        _open(kind, subject_id).update(due_at=due_at, remind_at=remind_at, reminded_at=None)
    deadline: Deadline = _open(kind, subject_id).get()
    return deadline


def close_deadline(kind: str, subject_id: int, outcome: str) -> bool:
    """Close the open deadline of a subject; False where there is none."""
    return bool(_open(kind, subject_id).update(closed_at=Now(), outcome=outcome))


def _open(kind: str, subject_id: int):  # type: ignore[no-untyped-def]
    return Deadline.objects.filter(kind=kind, subject_id=subject_id, closed_at=None)
