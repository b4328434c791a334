"""Who sees what waits for a decision, and what the audit trail says about it."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import PARTNER_ADMIN, STAFF, declare_right
from portal.audit.kinds import audit_kind

declare_right("approvals.see", _("See what waits for one's own decision"), STAFF)

declare_right("approvals.withdraw", _("Take back questions that one asked oneself"), STAFF | {PARTNER_ADMIN})

audit_kind("approval.asked", _("asked for a decision"))
audit_kind("approval.approved", _("approved"))
audit_kind("approval.refused", _("refused"))
audit_kind("approval.withdrawn", _("withdrew a question"))
