"""Who may watch and steer background work, and what the audit trail says about it."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import CHANNEL_MANAGER, COMPLIANCE, FINANCE, PROGRAM_ADMIN, declare_right
from portal.audit.kinds import audit_kind

declare_right(
    "jobs.see", _("See background work and its progress"), {CHANNEL_MANAGER, FINANCE, COMPLIANCE, PROGRAM_ADMIN}
)
declare_right("jobs.steer", _("Cancel background work, or let it go on"), {FINANCE, PROGRAM_ADMIN})

audit_kind("job.cancelled", _("cancelled background work"))
audit_kind("job.resumed", _("let stopped background work go on"))
