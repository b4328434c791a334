"""Mails about applications: to applicants in their language, and to those who decide in theirs."""

from typing import Any

from partners.models import Application
from partners.rules.deciding import Deciders
from portal.accounts.models import Membership
from portal.jobs.mail import is_address
from portal.jobs.outbox import send_mail


def write_to_applicant(application: Application, template: str, *, key: str, **values: Any) -> None:
    """Send one mail; the same key again sends nothing. The link in it is made when it is written, from the salt."""
    context = {"salt": application.salt, "mail": application.mail, "program": application.program.name, **values}
    send_mail(
        key=f"application:{application.pk}:{key}",
        template=f"applications/{template}",
        to=application.mail,
        language=application.language,
        context=context,
    )


def tell_deciders(application: Application, deciders: Deciders | None, template: str) -> None:
    """Write once to everybody who decides about the application."""
    if deciders is None:
        return
    members = Membership.objects.filter(role__in=deciders.roles, ended_at=None, suspended=False)
    for member in members.order_by("pk"):
        if deciders.include(role=member.role, member=member.pk) and is_address(member.email):
            send_mail(
                key=f"application:{application.pk}:{template}:{member.pk}",
                template=f"applications/{template}",
                to=member,
                context={
                    "application": application.pk,
                    "company": application.company,
                    "program": application.program.name,
                },
            )
