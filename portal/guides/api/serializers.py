"""What goes in and out."""

from typing import Any

from rest_framework import serializers

from portal.api.serializers import Input
from portal.guides.forms import FIRST_YEAR, LAST_YEAR
from portal.guides.parsing import MAX_BYTES


class ProgramIn(Input):
    """A new program. Its guide begins as `source` where there is one; else `empty`, `library:NAME` or `version:ID`."""

    slug = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=120)
    legal_time_zone = serializers.CharField(max_length=64)
    start = serializers.CharField(max_length=80, required=False, default="empty")
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=MAX_BYTES, trim_whitespace=False, required=False, default="", allow_blank=True
    )


class DraftIn(Input):
    """The text of a draft, and the revision that its writer read; 0 begins a draft."""

    source = serializers.CharField(max_length=MAX_BYTES, trim_whitespace=False)  # type: ignore[assignment]
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class PublicationIn(Input):
    """From when, and why."""

    effective_from = serializers.DateField()
    reason = serializers.CharField(max_length=2_000)


class FigureIn(Input):
    """One figure; the parts of its scope may be left out."""

    name = serializers.CharField(max_length=160)
    country = serializers.CharField(max_length=2, required=False, default="", allow_blank=True)
    tier = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    category = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    value = serializers.CharField(max_length=10_000)
    currency = serializers.CharField(max_length=3, required=False, default="", allow_blank=True)


class FiguresIn(Input):
    """Figures of a year, entered as one batch."""

    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    figures = serializers.ListField(child=FigureIn(), allow_empty=False, max_length=2_000)
    reason = serializers.CharField(max_length=2_000)
    letter = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    effective_on = serializers.DateField(required=False, allow_null=True, default=None)


class FindingOut(serializers.Serializer[Any]):
    """One finding of a check."""

    line = serializers.IntegerField()
    place = serializers.CharField()
    severity = serializers.CharField()
    message = serializers.CharField()
    rule = serializers.CharField()
    acknowledged = serializers.CharField()


class VersionOut(serializers.Serializer[Any]):
    """One published version."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    effective_from = serializers.DateField(source="effective.lower")
    effective_until = serializers.DateField(source="effective.upper", allow_null=True)
    corrects = serializers.IntegerField(source="corrects.number", default=None, allow_null=True)
    reason = serializers.CharField()
    published_at = serializers.DateTimeField()


class ProgramOut(serializers.Serializer[Any]):
    """A program and what is in force."""

    id = serializers.IntegerField(source="program.pk")
    slug = serializers.CharField(source="program.slug")
    name = serializers.CharField(source="program.name")
    legal_time_zone = serializers.CharField(source="program.legal_time_zone")
    in_force = VersionOut(allow_null=True)
    announced = VersionOut(allow_null=True)


class DraftOut(serializers.Serializer[Any]):
    """A draft as it stands."""

    source = serializers.CharField()  # type: ignore[assignment]
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class FigureOut(serializers.Serializer[Any]):
    """A figure that stands for a year."""

    name = serializers.CharField()
    country = serializers.CharField()
    tier = serializers.CharField()
    category = serializers.CharField()
    kind = serializers.CharField()
    value = serializers.CharField()
    currency = serializers.CharField()
    confirmed = serializers.BooleanField()
    effective_on = serializers.DateField()


class AskedOut(serializers.Serializer[Any]):
    """What waits for a second person now."""

    id = serializers.IntegerField()
    state = serializers.CharField(default="waiting")
