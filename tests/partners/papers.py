"""Partners of the cast in shipped programs, with what they hand in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.core.files.base import ContentFile

from partners.models import Enrolment, Paper, ParticipationFee
from partners.queries.doors import may_pass
from partners.queries.papers import kind_of
from partners.services.papers import hand_in
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.signing import actor_of, program_of
from tests.tiering.cards import enrol

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def technology(vendor: VendorCast) -> Program:
    """Both partners of the cast as technology partners of the network, their fee paid."""
    program = program_of("gpn-2014")
    for partner in vendor.partners:
        enrol(program, partner, category="TECH")
        ParticipationFee.objects.create(
            partner_id=partner, program=program, category="TECH", year=2026, tier="Bronze", amount_minor=150_000,
            currency="USD", reference="INV 1", paid_on=date(2026, 1, 5), recorded_by_id=vendor.member("finance"),
        )  # fmt: skip
    return program


def marketplace(vendor: VendorCast) -> Program:
    """Both as software vendors."""
    program = program_of("appfoundry")
    for partner in vendor.partners:
        enrol(program, partner, category="ISV")
    return program


def as_partner(by: Actor) -> Any:
    """In the partner's own role."""
    return acting_as(Role.PARTNER, vendor=by.vendor_id, partner=by.partner_id)


def give(
    program: Program,
    key: str,
    *,
    by: Actor,
    at: datetime = NOW,
    content: bytes = PDF,
    contains: Iterable[str] | None = None,
    subject: str = "Voice Bridge",
) -> Paper:
    """Hand in a paper as the partner would; everything is ticked unless said otherwise."""
    with as_partner(by):
        kind = kind_of(by.partner_id or 0, program.pk, key, at)
        ticked = contains if contains is not None else (kind.terms.contains if kind else ())
        return hand_in(
            program, key, file=ContentFile(content), name=f"{key}.pdf", contains=ticked, by=by, at=at, subject=subject
        )


def opens(
    vendor: VendorCast, program: Program, door: str, *, partner: int = 0, at: datetime = NOW, choice: str = ""
) -> bool:
    """The one question that other apps ask."""
    return may_pass(vendor.partners[partner], program.pk, door, at=at, choice=choice)


def leave_program(program: Program, partner: int) -> None:
    """The enrolment ends before today."""
    Enrolment.objects.filter(program=program, partner_id=partner).update(period=(date(2024, 1, 1), date(2025, 1, 1)))


def birch(vendor: VendorCast) -> Actor:
    """The admin of the first partner."""
    return actor_of(vendor, "partner_admin")


def cedar(vendor: VendorCast) -> Actor:
    """The admin of the second."""
    return actor_of(vendor, "partner_admin", 1)
