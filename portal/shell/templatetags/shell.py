"""Tags of the frame: icons, theme, captured blocks, nonce-free head. No database."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portal.countries import COUNTRIES

register = template.Library()

THEMES = ("light", "dark")


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """One glyph of `static/img/icons.svg`; without a label it is decoration and hidden from screen readers."""
    classes = f"icon icon-{size}" if size else "icon"
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            classes,
            label,
            href,
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, href)


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The person's own choice, `light` or `dark`; empty follows the system. Read on the server, so nothing flashes."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if isinstance(request, HttpRequest) else ""
    return chosen if chosen in THEMES else ""


@register.filter
def inline_svg(markup: str) -> SafeString:
    """An SVG document that we made ourselves, as part of the page: data-URI images are not in the content policy."""
    start = markup.find("<svg")
    return mark_safe(markup[start:] if start >= 0 else "")  # noqa: S308 - drawn by our own QR library


@register.simple_tag
def beyond(chips: Sequence[Any], views: Sequence[Any]) -> list[Any]:
    """Filters that no current view says already: a view and a chip of the same would be one thing twice."""
    said = {pair for view in views or () if view.current for pair in parse_qsl(urlsplit(view.url).query)}
    return [chip for chip in chips or () if getattr(chip, "asked", None) not in said]


@register.filter
def endings(accept: str) -> str:
    """What a file input takes, as people name it: `.pdf,image/png` is PDF, PNG."""
    return ", ".join(part.strip().rpartition("/")[2].removeprefix(".").upper() for part in accept.split(","))


@register.filter
def country(code: str) -> str:
    """The name of a country."""
    return COUNTRIES.get(code, code)


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """Browser and system as a person calls them; what we do not know is shown as it came."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return user_agent[:70]


TONES = ("info", "good", "warn", "bad")


@register.simple_tag
def pill(label: str, tone: str = "", bare: bool = False) -> SafeString:
    """`{% pill lead.get_status_display "good" %}`: tones info, good, warn, bad; none is neutral."""
    tone = tone if tone in TONES else "none"
    return SafeString(render_to_string("components/_pill.html", {"label": label, "tone": tone, "bare": bare}))


class CaptureNode(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308
        return mark_safe("")


@register.tag
def capture(parser: template.base.Parser, token: template.base.Token) -> CaptureNode:
    """`{% capture title %}{% block title %}{% endblock %}{% endcapture %}`: one block, used in two places."""
    bits: Sequence[str] = token.split_contents()
    if len(bits) != 2:
        raise template.TemplateSyntaxError("capture takes exactly one name")
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, bits[1])
