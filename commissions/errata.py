"""Statements that an erratum changes: those of runs that were calculated by the corrected version from its day on."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commissions.models import Statement
from portal.guides.errata import Effect, erratum_effects
from portal.guides.models import GuideVersion
from portal.money import Money

KIND = "commissions.statement"


def statements_under(version: GuideVersion, source: str, effective_from: date) -> Iterator[Effect]:
    """One for each statement whose month closes from then on; what it comes to now is known when its run is calculated again."""
    del source
    rows = Statement.objects.filter(run__guide_version=version, closes_on__gte=effective_from).order_by("pk")
    for statement in rows.select_related("partner").iterator(chunk_size=1000):
        label = _("Statement %(number)s of %(partner)s") % {
            "number": statement.number,
            "partner": statement.partner.name,
        }
        before = str(Money(statement.total_minor, statement.currency))
        yield Effect(KIND, statement.pk, statement.partner_id, label, before=before)


erratum_effects(KIND, gettext_lazy("Statements"), statements_under)
