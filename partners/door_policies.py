"""Who may do what with papers and doors, their files, and what the trail says."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import CHANNEL_MANAGER, COMPLIANCE, PARTNER_ADMIN, PARTNERS, PROGRAM_ADMIN, declare_right
from portal.audit.kinds import audit_kind
from portal.files.purposes import MEGABYTE, file_purpose
from portal.files.types import Type

declare_right(
    "papers.see",
    _("See papers of partners, and what is open to them"),
    {*PARTNERS, CHANNEL_MANAGER, COMPLIANCE, PROGRAM_ADMIN},
    while_waiting=True,
)
declare_right("papers.hand_in", _("Hand in papers"), {PARTNER_ADMIN}, while_waiting=True)
declare_right("papers.decide", _("Ask for papers, accept them or give them back"), {CHANNEL_MANAGER, PROGRAM_ADMIN})
declare_right("doors.except", _("Make and end exceptions for a partner"), {PROGRAM_ADMIN})
declare_right("doors.furnish", _("Put files behind doors"), {PROGRAM_ADMIN})

file_purpose(
    "partner_paper",
    types={Type.PDF, Type.PNG, Type.JPEG, Type.XLSX, Type.TEXT},
    limit=20 * MEGABYTE,
    label=_("Paper of a partner"),
    right="papers.see",
)
file_purpose(
    "door_file",
    types={Type.PDF, Type.PNG, Type.JPEG, Type.XLSX, Type.TEXT, Type.CSV, Type.XML},
    limit=100 * MEGABYTE,
    label=_("File behind a door"),
    right="papers.see",
)

audit_kind("paper.moved", _("moved a paper"))
audit_kind("paper.asked", _("asked for a paper"))
audit_kind("paper.request_withdrawn", _("withdrew a request for a paper"))
audit_kind("door.exception", _("made an exception"))
audit_kind("door.exception_ended", _("ended an exception"))
audit_kind("door.file_put", _("put a file behind a door"))
audit_kind("door.file_taken_away", _("took a file from behind a door"))
audit_kind("door.file_fetched", _("fetched a file from behind a door"))
