"""Writing the audit trail: in the transaction of the act, so that there is never one without the other."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from portal.accounts.actor import Actor
from portal.audit.kinds import KINDS
from portal.tenancy import current_scope, current_vendor_id

# Without RETURNING: a visitor may write here but not read.
_WRITE = """
INSERT INTO audit_auditrecord (vendor_id, kind, membership_id, partner_id, subject_type, subject_id, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def record(
    kind: str,
    *,
    by: Actor | None = None,
    subject: models.Model | None = None,
    partner_id: int | None = None,
    **detail: Any,
) -> None:
    """Write one act of the scope's vendor. `detail` holds codes and ids, never names or addresses of people.

    Raises UnknownKey for a kind nobody registered, TenantNotSet outside a vendor's scope.
    """
    scope = current_scope()
    known = KINDS.get(kind)
    values = [
        current_vendor_id(),
        known.key,
        by.membership_id if by else None,
        partner_id if partner_id is not None else (scope.partner if scope else None),
        subject._meta.label_lower if subject is not None else "",
        subject.pk if subject is not None else None,
        json.dumps(detail, cls=DjangoJSONEncoder),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
