"""Pages for anybody: the front of the whole portal, the front of a vendor, and its looks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.guides.models import Program
from portal.tenancy.queries import VendorInfo, vendor_signs

_LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="hsl({hue} 60% 45%)" d="{path}"/></svg>'


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """`/`: whose programs are here, and the way in."""
    signs = vendor_signs(at=timezone.now())
    own = {member.vendor_id for member in request.memberships}  # type: ignore[attr-defined]
    mine = [sign for sign in signs if sign.id in own]
    return render(request, "shell/front.html", {"vendors": signs, "mine": mine})


@require_safe
def vendor_front(request: HttpRequest, vendor: str) -> HttpResponse:
    """`/{vendor}/`: the vendor's programs, for anybody."""
    programs = Program.objects.filter(published=True).order_by("name")
    return render(request, "shell/vendor_front.html", {"programs": programs, "actor": request.actor})  # type: ignore[attr-defined]


@require_safe
@cache_control(public=True, max_age=86400, immutable=True)
def brand(request: HttpRequest, vendor: str) -> HttpResponse:
    """The vendor's hue as a custom property. Its address changes with it, so browsers may keep it."""
    return HttpResponse(f":root {{ --brand-hue: {_looks(request).hue} }}\n", content_type="text/css")


@require_safe
@cache_control(public=True, max_age=86400, immutable=True)
def logo(request: HttpRequest, vendor: str) -> HttpResponse:
    """The vendor's mark, drawn in its hue from path data that was checked when it was saved."""
    looks = _looks(request)
    drawing = _LOGO.format(hue=looks.hue, path=looks.logo)
    return HttpResponse(drawing, content_type="image/svg+xml", status=200 if looks.logo else 404)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what strangers may; sign-in and members' pages say nothing to them."""
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /api/",
        "Disallow: /invitations/",
        "Disallow: /operator/",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


def _looks(request: HttpRequest) -> VendorInfo:
    info: VendorInfo = request.vendor  # type: ignore[attr-defined]
    return info
