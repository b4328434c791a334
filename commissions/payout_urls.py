"""Paths of runs, statements, payments and the ledger; taken in by urls.py."""

from django.urls import path, register_converter

from commissions.views import ledger, payouts, runs, statements


class PeriodConverter:
    """A month such as 2026-10."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PeriodConverter, "period")

payout_pages = [
    path("commissions/", payouts.commissions, name="home"),
    path("commissions/runs/", runs.run_list, name="runs"),
    path("commissions/runs/<period:period>/", runs.run_page, name="run"),
    path("commissions/runs/<period:period>/calculation/", runs.run_calculation, name="run-calculation"),
    path("commissions/runs/<period:period>/submission/", runs.run_submission, name="run-submission"),
    path("commissions/runs/<period:period>/approval/", runs.run_approval, name="run-approval"),
    path("commissions/runs/<period:period>/results/", runs.run_results, name="run-results"),
    path("commissions/runs/<period:period>/payout-files/<id:payout_file_id>/", runs.run_file, name="run-file"),
    path("commissions/statements/", statements.statement_list, name="statements"),
    path("commissions/statements/<id:statement_id>/", statements.statement_page, name="statement"),
    path("commissions/statements/<id:statement_id>/pdf/", statements.statement_pdf, name="statement-pdf"),
    path("commissions/payouts/", payouts.payout_list, name="payouts"),
    path("commissions/payouts/<id:payout_id>/", payouts.payout_page, name="payout"),
    path("commissions/paying-accounts/", payouts.paying_accounts, name="paying-accounts"),
    path("ledger/", ledger.trial_balance_page, name="ledger"),
    path("ledger/entries/<id:entry_id>/", ledger.entry_page, name="entry"),
]
