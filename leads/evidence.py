"""Leads in words, where a scorecard shows what it counted."""

from collections.abc import Collection

from django.urls import reverse

from leads.models import Lead
from portal.tenancy.queries import current_slug
from tiering.queries.evidence import Piece, evidence_source


@evidence_source("leads.lead")
def leads_in_words(ids: Collection[int]) -> dict[int, Piece]:
    """Company and country, with a link to the lead."""
    slug = current_slug()
    return {
        lead.pk: Piece(
            f"{lead.company} · {lead.country}", reverse("leads:lead", kwargs={"vendor": slug, "lead": lead.pk})
        )
        for lead in Lead.objects.filter(pk__in=ids)
    }
