"""Who may read, write and confirm guides and their figures, and what the audit trail says about it."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import PROGRAM_ADMIN, STAFF, declare_right
from portal.audit.kinds import audit_kind

declare_right("guides.see", _("Read program guides, their history and the figures of a year"), STAFF)
declare_right("guides.write", _("Write drafts, enter figures, ask for publication and errata"), {PROGRAM_ADMIN})
declare_right("guides.confirm", _("Confirm, as a second person, what a colleague wants published"), {PROGRAM_ADMIN})

audit_kind("program.created", _("made a program"))
audit_kind("guide.draft_saved", _("saved a draft of a guide"))
audit_kind("guide.draft_discarded", _("discarded a draft of a guide"))
audit_kind("guide.proposed", _("asked for the publication of a guide"))
audit_kind("guide.published", _("published a guide"))
audit_kind("guide.corrected", _("corrected a guide by an erratum"))
audit_kind("figures.entered", _("entered figures of a year"))
audit_kind("figures.confirmed", _("confirmed figures of a year"))
audit_kind("figures.refused", _("refused figures of a year"))
