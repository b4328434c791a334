"""Mails to applicants, in their language, through the outbox."""

from typing import Any

from partners.models import Application
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
