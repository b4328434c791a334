"""Rows of partners and tiering in words: certificates, trainings, bookings, papers, reported figures."""

from collections.abc import Collection
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from partners.models import (
    Agreement,
    Certificate,
    CountryPresence,
    Enrolment,
    EnrolmentTrait,
    ExamBooking,
    ParticipationFee,
    Training,
)
from portal.countries import COUNTRIES
from tiering.models import Reading
from tiering.queries.evidence import Piece, evidence_source


def _day(day: date | None) -> str:
    return str(formats.date_format(day, "SHORT_DATE_FORMAT")) if day else "—"


@evidence_source("partners.certificate")
def certificates(ids: Collection[int]) -> dict[int, Piece]:
    """Code, person, and how long it is valid."""
    found = Certificate.objects.filter(pk__in=ids).select_related("person")
    words = _("%(code)s · %(person)s · %(first)s to %(last)s")
    return {
        one.pk: Piece(
            words
            % {"code": one.code, "person": one.person.name, "first": _day(one.issued_on), "last": _day(one.expires_on)}
        )
        for one in found
    }


@evidence_source("partners.training")
def trainings(ids: Collection[int]) -> dict[int, Piece]:
    """Person, course and day."""
    found = Training.objects.filter(pk__in=ids).select_related("person")
    return {one.pk: Piece(f"{one.person.name} · {one.course} · {_day(one.completed_on)}") for one in found}


@evidence_source("partners.exambooking")
def exam_bookings(ids: Collection[int]) -> dict[int, Piece]:
    """Code, person and the day of booking."""
    found = ExamBooking.objects.filter(pk__in=ids).select_related("person")
    words = _("%(code)s · %(person)s · booked %(day)s")
    return {
        one.pk: Piece(words % {"code": one.code, "person": one.person.name, "day": _day(one.booked_on)})
        for one in found
    }


@evidence_source("partners.agreement")
def agreements(ids: Collection[int]) -> dict[int, Piece]:
    """Number and the day of signature."""
    words = _("Agreement %(number)s, signed %(day)s")
    found = Agreement.objects.filter(pk__in=ids)
    return {one.pk: Piece(words % {"number": one.number, "day": _day(one.signed_on)}) for one in found}


@evidence_source("partners.participationfee")
def fees(ids: Collection[int]) -> dict[int, Piece]:
    """Year, reference and the day on which it arrived."""
    words = _("Fee of %(year)s, %(reference)s, paid %(day)s")
    found = ParticipationFee.objects.filter(pk__in=ids)
    return {
        one.pk: Piece(words % {"year": one.year, "reference": one.reference, "day": _day(one.paid_on)}) for one in found
    }


@evidence_source("partners.enrolment")
def enrolments(ids: Collection[int]) -> dict[int, Piece]:
    """Category and since when."""
    words = _("%(category)s since %(day)s")
    found = Enrolment.objects.filter(pk__in=ids)
    return {one.pk: Piece(words % {"category": one.category, "day": _day(one.period.lower)}) for one in found}


@evidence_source("partners.enrolmenttrait")
def traits(ids: Collection[int]) -> dict[int, Piece]:
    """What was said of the enrolment."""
    found = EnrolmentTrait.objects.filter(pk__in=ids)
    return {
        one.pk: Piece(f"{one.kind} {one.value}".strip() + f" · {_('yes') if one.holds else _('no')}") for one in found
    }


@evidence_source("partners.countrypresence")
def presences(ids: Collection[int]) -> dict[int, Piece]:
    """Country and since when."""
    words = _("%(country)s since %(day)s")
    found = CountryPresence.objects.filter(pk__in=ids)
    return {
        one.pk: Piece(words % {"country": COUNTRIES.get(one.country, one.country), "day": _day(one.period.lower)})
        for one in found
    }


@evidence_source("tiering.reading")
def readings(ids: Collection[int]) -> dict[int, Piece]:
    """What was reported, for which days, by whom."""
    words = _("reported %(day)s%(source)s: %(value)s")
    found = Reading.objects.filter(pk__in=ids)
    return {
        one.pk: Piece(
            words
            % {
                "day": _day(one.taken_on),
                "source": f", {one.source}" if one.source else "",
                "value": formats.number_format(one.number.normalize(), use_l10n=True, force_grouping=True)
                if one.number is not None
                else (_("yes") if one.flag else _("no")),
            }
        )
        for one in found
    }
