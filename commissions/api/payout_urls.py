"""Paths of runs, statements and payments for machines; taken in by urls.py."""

from django.urls import path

from commissions.api import payouts

payout_paths = [
    path("payout-runs/", payouts.Runs.as_view(), name="payout-runs"),
    path("payout-runs/<id:run_id>/", payouts.Run.as_view(), name="payout-run"),
    path("payout-runs/<id:run_id>/calculation/", payouts.RunCalculation.as_view(), name="payout-run-calculation"),
    path("payout-runs/<id:run_id>/submission/", payouts.RunSubmission.as_view(), name="payout-run-submission"),
    path("payout-runs/<id:run_id>/approval/", payouts.RunApproval.as_view(), name="payout-run-approval"),
    path("statements/", payouts.Statements.as_view(), name="statements"),
    path("statements/<id:statement_id>/", payouts.OneStatement.as_view(), name="statement"),
    path("statements/<id:statement_id>/lines/", payouts.StatementLines.as_view(), name="statement-lines"),
    path("payouts/", payouts.Payouts.as_view(), name="payouts"),
    path("payouts/<id:payout_id>/", payouts.OnePayout.as_view(), name="payout"),
]
