"""Kinds of worked examples about people: `replacement`, `certificate`, `booking`."""

from datetime import date
from typing import Any, cast

from partners.guide.people import SECTION, PeopleSection
from partners.queries.terms import validity_of
from partners.rules.certificates import ExpiryMissing, ExpiryOutside, expiry_of
from partners.rules.windows import book_until, replacement_standing, replacement_window
from portal.guides.documents import Document
from portal.guides.examples import example_kind


def run_replacement(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """Somebody `left_on` a day: until when to replace them, and how that stands `on` another."""
    months = _people(document).replacement
    if months is None:
        raise ValueError("the guide leaves no time for a replacement")
    left_on = date.fromisoformat(facts["left_on"])
    window = replacement_window(left_on, soft_months=months.soft_months.value, hard_months=months.hard_months.value)
    on, extended = date.fromisoformat(facts.get("on", facts["left_on"])), bool(facts.get("extended"))
    standing = replacement_standing(window, on=on, extended=extended)
    return {"soft": window.soft, "hard": window.hard, "standing": standing}


def run_certificate(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """A certificate `issued_on` a day to the last day it counts on, or what is wrong with the one it names."""
    said = date.fromisoformat(facts["expires_on"]) if "expires_on" in facts else None
    try:
        end = expiry_of(date.fromisoformat(facts["issued_on"]), said, validity_of(_people(document)))
    except ExpiryMissing:
        return {"expires_on": None, "fault": "missing"}
    except ExpiryOutside:
        return {"expires_on": None, "fault": "outside"}
    return {"expires_on": end, "fault": ""}


def run_booking(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """The last signature to the last day on which exams are booked in time."""
    booking = _people(document).booking
    if booking is None:
        raise ValueError("the guide asks for no booking of exams")
    return {"until": book_until(date.fromisoformat(facts["signed_on"]), months=booking.months.value)}


def _people(document: Document) -> PeopleSection:
    return cast(PeopleSection, document.sections[SECTION])


example_kind("replacement", run_replacement)
example_kind("certificate", run_certificate)
example_kind("booking", run_booking)
