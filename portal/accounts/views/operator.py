"""`/operator/`: the vendors of this installation, and founding one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from portal.accounts.forms.vendor import FoundingForm
from portal.accounts.operator import NOTICES, for_operators
from portal.accounts.services.vendors import found_vendor
from portal.forms import blame
from portal.problems import Refusal
from portal.tenancy.queries import vendor_signs

#: Pages of other rooms, shown where they are built in.
_PAGES = (("mailbox:list", _("Mail that was sent")),)


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
@sensitive_variables("link")
def vendors(request: HttpRequest) -> HttpResponse:
    """Every vendor and its mode; the answer to a founding shows the first admin's link once."""
    form, link = FoundingForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            founded = found_vendor(at=timezone.now(), language=request.LANGUAGE_CODE, **form.cleaned_data)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            link = settings.SITE_URL + reverse("invitation", kwargs={"token": founded.token})
            form = FoundingForm()
    now = timezone.now()
    context = {
        "vendors": vendor_signs(at=now),
        "notices": [notice for notices_at in NOTICES.all().values() for notice in notices_at(now)],
        "form": form,
        "link": link,
        "pages": _pages(),
    }
    return render(request, "operator/vendors.html", context, status=422 if form.errors else 200)


def _pages() -> list[dict[str, object]]:
    found = []
    for name, label in _PAGES:
        try:
            found.append({"label": label, "url": reverse(name)})
        except NoReverseMatch:
            continue
    return found
