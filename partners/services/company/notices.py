"""Who hears by mail that a company is owned, led or called otherwise: once a day and partner, whatever else changes that day."""

from datetime import datetime

from django.db.models import Q

from partners.events import on_company_change
from partners.models import EnrolmentManager, Partner
from partners.queries.people import vendor_today
from portal.accounts.actor import Actor
from portal.accounts.models import Membership, MembershipRole
from portal.jobs.mail import is_address
from portal.jobs.outbox import send_mail


def tell_followers(partner_id: int, by: Actor | None, at: datetime) -> None:
    """Its channel managers and compliance, except whoever changed it. What changed stands on its page, never in the mail."""
    day = vendor_today(at)
    managers = EnrolmentManager.objects.filter(partner=partner_id, period__contains=day).values("manager_id")
    wanted = Q(pk__in=managers, role=MembershipRole.CHANNEL_MANAGER) | Q(role=MembershipRole.COMPLIANCE)
    members = Membership.objects.filter(wanted, ended_at=None, suspended=False).order_by("pk")
    name = Partner.objects.values_list("name", flat=True).get(pk=partner_id)
    for member in members.exclude(pk=by.membership_id if by else None):
        if is_address(member.email):
            send_mail(
                key=f"company:{partner_id}:{day.isoformat()}:{member.pk}",
                template="partners/company_changed",
                to=member,
                context={"partner": partner_id, "company": name},
            )


on_company_change(tell_followers)
