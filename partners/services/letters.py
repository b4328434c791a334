"""Mails about applications: to applicants in their language, and to those who decide in theirs."""

from typing import Any

from partners.guide.applications import ApplicationsSection
from partners.models import Application
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


def tell_deciders(application: Application, section: ApplicationsSection | None, template: str) -> None:
    """Write once to everybody who decides about the application by its guide."""
    roles = section.decides.roles if section else ()
    for member in Membership.objects.filter(role__in=roles, ended_at=None, suspended=False).order_by("pk"):
        if is_address(member.email):
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
