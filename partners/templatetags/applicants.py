"""Links of applicants, for their mails: made when a mail is written, so that no table holds one."""

from django import template
from django.conf import settings
from django.urls import reverse

from partners.tokens import application_token, mail_code

register = template.Library()


@register.simple_tag
def application_link(vendor: str, salt: str) -> str:
    """Where an application goes on, or shows where it stands."""
    return f"{settings.SITE_URL}{reverse('applications:status', args=[vendor, application_token(salt)])}"


@register.simple_tag
def confirmation_link(vendor: str, salt: str, mail: str) -> str:
    """The same, and it proves that its reader reads this mail box."""
    path = reverse("applications:mail", args=[vendor, application_token(salt), mail_code(salt, mail)])
    return f"{settings.SITE_URL}{path}"
