"""Leads in the words and shapes of the pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leads.models import Lead, LeadMove
from leads.queries import CLOSED, assignment_at
from leads.states import ASSIGNMENT_STATES, DELIVERY_LABELS, LEAD_STATES, Assignment, Delivery, LeadStatus

TONES = {
    LeadStatus.NEW: "info",
    LeadStatus.INVALID: "bad",
    LeadStatus.VALID_INACTIVE: "none",
    LeadStatus.VALID_ACTIVE: "info",
    LeadStatus.OPPORTUNITY: "warn",
    LeadStatus.WON: "good",
    LeadStatus.LOST: "none",
}


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead as a list shows it."""

    lead: Lead
    url: str
    status: str
    tone: str
    stopped: str


def row_of(lead: Lead, *, vendor: str, now: datetime) -> LeadRow:
    """One row, or the head of the record page."""
    status, tone = pill_of(lead, now=now)
    url = reverse("leads:lead", kwargs={"vendor": vendor, "lead": lead.pk})
    return LeadRow(lead, url, status, tone, stopped_clock(lead, now=now))


def pill_of(lead: Lead, *, now: datetime) -> tuple[str, str]:
    """What the lead is, in one word: an open question or a lost claim stands before the status."""
    assignment = assignment_at(lead, now)
    if assignment is not Assignment.ASSIGNED and lead.status not in CLOSED:
        tone = {"pending": "warn", "declined": "bad"}.get(assignment.value, "none")
        return _(ASSIGNMENT_STATES.labels[assignment]), tone
    status = LeadStatus(lead.status)
    return _(LEAD_STATES.labels[status]), TONES[status]


def stopped_clock(lead: Lead, *, now: datetime) -> str:
    """The sentence of a clock that does not run."""
    if lead.status in CLOSED:
        return _("Closed")
    if lead.assignment == Assignment.DECLINED:
        return _("Declined")
    return ""


def timeline_of(moves: list[LeadMove], *, vendor_name: str) -> list[dict[str, Any]]:
    """Who, when, from, to, why. A partner sees the vendor's name in place of its people's."""
    return [
        {
            "who": move.by.name if move.by else (vendor_name if move.by_id else ""),
            "at": move.at,
            "from_label": "" if move.field == "delivery" else _state_words(move.field, move.before),
            "to_label": _state_words(move.field, move.after),
            "why": move.reason,
        }
        for move in moves
    ]


def _state_words(field: str, value: str) -> str:
    if not value:
        return ""
    if field == "status":
        return _(LEAD_STATES.labels[LeadStatus(value)])
    if field == "assignment":
        return _(ASSIGNMENT_STATES.labels[Assignment(value)])
    if field == "delivery":
        return _("Who deploys it: %(who)s") % {"who": _(DELIVERY_LABELS[Delivery(value)])}
    words = {
        "won": _("Deal won"),
        "cancelled": _("Deal cancelled"),
        "done": _("Demo done"),
        "extended": _("Protection extended"),
        "reregistration": _("New registration asked for"),
    }
    return words.get(value, value)
