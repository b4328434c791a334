"""Who may do what with due diligence (X-06): compliance alone, since a hit is nobody else's business."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import COMPLIANCE, declare_right
from portal.audit.kinds import audit_kind
from portal.files.purposes import file_purpose
from portal.files.types import Type

EVIDENCE_FILE = "case_evidence"

declare_right("cases.see", _("See due-diligence cases, hits and the register"), {COMPLIANCE})
declare_right("cases.work", _("Answer checks and rule on hits of due-diligence cases"), {COMPLIANCE})
declare_right("cases.decide", _("Decide escalated cases as their second reviewer"), {COMPLIANCE})

file_purpose(
    EVIDENCE_FILE,
    types={Type.PDF, Type.PNG, Type.JPEG, Type.TEXT},
    label=_("Evidence of a due-diligence case"),
    right="cases.see",
)

audit_kind("case.opened", _("opened the due-diligence case"))
audit_kind("case.moved", _("moved the due-diligence case"))
audit_kind("case.checked", _("answered a check of the due-diligence case"))
audit_kind("case.evidence", _("added evidence to the due-diligence case"))
audit_kind("case.hit_ruled", _("ruled on a hit"))
audit_kind("hold.placed", _("put the partner on hold"))
audit_kind("hold.lifted", _("lifted the hold on the partner"))
