"""Mail: a row in the transaction of what it tells about, a job that delivers it after commit.

A retry delivers the same message again under the same Message-ID, or writes the same file; it never makes a second one.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership
from portal.accounts.queries import languages_of
from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.mail import deliver, is_address
from portal.jobs.models import OutboxMessage
from portal.jobs.services import enqueue
from portal.problems import Refusal
from portal.tenancy import current_scope


def send_mail(
    *,
    key: str,
    template: str,
    to: Membership | str,
    language: str | None = None,
    context: Mapping[str, Any] | None = None,
    partner_id: int | None = None,
) -> None:
    """Send a mail when, and only if, the running transaction commits; the same key again sends nothing.

    A member is written to in their own language, an address in `language`. `template` names
    `templates/mail/<template>.subject.txt`, `.txt` and `.html`; `context` holds ids and plain values. Raises Refusal for an address
    that is none, TemplateDoesNotExist for a template that is missing.
    """
    address = to.email if isinstance(to, Membership) else to
    if not is_address(address):
        raise Refusal(_("This is no mail address."), field="email")
    if language is None:
        language = languages_of([to])[to.pk] if isinstance(to, Membership) else "en"
    get_template(f"mail/{template}.txt")
    scope = current_scope()
    owner = partner_id if partner_id is not None else (scope.partner if scope else None)
    message = OutboxMessage(
        channel=OutboxMessage.Channel.MAIL,
        key=key,
        template=template,
        recipient=address,
        language=language,
        context=dict(context or {}),
        partner_id=owner,
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    enqueue("outbox.deliver", key=key, partner_id=owner)


@job_kind("outbox.deliver", label=_("Delivery of a mail"), attempts=12)
def deliver_message(step: Step) -> More | Done:
    """Deliver one message. A crash after the delivery and before the commit delivers it again, as the same message."""
    message = OutboxMessage.objects.get(key=step.key)
    if message.sent_at is None:
        deliver(message)
        OutboxMessage.objects.filter(pk=message.pk).update(sent_at=step.now)
    return Done(progress=1, total=1)
