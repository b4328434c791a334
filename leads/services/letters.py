"""Mail to whoever registered a lead."""

from leads.models import Lead
from portal.accounts.models import Membership
from portal.jobs.mail import is_address
from portal.jobs.outbox import send_mail


def tell(lead: Lead, template: str, *, key: str, reason: str = "") -> None:
    """Send `templates/mail/leads/<template>` once; nobody is told where a machine or a person who left registered."""
    member = Membership.objects.filter(pk=lead.registered_by_id, ended_at=None, suspended=False).first()
    if member is None or not is_address(member.email):
        return
    until = lead.protected_until.isoformat(timespec="minutes") if lead.protected_until else ""
    context = {"lead": lead.pk, "company": lead.company, "until": until, "reason": reason}
    send_mail(key=key, template=f"leads/{template}", to=member, context=context, partner_id=lead.partner_id)
