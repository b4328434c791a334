"""Paths of commissions' interface for machines, by noun."""

from commissions.api.payout_urls import payout_paths
from portal import paths  # noqa: F401 -- knows what an id in a path is

app_name = "commissions-api"
urlpatterns = [*payout_paths]
