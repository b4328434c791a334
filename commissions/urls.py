"""Paths of commissions' pages, by noun."""

from commissions.payout_urls import payout_pages
from portal import paths  # noqa: F401 -- knows what an id in a path is

app_name = "commissions"
urlpatterns = [*payout_pages]
