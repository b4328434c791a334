"""What commissions adds to the shell: entries of the rail, and what waits for a member."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commissions.models import ImportBatch, Sale
from commissions.queries.payees import waiting_methods, waiting_papers
from portal.accounts.actor import Actor
from portal.shell.registries import Found, InboxItem, inbox_source, navigation_entry, search_source
from portal.tenancy.queries import current_slug

SHOWN = 25

# Sales and payees
navigation_entry(
    "imports",
    label=gettext_lazy("Imports"),
    icon="upload",
    url_name="commissions:imports",
    right="sales.import",
    order=60,
)
navigation_entry(
    "payees",
    label=gettext_lazy("Payees"),
    icon="shield",
    url_name="commissions:payees",
    right="payees.confirm",
    order=65,
)
navigation_entry(
    "payee",
    label=gettext_lazy("Who is paid"),
    icon="shield",
    url_name="commissions:payee",
    right="payees.propose",
    order=65,
)


def _of_payees(waiting: "QuerySet[Any]") -> "QuerySet[Any]":
    """With the payee alone: every page asks this, and each table more is planned each time."""
    return waiting.select_related(None).select_related("payee")


@inbox_source("payees", right="payees.confirm")
def waiting_payees(actor: Actor, now: datetime) -> list[InboxItem]:
    """Accounts and papers for a second person to look at, except one's own."""
    slug = current_slug()
    methods = _of_payees(waiting_methods()).exclude(proposed_by_id=actor.membership_id)[:SHOWN]
    papers = _of_payees(waiting_papers()).exclude(received_by_id=actor.membership_id)[:SHOWN]
    accounts = [
        InboxItem(
            title=_("Account of %(name)s waits for a second person") % {"name": method.payee.legal_name},
            url=reverse("commissions:account-decision", kwargs={"vendor": slug, "method_id": method.pk}),
            at=method.proposed_at,
            line=f"{method.get_kind_display()} {method.hint}",
        )
        for method in methods
    ]
    handed_in = [
        InboxItem(
            title=_("%(paper)s of %(name)s waits for a look")
            % {"paper": paper.get_kind_display(), "name": paper.payee.legal_name},
            url=reverse("commissions:paper-decision", kwargs={"vendor": slug, "document_id": paper.pk}),
            at=paper.received_at,
        )
        for paper in papers
    ]
    return [*accounts, *handed_in]


@inbox_source("imports", right="sales.import")
def stopped_imports(actor: Actor, now: datetime) -> list[InboxItem]:
    """Imports that do not add up and wait for somebody's word."""
    slug = current_slug()
    stopped = ImportBatch.objects.filter(state=ImportBatch.State.STOPPED).select_related("file").order_by("pk")[:SHOWN]
    return [
        InboxItem(
            title=_("Import %(number)s does not add up") % {"number": batch.pk},
            url=reverse("commissions:import", kwargs={"vendor": slug, "batch_id": batch.pk}),
            at=batch.created_at,
            line=batch.file.name,
            tone="bad",
        )
        for batch in stopped
    ]


@search_source("sales", right="sales.see")
def sales_of_an_invoice(actor: Actor, query: str) -> list[Found]:
    """An invoice by its whole number: its sales and all they caused."""
    sales = Sale.objects.filter(invoice=query).count()
    if not sales:
        return []
    url = reverse("commissions:lineage", kwargs={"vendor": current_slug()})
    line = ngettext("%(n)d sale, and what it caused", "%(n)d sales, and what they caused", sales) % {"n": sales}
    return [Found(title=query, url=f"{url}?{urlencode({'invoice': query})}", line=line, kind=_("Invoice"))]
