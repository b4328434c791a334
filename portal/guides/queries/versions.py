"""Which guide was in force on a day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.guides.documents import Document, read_guide
from portal.guides.figures import GuideModel
from portal.guides.models import GuideVersion
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


def guide_on(program_id: int, day: date) -> Guide:
    """The version in force on `day`, a legal date of the program. Raises NoGuideInForce."""
    version = (
        GuideVersion.objects.filter(program_id=program_id, effective__contains=day)
        .order_by("-layer")
        .values_list("id", "number")
        .first()
    )
    if version is None:
        raise NoGuideInForce(f"program {program_id} has no guide in force on {day}")
    return _read(current_vendor_id(), *version)


def guide_version(version_id: int) -> Guide:
    """One version by its id, for showing an old decision under the rule it was made by."""
    version = GuideVersion.objects.values_list("id", "number").get(pk=version_id)
    return _read(current_vendor_id(), *version)


@lru_cache(maxsize=256)
def _read(vendor_id: int, version_id: int, number: int) -> Guide:
    # Versions are immutable, so what was read once stays true; the caller's own query has proved that it may see this one.
    source = GuideVersion.objects.values_list("source", flat=True).get(pk=version_id)
    return Guide(version_id, number, read_guide(source))
