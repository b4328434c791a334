"""Who reads the audit trail."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import PROGRAM_ADMIN, declare_right
from portal.audit.kinds import audit_kind
from portal.shell.registries import settings_entry

declare_right("audit.see", _("Read the audit trail"), {PROGRAM_ADMIN})

audit_kind("access.denied", _("was refused"))

settings_entry(
    "audit",
    label=_("Audit trail"),
    line=_("Who did what, and who was refused"),
    icon="history",
    url_name="audit:list",
    right="audit.see",
    order=80,
)
