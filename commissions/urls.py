"""Paths of commissions' pages, by noun."""

from django.urls import path

from commissions.payout_urls import payout_pages
from commissions.views import imports, lineage, payees
from commissions.views.rates import RATE_PAGES
from portal import paths  # noqa: F401 -- knows what an id in a path is

app_name = "commissions"

sales = [
    path("commissions/imports/", imports.imports, name="imports"),
    path("commissions/imports/new/", imports.new_import, name="new-import"),
    path("commissions/imports/template.csv", imports.import_template, name="import-template"),
    path("commissions/imports/<id:batch_id>/", imports.import_page, name="import"),
    path("commissions/imports/<id:batch_id>/totals/", imports.import_totals, name="import-totals"),
    path("commissions/imports/<id:batch_id>/refusal/", imports.import_refusal, name="import-refusal"),
    path("commissions/imports/<id:batch_id>/report/", imports.import_report, name="import-report"),
    path("commissions/imports/<id:batch_id>/file/", imports.import_file, name="import-file"),
    path("commissions/lineage/", lineage.lineage, name="lineage"),
]
payee_pages = [
    *RATE_PAGES.paths("commission-agreements/<id:agreement>/"),
    path("commissions/payee/", payees.own_payees, name="payee"),
    path("commissions/payee/new/", payees.new_payee, name="new-payee"),
    path("commissions/payees/<id:payee_id>/account/", payees.new_account, name="payee-account"),
    path("commissions/payees/<id:payee_id>/papers/", payees.new_paper, name="payee-paper"),
    path("commissions/payees/", payees.queue, name="payees"),
    path("commissions/payees/methods/<id:method_id>/", payees.account_decision, name="account-decision"),
    path("commissions/payees/documents/<id:document_id>/", payees.paper_decision, name="paper-decision"),
    path("commissions/payees/documents/<id:document_id>/file/", payees.paper_file, name="paper-file"),
]
urlpatterns = [*sales, *payee_pages, *payout_pages]
