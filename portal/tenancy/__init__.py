"""Tenancy is enforced twice: by the database (row security, composite keys, roles) and by how we ask it (managers).

Everything else enters `acting_as(Role.STAFF, vendor=...)` and never sets a role or a vendor itself.
"""

from portal.tenancy.context import (
    Scope,
    TenantNotSet,
    acting_as,
    bare,
    current_scope,
    current_vendor_id,
    rows_identified_as,
)
from portal.tenancy.roles import Role

__all__ = [
    "Role",
    "Scope",
    "TenantNotSet",
    "acting_as",
    "bare",
    "current_scope",
    "current_vendor_id",
    "rows_identified_as",
]
