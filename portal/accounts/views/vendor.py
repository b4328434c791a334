"""`/settings/vendor/` and `/settings/go-live/`: what the vendor is, how it looks, and when it is for real."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.actor import Actor
from portal.accounts.forms.vendor import AddressForm, BrandForm, SettingsForm
from portal.accounts.rights import requires
from portal.accounts.sessions import requires_fresh_sign_in
from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.forms import blame
from portal.problems import Refusal
from portal.tenancy import go_live, services
from portal.tenancy.models import Brand, Vendor


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _forms(request: HttpRequest, bound: str) -> dict[str, forms.Form]:
    vendor, info = Vendor.objects.get(), request.vendor  # type: ignore[attr-defined]
    values = {
        "time_zone": vendor.time_zone,
        "currencies": " ".join(vendor.currencies),
        "sender": vendor.sender,
        "first_month": vendor.fiscal_year_start_month,
    }
    looks = {"name": info.name, "hue": info.hue, "logo": info.logo}
    kinds = {
        "settings": (SettingsForm, values),
        "brand": (BrandForm, looks),
        "address": (AddressForm, {"slug": info.slug}),
    }
    return {
        key: kind(request.POST if key == bound else None, initial=initial, prefix=key)
        for key, (kind, initial) in kinds.items()
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires("vendor.manage")
def vendor_settings(request: HttpRequest, vendor: str) -> HttpResponse:
    """Three forms on one page; `form` says which was sent."""
    bound = request.POST.get("form", "") if request.method == "POST" else ""
    shown = _forms(request, bound)
    form = shown.get(bound)
    if form is not None and form.is_valid():
        try:
            slug = _save(bound, form, _actor(request)) or vendor
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings:vendor", vendor=slug)
    history = Brand.objects.order_by("-period")[:20]
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/vendor.html", {"forms": shown, "history": history}, status=status)


def _save(which: str, form: forms.Form, by: Actor) -> str | None:
    if which == "settings":
        services.change_settings(by=by, **form.cleaned_data)
    elif which == "brand":
        services.change_brand(by=by, at=timezone.now(), **form.cleaned_data)
    else:
        services.move_vendor(by=by, at=timezone.now(), **form.cleaned_data)
        return str(form.cleaned_data["slug"])
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@requires("vendor.manage")
def going_live(request: HttpRequest, vendor: str) -> HttpResponse:
    """The list; a POST asks a second person."""
    if request.method == "POST":
        try:
            go_live.ask_to_go_live(by=_actor(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("A second person has to approve now."))
        return redirect("settings:go-live", vendor=vendor)
    found = go_live.findings()
    points = [
        {"label": point.label, "finding": it, "url": reverse(it.url_name, args=[vendor]) if it.url_name else ""}
        for point, it in found
    ]
    asked = Approval.objects.filter(kind=go_live.KIND, state="open").select_related("asked_by").first()
    own = asked is not None and asked.asked_by_id == _actor(request).membership_id
    ready = all(it.done for _point, it in found)
    return render(request, "settings/go_live.html", {"points": points, "asked": asked, "own": own, "ready": ready})


@require_POST
@requires("vendor.manage")
@requires_fresh_sign_in
def live_decision(request: HttpRequest, vendor: str) -> HttpResponse:
    """The second person's word."""
    asked = get_object_or_404(Approval, kind=go_live.KIND, state="open")
    approve = request.POST.get("decision") == "approve"
    reason = request.POST.get("reason", "").replace("\x00", "")[:2000]
    try:
        decide(asked, approve=approve, by=_actor(request), reason=reason, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The vendor is live.") if approve else _("Refused: the list stays open."))
    return redirect("settings:go-live", vendor=vendor)
