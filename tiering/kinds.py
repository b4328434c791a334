"""What tiering registers with the ground: kinds of approvals and of acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

from portal.approvals.kinds import Summary, approval_kind, nothing_follows
from portal.approvals.models import Approval
from portal.audit.kinds import audit_kind
from tiering.services.grace import TERMINATION, termination_decided
from tiering.services.waivers import FOR_REBATES, rebates_decided


def describe_waiver(approval: Approval) -> Summary:
    """The line that was waived."""
    return Summary(" ".join(str(approval.detail.get(key, "")) for key in ("requirement", "scope")).strip())


def describe_termination(approval: Approval) -> Summary:
    """Why somebody asks."""
    return Summary(str(approval.detail.get("reason", "")))


approval_kind(
    FOR_REBATES,
    label=_("Waived requirement counts for rebates"),
    right="tiering.waive_for_rebates",
    decided=rebates_decided,
    four_eyes=True,
    describe=describe_waiver,
    withdrawn=nothing_follows,
)
approval_kind(
    TERMINATION,
    label=_("Termination review"),
    right="tiering.terminate",
    decided=termination_decided,
    describe=describe_termination,
)

audit_kind("reading.recorded", _("recorded a figure"))
audit_kind("tier.review_started", _("started the annual review"))
audit_kind("tier.review_measured_again", _("had the review measured again"))
audit_kind("tier.decided", _("decided the tier"))
audit_kind("tier.overridden", _("overrode the tier"))
audit_kind("tier.grace_granted", _("granted a recovery period"))
audit_kind("tier.recovered", _("confirmed that the recovery period was met"))
audit_kind("tier.kept", _("kept the tier after the recovery period"))
audit_kind("tier.termination_reviewed", _("decided the termination review"))
audit_kind("tier.waived", _("waived the requirement"))
audit_kind("tier.waiver_ended", _("ended the waiver"))
audit_kind("tier.waiver_for_rebates", _("decided whether the waiver counts for rebates"))
audit_kind("tier.asked", _("asked for the tier"))
audit_kind("tier.refused", _("refused the tier"))
audit_kind("tier.extras_warned", _("warned that lines of the tier are lost"))
audit_kind("tier.extras_moved", _("changed how the extras of the tier stand"))
audit_kind("tier.ended", _("ended the tiers of the partner"))
audit_kind("tier.deviation_agreed", _("recorded what the agreement asks instead"))
audit_kind("tier.condition_switched", _("switched a condition of benefits"))
audit_kind("tier.primary_chosen", _("chose the primary category"))
audit_kind("tier.replacement_extended", _("gave more time to replace certificates"))
