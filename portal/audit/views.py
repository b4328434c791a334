"""The page of the audit trail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.accounts.rights import requires
from portal.audit.forms import AuditFilter
from portal.audit.queries import records, sentences
from portal.keyset import Order
from portal.shell.lists import list_page

ORDERS = [Order("newest", _("Newest"), ("id",))]


@require_safe
@requires("audit.see")
def audit_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Who did what, newest first."""
    form = AuditFilter(request.GET)
    page = list_page(request, records(form.wanted()), orders=ORDERS, form=form)
    context = {"page": page, "sentences": sentences(page.rows), "now": timezone.now()}
    return render(request, "audit/list.html", context)
