"""The link of an invitation, for its mail."""

from django import template
from django.conf import settings
from django.urls import reverse

from portal.accounts.tokens import invitation_token

register = template.Library()


@register.simple_tag
def invitation_link(salt: str) -> str:
    """The whole address that opens an invitation."""
    return f"{settings.SITE_URL}{reverse('invitation', kwargs={'token': invitation_token(salt)})}"
