"""A partner's name, as a way to its page for who may see it."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from partners.models import Partner

register = template.Library()


@register.simple_tag(takes_context=True)
def partner_link(context: template.Context, partner: Partner | None) -> SafeString:
    """The name; a link for the vendor's people, a dash for nobody."""
    if partner is None:
        return format_html("{}", "—")
    request: Any = context["request"]
    if not request.actor.may("partners.see"):
        return format_html("{}", partner.name)
    url = reverse("partners:partner", kwargs={"vendor": request.vendor.slug, "partner": partner.pk})
    return format_html('<a href="{}">{}</a>', url, partner.name)
