"""What happens to partners, heard by tiering in the same transaction: activation gives the entry tier, the end takes all tiers."""

from datetime import date, datetime

from partners.events import PartnerEvent, on_partner_event
from partners.models import Enrolment
from partners.standing import tier_source
from portal.accounts.actor import Actor
from portal.guides.queries import NoGuideInForce
from tiering.queries.standing import today_of
from tiering.queries.tiers import tier_on
from tiering.services.agreed_waivers import waive_as_agreed
from tiering.services.decisions import give_entry_tier
from tiering.services.endings import end_tiers


def give_tier_at_activation(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """A new partner starts at the entry tier of its category (G-TIER-02), and with what its agreement waives (G-GEN-05)."""
    for enrolment in _enrolments(event):
        try:
            give_entry_tier(enrolment, by=by)
            waive_as_agreed(enrolment, on=today_of(enrolment.program, at))
        except (NoGuideInForce, KeyError):
            continue


def take_tiers_at_the_end(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """The agreements ended, and with them enrolment, tier and benefits (G-TIER-14). A suspension or a breach alone ends nothing."""
    for enrolment in _enrolments(event):
        end_tiers(enrolment, by=by, at=at)


def _enrolments(event: PartnerEvent) -> list[Enrolment]:
    rows = Enrolment.objects.filter(program_id=event.program_id).select_related("program").order_by("id")
    if event.enrolment_id is not None:
        return list(rows.filter(pk=event.enrolment_id))
    if event.application_id is not None or event.partner_id is None:
        # An application that never became an enrolment: what the partner has by another stays.
        return []
    return list(rows.filter(partner_id=event.partner_id))


@tier_source
def tier_held(enrolment_id: int, day: date) -> str:
    """For partners, who stand below tiers: plaque, certificate and channel manager go by it (G-REL-01, G-REL-03)."""
    held = tier_on(day, enrolment_id=enrolment_id)
    return held.tier if held else ""


on_partner_event("activated", give_tier_at_activation)
on_partner_event("ended", take_tiers_at_the_end)
