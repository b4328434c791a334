"""Addresses of the workbench's pages, for what speaks of them outside a request's page."""

from django.urls import reverse

from portal.tenancy.queries import current_slug


def proposal_url(proposal: int | None) -> str:
    """The page of what somebody wants published."""
    return reverse("guides:proposal", kwargs={"vendor": current_slug(), "proposal": proposal}) if proposal else ""


def batch_url(batch: int) -> str:
    """The page of figures that wait for a second person."""
    return reverse("guides:batch", kwargs={"vendor": current_slug(), "batch": batch})
