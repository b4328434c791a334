"""Rates of agreements: which hold, which held, which waits for a second person, and what a paper says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from commissions.models import PayoutRun, Rate, RunException
from commissions.rules import StopReason
from partners.agreement_states import AgreementState
from partners.models import Agreement, AgreementDeviation
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.keyset import Order

KIND = "commissions.rate"
BY_NUMBER = Order("newest", "", ("id",))
_PERCENT = re.compile(r"\b(\d{1,3}(?:[.,]\d{1,4})?)\s*%")


def rated_agreements(actor: Actor) -> QuerySet[Agreement]:
    """Agreements whose rates this member reads; row security narrows a partner to its own."""
    found: QuerySet[Agreement] = Agreement.objects.select_related("partner", "program")
    return found if actor.may("rates.see") else found.none()


@dataclass(frozen=True, slots=True)
class Rated:
    """An agreement with every rate that ever held, newest first, and what a second person has still to confirm."""

    agreement: Agreement
    rates: list[Rate]
    waiting: Approval | None

    @property
    def is_waiting(self) -> bool:
        """Whether another one waits for a second person."""
        return self.waiting is not None


def with_rates(agreements: Sequence[Agreement]) -> list[Rated]:
    """Two questions, however many agreements."""
    ids = [agreement.pk for agreement in agreements]
    rates: dict[int, list[Rate]] = {pk: [] for pk in ids}
    for rate in Rate.objects.filter(agreement__in=ids).order_by("-period", "-id"):
        rates[rate.agreement_id].append(rate)
    asked = Approval.objects.filter(kind=KIND, subject_id__in=ids, state=Approval.State.OPEN)
    waiting = {approval.subject_id: approval for approval in asked}
    return [Rated(one, rates[one.pk], waiting.get(one.pk)) for one in agreements]


def without_rate_in(run: PayoutRun) -> QuerySet[Agreement]:
    """Agreements whose missing rate stopped a sale of this run."""
    stopped = RunException.objects.filter(
        run=run,
        reason=StopReason.MISSING_RATE,
        partner_id=OuterRef("partner_id"),
        sale__sold_on__contained_by=OuterRef("period"),
    )
    found: QuerySet[Agreement] = Agreement.objects.filter(Exists(stopped), program_id=run.program_id)
    return found.select_related("partner").order_by("partner__name", "pk")


def rate_waiting(agreement: Agreement) -> Approval | None:
    """What a second person has still to confirm."""
    found: Approval | None = Approval.objects.filter(
        kind=KIND, subject_id=agreement.pk, state=Approval.State.OPEN
    ).first()
    return found


def percent_of(rate: Rate) -> Decimal:
    """As people say it: 0.125 is 12.5."""
    return (rate.rate * 100).normalize() + 0


def percent_on_paper(agreement: Agreement) -> Decimal | None:
    """The percentage that the newest signed agreement of this program names as a rate of its own (G-GEN-05)."""
    found = AgreementDeviation.objects.filter(
        agreement__partner=agreement.partner_id,
        agreement__program=agreement.program_id,
        agreement__state=AgreementState.EXECUTED,
        kind=AgreementDeviation.Kind.RATE,
    )
    for agreed in found.order_by("-id").values_list("agreed", flat=True):
        if match := _PERCENT.search(agreed):
            return Decimal(match.group(1).replace(",", "."))
    return None


def first_open_day(agreement: Agreement, today: date) -> date:
    """From the agreement's beginning where there is no rate yet, else from today."""
    begins: date = agreement.period.lower
    return today if Rate.objects.filter(agreement=agreement).exists() else begins
