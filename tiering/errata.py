"""Scorecards that an erratum changes: those that were judged by the corrected version from its day on."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.guides.errata import Effect, erratum_effects
from portal.guides.models import GuideVersion
from tiering.models import Scorecard

KIND = "tiering.scorecard"


def scorecards_under(version: GuideVersion, source: str, effective_from: date) -> Iterator[Effect]:
    """One for each scorecard as of a day from then on; what it comes to now is known when it is scored again."""
    del source
    rows = Scorecard.objects.filter(guide=version, as_of__gte=effective_from).select_related("partner").order_by("pk")
    for card in rows.iterator(chunk_size=1000):
        label = _("Scorecard of %(partner)s, %(day)s") % {"partner": card.partner.name, "day": card.as_of}
        yield Effect(KIND, card.pk, card.partner_id, label, before=card.tier or _("no tier"))


erratum_effects(KIND, gettext_lazy("Scorecards"), scorecards_under)
