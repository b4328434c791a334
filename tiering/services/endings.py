"""The end of a partner's tiers with its agreements (G-TIER-14)."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.audit.services import record
from tiering.models import TierRequest
from tiering.queries.benefits import suspended_at_the_end
from tiering.services.calendar import DAY, end_calendar, hold
from tiering.services.decisions import legal_day
from tiering.services.extras import end_extras


@transaction.atomic
def end_tiers(enrolment: Enrolment, *, by: Actor | None, at: datetime) -> None:
    """From today on there is no tier, and no benefit of one; what was decided and earned before stays. Twice is once."""
    hold(enrolment)
    enrolment.refresh_from_db(fields=["period"])
    first = max(legal_day(enrolment.program, at), enrolment.period.lower + DAY)
    if enrolment.period.upper is None or enrolment.period.upper > first:
        enrolment.period = DateRange(enrolment.period.lower, first)
        enrolment.save(update_fields=["period"])
    end_calendar(enrolment, starts_on=enrolment.period.upper)
    end_extras(enrolment.pk, on=first, by=by)
    waiting = TierRequest.objects.filter(enrolment=enrolment, decision=None, refused_on=None)
    waiting.update(refused_on=first, refusal=_("The agreements ended."))
    suspended = suspended_at_the_end(enrolment, first)
    record("tier.ended", by=by, subject=enrolment, partner_id=enrolment.partner_id, on=first, suspended=suspended)
