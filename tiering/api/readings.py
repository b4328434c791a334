"""Figures that nothing here measures, recorded by machines: a survey tool, an assessor's system, the books."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.idempotency import idempotent
from portal.api.serializers import IdField, Input
from portal.api.views import ActorView
from portal.problems import Refusal
from tiering.queries.portfolio import programs
from tiering.services.readings import LONGEST_SOURCE, Recorded, Report, record_readings

MOST_READINGS = 500


class ReadingIn(Input):
    """`metric` as the guide names it. `value`: a whole number, a decimal as text, true or false.

    `country` where it is asked country by country.
    """

    partner = IdField()
    metric = serializers.CharField(max_length=60)
    country = serializers.CharField(max_length=2, required=False, allow_blank=True, default="")
    value = serializers.JSONField()
    on = serializers.DateField()
    source = serializers.CharField(max_length=LONGEST_SOURCE)  # type: ignore[assignment]


class ReadingsIn(Input):
    """All of them are recorded, or none."""

    program = IdField()
    readings = serializers.ListField(child=ReadingIn(), allow_empty=False, max_length=MOST_READINGS)


class ReadingOut(serializers.Serializer[Recorded]):
    """`is_new` false: the newest of that day said the same already."""

    id = serializers.IntegerField(source="reading.pk")
    partner = serializers.IntegerField(source="reading.partner_id")
    metric = serializers.CharField(source="reading.metric")
    country = serializers.CharField(source="reading.scope")
    value = serializers.SerializerMethodField(method_name="said_value")
    on = serializers.DateField(source="reading.taken_on")
    source = serializers.CharField(source="reading.source")  # type: ignore[assignment]
    is_new = serializers.BooleanField()

    @extend_schema(responses={"oneOf": [{"type": "string"}, {"type": "boolean"}]})
    def said_value(self, one: Recorded) -> Any:
        """A decimal as text, or true or false."""
        return one.reading.flag if one.reading.number is None else format(one.reading.number, "f")


class ReadingsOut(serializers.Serializer[Any]):
    """In the order in which they came."""

    readings = ReadingOut(many=True)


class Readings(ActorView):
    right = "tiering.record"

    @extend_schema(operation_id="readings_record", request=ReadingsIn, responses={201: ReadingsOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Record figures that people report (G-TIER-13). They count at the next collection; the newest of a day counts.

        Nothing is kept where one of them is refused; the error names its place, as `readings.0.metric`.
        """
        body = self.read(ReadingsIn)
        program = next((one for one in programs() if one.pk == body["program"]), None)
        if program is None:
            raise Refusal("There is no such program.", field="program")
        reports = [Report(partner_id=one.pop("partner"), **one) for one in body["readings"]]
        kept = record_readings(program, reports, by=self.actor(), at=timezone.now())
        return Response(ReadingsOut({"readings": kept}).data, status=201)
