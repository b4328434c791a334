"""Mail to the people who knew the old account, so that a change nobody asked for does not pass in silence."""

from commissions.models import Payee, PayoutMethod
from portal.accounts.models import Membership, MembershipRole
from portal.jobs.outbox import send_mail

_TOLD = (MembershipRole.PARTNER_ADMIN, MembershipRole.PARTNER_FINANCE)


def tell_account_proposed(payee: Payee, *, method: PayoutMethod, before: PayoutMethod) -> None:
    """Somebody proposed another account for this payee."""
    _tell(payee, "commissions/account_proposed", method=method, before=before)


def tell_account_confirmed(payee: Payee, *, method: PayoutMethod, before: PayoutMethod) -> None:
    """Another account comes into force on a day."""
    _tell(payee, "commissions/account_confirmed", method=method, before=before)


def _tell(payee: Payee, template: str, *, method: PayoutMethod, before: PayoutMethod) -> None:
    people = Membership.objects.filter(partner_id=payee.partner_id, ended_at=None)
    told = people.filter(role__in=_TOLD) | people.filter(pk=before.proposed_by_id)
    context = {
        "payee": payee.legal_name,
        "old_hint": before.hint,
        "new_hint": method.hint,
        "starts": method.period.lower.isoformat() if method.period else "",
    }
    for member in told.order_by("pk"):
        key = f"payee:{method.pk}:{template}:{member.pk}"
        send_mail(key=key, template=template, to=member, context=context, partner_id=payee.partner_id)
