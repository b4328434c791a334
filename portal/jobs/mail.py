"""From an outbox row to a message: rendered in the recipient's language, from the vendor's sender, to a folder or by SMTP."""

import os
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.validators import validate_email
from django.db.models.functions import Now
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation

from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Brand, Vendor
from portal.tenancy.queries import current_slug


def is_address(text: str) -> bool:
    """Whether `text` is one plain mail address: nothing that could end a header line or name a second recipient."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and not set(text) & set("\r\n,;<>\"' \t")


def deliver(message: OutboxMessage) -> None:
    """Deliver a message by SMTP where a host is set, else as a file named by the message."""
    mail = compose(message)
    if settings.EMAIL_HOST:
        _send(mail, message.recipient)
    else:
        write_to_folder(mail, name=f"{message.vendor_id}-{message.pk}.eml")


def compose(message: OutboxMessage) -> EmailMessage:
    """The message, the same at each attempt but for what its templates read anew."""
    vendor = Vendor.objects.get(pk=message.vendor_id)
    brand = Brand.objects.filter(period__contains=Now()).values_list("name", flat=True).first() or ""
    values = {**message.context, "vendor_name": brand, "vendor_slug": current_slug(), "site_url": settings.SITE_URL}
    sender = vendor.sender or settings.DEFAULT_FROM_EMAIL
    mail = EmailMessage(policy=SMTP)
    with translation.override(message.language):
        mail["Subject"] = _one_line(_text(f"mail/{message.template}.subject.txt", values))
        mail.set_content(_text(f"mail/{message.template}.txt", values))
        if html := _html(message, values):
            mail.add_alternative(html, subtype="html")
    mail["From"] = MailAddress(display_name=_one_line(brand), addr_spec=sender)
    mail["To"] = MailAddress(addr_spec=message.recipient)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.vendor_id}.{message.pk}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def write_to_folder(mail: EmailMessage, *, name: str) -> Path:
    """Write a message as one file; the same name again replaces it, and a kill leaves the old one or the new one."""
    folder = Path(settings.MAIL_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    partial = folder / f".{name}.{os.getpid()}"
    with partial.open("wb") as file:
        file.write(mail.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    return target


def _text(name: str, values: dict[str, Any]) -> str:
    """Plain text: nothing in it is markup, so nothing is escaped."""
    template: Any = get_template(name)
    return str(template.template.render(Context(values, autoescape=False)))


def _html(message: OutboxMessage, values: dict[str, Any]) -> str:
    name = f"mail/{message.template}.html"
    try:
        return render_to_string(name, values)
    except TemplateDoesNotExist as error:
        if str(error) != name:
            raise
        return ""


def _send(mail: EmailMessage, recipient: str) -> None:
    backend: Any = get_connection("django.core.mail.backends.smtp.EmailBackend")
    backend.open()
    try:
        backend.connection.send_message(mail, to_addrs=[recipient])
    finally:
        backend.close()


def _one_line(text: str) -> str:
    return " ".join(text.split())
