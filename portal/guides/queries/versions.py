"""Which guide was in force on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange

from portal.guides.documents import Document, read_guide
from portal.guides.figures import GuideModel
from portal.guides.models import GuideVersion
from portal.guides.overlays import Confirmed, overlay
from portal.guides.queries.figures import figures_of, has_figures
from portal.tenancy import current_vendor_id


class NoGuideInForce(LookupError):
    """No version of this program's guide covers that day."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A published version, ready to be asked. Every decision stores `version_id` (X-05)."""

    version_id: int
    number: int
    document: Document

    def section(self, key: str) -> GuideModel:
        """The section that an app registered under `key`. Raises KeyError where this guide has none."""
        return self.document.sections[key]

    @property
    def zone(self) -> ZoneInfo:
        """The program's legal time zone."""
        return self.document.head.zone


def guide_on(program_id: int, day: date, *, overlaid: bool = True) -> Guide:
    """The version in force on `day`, a legal date of the program, with the figures that were confirmed for it since (X-04).

    Raises NoGuideInForce. `overlaid=False` leaves it as it was published.
    """
    version = (
        GuideVersion.objects.filter(program_id=program_id, effective__contains=day)
        .order_by("-layer")
        .values_list("id", "number", has_figures(program_id, day.year))
        .first()
    )
    if version is None:
        raise NoGuideInForce(f"program {program_id} has no guide in force on {day}")
    version_id, number, may_be_overlaid = version
    guide = _read(current_vendor_id(), version_id, number)
    return _overlaid(guide, program_id, day, None) if overlaid and may_be_overlaid else guide


def guide_version(version_id: int, *, on: date | None = None, known_at: datetime | None = None) -> Guide:
    """One version by its id, for showing an old decision under the rule it was made by.

    With a day it carries the figures that held on it, as far as they were known at `known_at`; without, it is as published.
    """
    number, program_id = GuideVersion.objects.values_list("number", "program_id").get(pk=version_id)
    guide = _read(current_vendor_id(), version_id, number)
    return _overlaid(guide, program_id, on, known_at) if on else guide


@lru_cache(maxsize=256)
def _read(vendor_id: int, version_id: int, number: int) -> Guide:
    # Versions are immutable, so what was read once stays true; the caller's own query has proved that it may see this one.
    source = GuideVersion.objects.values_list("source", flat=True).get(pk=version_id)
    return Guide(version_id, number, read_guide(source))


def _overlaid(guide: Guide, program_id: int, day: date, known_at: datetime | None) -> Guide:
    if not _leaves_open(current_vendor_id(), guide.version_id, guide.number):
        return guide
    confirmed = tuple(
        (figure.name, figure.kind, figure.value)
        for figure in figures_of(program_id, day.year, day, known_at=known_at)
        if figure.confirmed and not (figure.country or figure.tier or figure.category)
    )
    return _with(current_vendor_id(), guide.version_id, guide.number, confirmed) if confirmed else guide


@lru_cache(maxsize=256)
def _leaves_open(vendor_id: int, version_id: int, number: int) -> bool:
    return bool(_read(vendor_id, version_id, number).document.unconfirmed())


@lru_cache(maxsize=64)
def _with(vendor_id: int, version_id: int, number: int, confirmed: tuple[Confirmed, ...]) -> Guide:
    guide = _read(vendor_id, version_id, number)
    return Guide(version_id, number, overlay(guide.document, confirmed))


def newest_version(program_id: int) -> GuideVersion | None:
    """The last version that is no erratum, in force or announced."""
    found: GuideVersion | None = GuideVersion.objects.filter(program_id=program_id, layer=0).order_by("-number").first()
    return found


def predecessor_on(program_id: int, day: date) -> GuideVersion | None:
    """What a version beginning on `day` would replace: what is in force on it, errata included; else the newest there is."""
    versions = GuideVersion.objects.filter(program_id=program_id)
    found: GuideVersion | None = (
        versions.filter(effective__contains=day).order_by("-layer").first()
        or versions.order_by("-layer", "-number").first()
    )
    return found


def highest_layer_over(version: GuideVersion, day: date) -> int:
    """The highest layer that holds from a day on in the time of a version: itself, or an erratum that lies on it."""
    over = GuideVersion.objects.filter(program_id=version.program_id, layer__gt=version.layer).exclude(
        effective__isempty=True
    )
    period = DateRange(day, version.effective.upper)
    return max((one.layer for one in over.filter(effective__overlap=period)), default=version.layer)
