"""Who is held, why, and what was paid since the list entry appeared."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from commissions.models import Payout
from compliance.models import Case, Hit, HoldGround, ListEntry, ListVersion, PartnerHold
from compliance.queries.cases import hits_of
from portal.accounts.actor import Actor
from portal.approvals.models import Approval


def hold_at(partner_id: int, at: datetime) -> PartnerHold | None:
    """The hold that runs at a moment."""
    holds = PartnerHold.objects.filter(partner_id=partner_id, placed_at__lte=at)
    hold: PartnerHold | None = holds.exclude(lifted_at__lte=at).first()
    return hold


def partners_held_at(at: datetime) -> Iterable[int]:
    """Ids of all partners who are held at a moment, in one query."""
    holds = PartnerHold.objects.filter(placed_at__lte=at).exclude(lifted_at__lte=at)
    return list(holds.values_list("partner_id", flat=True))


def held_now(first: int, last: int) -> set[int]:
    """Which partners from one id to another are held until somebody lifts it."""
    holds = PartnerHold.objects.filter(partner_id__gte=first, partner_id__lte=last, lifted_at=None)
    return set(holds.values_list("partner_id", flat=True))


def holds_visible_to(actor: Actor) -> QuerySet[PartnerHold]:
    """All of the vendor's, for who may see cases: a hold and its ground are one business."""
    holds: QuerySet[PartnerHold] = PartnerHold.objects.all()
    return holds if actor.may("cases.see") else holds.none()


def running_hold_of(case: Case) -> PartnerHold | None:
    """The hold that a case's partner is under."""
    hold: PartnerHold | None = None
    if case.partner_id is not None:
        hold = PartnerHold.objects.filter(partner_id=case.partner_id, lifted_at=None).first()
    return hold


def grounds_of(hold: PartnerHold) -> list[HoldGround]:
    """The rulings it hangs on."""
    grounds = HoldGround.objects.filter(hold=hold).select_related("decision__hit__entry", "placed_by", "case")
    return list(grounds.order_by("id"))


def listed_since(hit: Hit) -> date | None:
    """The day on which the entity first stood on its list, whatever the list said of it then."""
    rows = ListEntry.objects.filter(list=hit.entry.list, uid=hit.entry.uid).values_list("pk", flat=True)
    versions = ListVersion.objects.filter(list=hit.entry.list, entry_ids__overlap=list(rows)).defer("entry_ids")
    days = [version.source_date or version.loaded_at.date() for version in versions]
    return min(days, default=None)


def paid_since(case: Case) -> tuple[date | None, list[Payout]]:
    """What went out to the case's partner since the first true match appeared on its list."""
    days = [day for one in hits_of(case) if one.is_true and (day := listed_since(one.hit)) is not None]
    if case.partner_id is None or not days:
        return None, []
    since = min(days)
    paid = Payout.objects.filter(partner_id=case.partner_id, state__in=["sent", "paid"], send_on__gte=since)
    return since, list(paid.order_by("send_on", "id")[:500])


def lifting_asked(hold: PartnerHold) -> Approval | None:
    """The question to a second person, while it waits."""
    asked = Approval.objects.filter(kind="compliance.lift_hold", subject_id=hold.pk, state=Approval.State.OPEN)
    approval: Approval | None = asked.select_related("asked_by").first()
    return approval
