"""Until when a certificate is good (G-REQ-08). Calendar months, clamped to the month's end (X-03)."""

from dataclasses import dataclass
from datetime import date

from portal.clock import add_months


@dataclass(frozen=True, slots=True)
class Validity:
    """Months a certificate is good for: where the academy does not say, at least and at most."""

    months: int
    shortest: int
    longest: int


class ExpiryMissing(ValueError):
    """The academy does not say until when, and the guide does not say it for it."""


class ExpiryOutside(ValueError):
    """A certificate is never good for so short or so long."""


def expiry_of(issued_on: date, expires_on: date | None, validity: Validity | None) -> date:
    """The last day a certificate counts on. Raises ExpiryMissing and ExpiryOutside."""
    if validity is None:
        if expires_on is None:
            raise ExpiryMissing
        if expires_on <= issued_on:
            raise ExpiryOutside
        return expires_on
    if expires_on is None:
        return add_months(issued_on, validity.months)
    first, last = add_months(issued_on, validity.shortest), add_months(issued_on, validity.longest)
    if not first <= expires_on <= last or expires_on <= issued_on:
        raise ExpiryOutside
    return expires_on
