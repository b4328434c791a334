"""Who may do what with the records of partners (X-06), and the files they come in."""

from django.utils.translation import gettext_lazy as _

from partners.sheets import LARGEST_FILE
from portal.accounts.rights import CHANNEL_MANAGER, COMPLIANCE, PROGRAM_ADMIN, declare_right
from portal.audit.kinds import audit_kind
from portal.files.purposes import file_purpose
from portal.files.types import Type

RECORDS_FILE = "partner_records"

declare_right(
    "partners.import", _("Import people, certificates, trainings and countries"), {CHANNEL_MANAGER, PROGRAM_ADMIN}
)
file_purpose(
    RECORDS_FILE, types={Type.CSV}, limit=LARGEST_FILE, label=_("Records of partners"), right="partners.import"
)
audit_kind("records.received", _("brought in records of partners"))

declare_right("applications.see", _("See applications of companies"), {CHANNEL_MANAGER, PROGRAM_ADMIN, COMPLIANCE})
declare_right(
    "applications.decide",
    _("Decide applications, ask applicants, handle attached ones separately"),
    {CHANNEL_MANAGER, PROGRAM_ADMIN},
)
audit_kind("application.moved", _("moved the application"))
