"""What a run goes by: its period, its guide, its days, and whether unconfirmed figures stop it (X-04, X-05)."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from commissions.guide import INBOUND, OUTBOUND, SECTION, CommissionsSection
from commissions.models import PayoutRun
from commissions.rules import PayWindow, pay_window, payment_day
from portal.clock import Period
from portal.guides.queries import Guide, guide_on, guide_version
from portal.tenancy.models import Vendor


@dataclass(frozen=True, slots=True)
class RunTerms:
    """The days of one month's statement: it closes on `closes_on`; what matured is payable on `sold_before`."""

    guide_version: int
    guide_number: int
    closes_on: date
    sold_before: date
    window: PayWindow
    pay_on: date
    maturity_days: int
    unconfirmed_inbound: tuple[str, ...]
    unconfirmed_outbound: tuple[str, ...]


def terms_of_period(program_id: int, period: Period) -> RunTerms:
    """Under the guide in force on the month's last day. Raises NoGuideInForce, KeyError without a commissions section."""
    return _terms(guide_on(program_id, period.last), period)


def terms_of_run(run: PayoutRun) -> RunTerms:
    """The same figures as when the run was opened: its guide version is stored, and later figures are not known to it."""
    period = Period.parse(run.period)
    return _terms(guide_version(run.guide_version_id, on=period.last, known_at=run.created_at), period)


def _terms(guide: Guide, period: Period) -> RunTerms:
    section = cast(CommissionsSection, guide.section(SECTION))
    window = pay_window(period.last, from_days=section.pay_from_days.value, to_days=section.pay_by_days.value)
    live = Vendor.objects.filter(mode=Vendor.Mode.LIVE).exists()
    return RunTerms(
        guide_version=guide.version_id,
        guide_number=guide.number,
        closes_on=period.last,
        sold_before=period.next().first,
        window=window,
        pay_on=payment_day(window, holidays=section.holidays.value),
        maturity_days=section.maturity_days.value,
        unconfirmed_inbound=section.unconfirmed(INBOUND) if live else (),
        unconfirmed_outbound=section.unconfirmed(OUTBOUND) if live else (),
    )
