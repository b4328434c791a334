"""Changes of a company that wait for a decision: who confirms them, and what that person is told."""

from django.urls import reverse

from partners.company_acts import ALL_ACTS
from partners.models import Partner, PartnerExecutive, PartnerOwner
from partners.services.company import notices  # noqa: F401 -- listens
from partners.services.company.asking import PREFIX, change_decided, forget_typing
from portal.approvals.kinds import Summary, approval_kind
from portal.approvals.models import Approval
from portal.tenancy.queries import current_slug


def describe_change(approval: Approval) -> Summary:
    """Whose company, whom it is about, and what was typed while it waits."""
    partner = Partner.objects.filter(pk=approval.partner_id).first()
    if partner is None:
        return Summary("")
    typed = approval.detail.get("typed", {})
    said = [_about(approval), *(value for value in typed.values() if value)]
    url = reverse("partners:partner", kwargs={"vendor": current_slug(), "partner": partner.pk})
    return Summary(" · ".join([partner.name, *filter(None, said)]), url)


def _about(approval: Approval) -> str:
    models = {"share": PartnerOwner, "ending": PartnerOwner, "resignation": PartnerExecutive}
    model = models.get(approval.kind.removeprefix(PREFIX))
    row = model.objects.filter(pk=approval.subject_id).first() if model else None
    return row.name if row else ""


for _act in ALL_ACTS:
    approval_kind(
        PREFIX + _act.noun,
        label=_act.title,
        right="principals.confirm",
        decided=change_decided,
        describe=describe_change,
        withdrawn=forget_typing,
    )
