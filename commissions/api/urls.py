"""Paths of commissions' interface for machines, by noun."""

from django.urls import path

from commissions.api import imports, payees, rates
from commissions.api.payout_urls import payout_paths
from portal import paths  # noqa: F401 -- knows what an id in a path is

app_name = "commissions-api"

sales = [
    path("sale-batches/", imports.SaleBatches.as_view(), name="sale-batches"),
    path("sale-batches/<id:batch_id>/", imports.SaleBatch.as_view(), name="sale-batch"),
    path("sale-batches/<id:batch_id>/rows/", imports.SaleBatchRows.as_view(), name="sale-batch-rows"),
]
rate_paths = [
    path("commission-agreements/", rates.RatedAgreements.as_view(), name="rates"),
    path("commission-agreements/<id:agreement>/rate/", rates.ACT_APIS["rate"], name="rate"),
]
payee_paths = [
    path("payees/", payees.Payees.as_view(), name="payees"),
    path("payees/<id:payee_id>/accounts/", payees.PayeeAccounts.as_view(), name="payee-accounts"),
    path("payees/<id:payee_id>/papers/", payees.PayeePapers.as_view(), name="payee-papers"),
    path("payees/methods/<id:method_id>/decision/", payees.AccountDecisions.as_view(), name="account-decision"),
    path("payees/documents/<id:document_id>/decision/", payees.PaperDecisions.as_view(), name="paper-decision"),
]
urlpatterns = [*sales, *payee_paths, *rate_paths, *payout_paths]
