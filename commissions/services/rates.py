"""The rate of an agreement: one person asks for it, a second confirms; every rate is dated and none is overwritten (F-COM-02)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commissions.models import Earning, PayoutRun, Rate, Sale
from commissions.queries.rates import KIND
from commissions.services.runs import lock_runs
from partners.models import Agreement
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.problems import Conflict, Refusal


@transaction.atomic
def ask_for_rate(agreement: Agreement, *, percent: Decimal, begins: date, reason: str, by: Actor) -> Approval:
    """Ask a second person for a rate from a day on. Raises Refusal for one that cannot be, Conflict where one waits already."""
    _refuse(agreement, _fraction(percent), begins)
    detail = {"percent": str(percent), "begins": begins.isoformat(), "reason": reason.strip()}
    approval = ask(KIND, subject_id=agreement.pk, by=by, partner_id=agreement.partner_id, detail=detail)
    record(
        "rate.asked",
        by=by,
        subject=agreement,
        partner_id=agreement.partner_id,
        percent=str(percent),
        begins=begins.isoformat(),
    )
    return approval


def rate_decided(approval: Approval, *, by: Actor) -> None:
    """Confirmed: the rate that ran ends the day before, and sales from that day on earn by the new one.

    Raises Refusal where what was asked no longer fits, so that it is refused, or asked again, by a person.
    """
    if approval.state != Approval.State.APPROVED:
        return
    if by.key_id is not None:
        raise Refusal(
            _("A person confirms rates, freshly signed in: a key may only refuse one."), code="needs-a-person"
        )
    agreement: Agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=approval.subject_id)
    percent, begins = asked_of(approval.detail)
    fraction = _fraction(percent)
    _refuse_while_calculating(agreement)
    _refuse(agreement, fraction, begins)
    for running in Rate.objects.filter(agreement=agreement, period__contains=begins):
        running.period = DateRange(running.period.lower, begins)
        running.save(update_fields=["period"])
    made = Rate.objects.create(
        agreement=agreement,
        partner_id=agreement.partner_id,
        rate=fraction,
        period=DateRange(begins, None),
        recorded_at=approval.decided_at,
        recorded_by_id=approval.asked_by_id,
    )
    record(
        "rate.set",
        by=by,
        subject=made,
        partner_id=agreement.partner_id,
        percent=str(percent),
        begins=begins.isoformat(),
    )


def asked_of(detail: Mapping[str, Any]) -> tuple[Decimal, date]:
    """The percentage and the first day that an approval is about."""
    return Decimal(detail["percent"]), date.fromisoformat(detail["begins"])


def _fraction(percent: Decimal) -> Decimal:
    return (percent / 100).quantize(Decimal("0.000001"))


def _refuse(agreement: Agreement, fraction: Decimal, begins: date) -> None:
    if not 0 < fraction <= 1:
        raise Refusal(_("A rate is more than 0 and at most 100 percent."), field="percent")
    if begins not in agreement.period:
        raise Refusal(_("Choose a day on which the agreement runs."), field="begins")
    later = Rate.objects.filter(agreement=agreement, period__startswith__gte=begins).order_by("period").first()
    if later is not None:
        day = date_format(later.period.lower, "SHORT_DATE_FORMAT")
        raise Refusal(_("A rate begins on %(day)s already: choose a later day.") % {"day": day}, field="begins")
    earned = Earning.objects.filter(partner_id=agreement.partner_id, rate__agreement=agreement)
    sold = Sale.objects.filter(pk__in=earned.values("sale_id"), sold_on__gte=begins).order_by("-sold_on").first()
    if sold is not None:
        day = date_format(sold.sold_on, "SHORT_DATE_FORMAT")
        words = _("A sale of %(day)s earned by the rate before: choose a later day.")
        raise Refusal(words % {"day": day}, field="begins")


def _refuse_while_calculating(agreement: Agreement) -> None:
    """A run reads rates while it calculates: none may change under it."""
    lock_runs(agreement.program_id)
    runs = PayoutRun.objects.select_for_update(of=("self",)).filter(program_id=agreement.program_id)
    if runs.filter(state=PayoutRun.State.CALCULATING).exists():
        raise Conflict(_("A payout run is being calculated: confirm this when it is done."), code="run-state")
