"""What compliance registers with the ground: the section of the guide, and the decision that lifts a hold."""

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from compliance.guide import DueDiligenceSection
from compliance.services.holds import LIFT, lift_decided
from portal.approvals.kinds import Summary, approval_kind, nothing_follows
from portal.approvals.models import Approval
from portal.guides.queries.open_figures import blocks
from portal.guides.sections import guide_section
from portal.tenancy.queries import current_slug


def _case_page(case: int) -> str:
    return f"/{current_slug()}/cases/{case}/"


_address = lazy(_case_page, str)  # only a page that links to it asks for the vendor's address


def describe_lifting(approval: Approval) -> Summary:
    """Whose hold. Why is told on the case's page, to compliance alone."""
    detail = approval.detail
    return Summary(str(detail.get("company", "")), _address(int(detail.get("case") or 0)))


guide_section("due_diligence", DueDiligenceSection)
blocks("due_diligence", _("Going live; nothing stops afterwards: cases are opened, screened and timed as proposed"))
blocks("duties", _("Going live; nothing stops afterwards: duties fall due as proposed"))
approval_kind(
    LIFT,
    label=_("Lifting of a hold"),
    right="cases.decide",
    decided=lift_decided,
    four_eyes=True,
    describe=describe_lifting,
    withdrawn=nothing_follows,
)
