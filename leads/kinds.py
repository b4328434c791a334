"""What leads register with the ground: audit kinds, approval kinds, the deadline, the section of the guide."""

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from leads.guide import LeadsSection
from leads.services.clocks import protection_ends_soon, protection_is_over
from leads.services.decisions import lead_decided
from leads.services.registration import OUTBOUND, PROTECTION, REREGISTRATION
from portal.approvals.kinds import Summary, approval_kind
from portal.approvals.models import Approval
from portal.audit.kinds import audit_kind
from portal.deadlines.kinds import deadline_kind
from portal.guides.queries.open_figures import blocks
from portal.guides.sections import guide_section
from portal.tenancy.queries import current_slug


def describe_lead(approval: Approval) -> Summary:
    """The lead that waits, in one line, from what was written when it was asked: an inbox describes fifty at once."""
    detail = approval.detail
    text = (
        f"{detail.get('partner', '')}: {detail.get('company', '')}"
        if detail.get("company")
        else f"#{approval.subject_id}"
    )
    return Summary(text, _address(approval.subject_id))


def _lead_page(lead: int) -> str:
    return reverse("leads:lead", kwargs={"vendor": current_slug(), "lead": lead})


_address = lazy(_lead_page, str)  # only a page that links to it asks for the vendor's address


guide_section("leads", LeadsSection)
blocks("leads", _("Going live; nothing stops afterwards: leads are protected, extended and reminded of as proposed"))

approval_kind(OUTBOUND, label=_("Outbound lead"), right="leads.approve", decided=lead_decided, describe=describe_lead)
approval_kind(
    REREGISTRATION, label=_("New registration"), right="leads.approve", decided=lead_decided, describe=describe_lead
)
deadline_kind(PROTECTION, label=_("End of protection"), due=protection_is_over, remind=protection_ends_soon)

audit_kind("lead.registered", _("registered the lead"))
audit_kind("lead.approved", _("approved the lead"))
audit_kind("lead.declined", _("declined the lead"))
audit_kind("lead.asked_again", _("asked for a new registration of the lead"))
audit_kind("lead.moved", _("moved the lead"))
audit_kind("lead.demo", _("recorded the demo of the lead"))
audit_kind("lead.delivery", _("said who deploys the project of the lead"))
audit_kind("lead.extended", _("extended the protection of the lead"))
audit_kind("lead.released", _("released the lead"))
audit_kind("lead.won", _("closed the lead as won"))
audit_kind("lead.lost", _("closed the lead as lost"))
audit_kind("deal.cancelled", _("cancelled the deal"))
