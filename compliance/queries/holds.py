"""Who is held, why, and what was paid since the list entry appeared."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from commissions.models import Payout
from compliance.models import Case, Hit, HoldGround, ListEntry, ListVersion, PartnerHold, Subject
from compliance.queries.cases import hits_of
from partners.queries.applications import partner_of_company
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
    """The hold that a case's partner is under, or that a ruling of an applicant's case put on a partner."""
    by_ruling = HoldGround.objects.filter(case=case).values("hold_id")
    holds = PartnerHold.objects.filter(Q(partner_id=case.partner_id) | Q(pk__in=by_ruling), lifted_at=None)
    hold: PartnerHold | None = holds.order_by("id").first()
    return hold


def partners_meant(case: Case, digests: Collection[str]) -> set[int]:
    """Partners that a ruling in a case is about: its own; the one that its applicant is already, by mail domain or tax id (X-10);
    and whoever names the same person at the same company, since the ruling is remembered for them too.
    """
    same = Subject.objects.filter(digest__in=digests, known_until=None, partner__isnull=False)
    found: set[int] = set(same.values_list("partner_id", flat=True))
    if case.partner_id is not None:
        found.add(case.partner_id)
    application = case.application if case.application_id is not None else None
    if application is not None:
        known = partner_of_company(domain=application.domain, tax_id=application.tax_id)
        found |= {application.partner_id, known.pk if known else None} - {None}
    return found


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
    partners = set(HoldGround.objects.filter(case=case).values_list("hold__partner_id", flat=True))
    partners |= {case.partner_id} - {None}
    if not partners or not days:
        return None, []
    since = min(days)
    paid = Payout.objects.filter(partner_id__in=partners, state__in=["sent", "paid"], send_on__gte=since)
    return since, list(paid.order_by("send_on", "id")[:500])


def lifting_asked(hold: PartnerHold) -> Approval | None:
    """The question to a second person, while it waits."""
    asked = Approval.objects.filter(kind="compliance.lift_hold", subject_id=hold.pk, state=Approval.State.OPEN)
    approval: Approval | None = asked.select_related("asked_by").first()
    return approval
