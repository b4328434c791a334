"""Partners for machines: to read. What is screened, signed or paid has endpoints of its own."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from partners.holds import hold_on
from partners.models import Partner
from partners.queries.partners import (
    BY_NAME,
    Wanted,
    enrolments_of_partners,
    external_ids_of,
    facts_of,
    narrow,
    partners_seen_by,
    presences_of,
)
from partners.queries.people import vendor_today
from portal.accounts.actor import Actor
from portal.api.pagination import CursorPages
from portal.api.serializers import IdField, Input


class PartnerFilter(Input):
    """Filters of the list; what belongs to its paging is left to that."""

    name = serializers.CharField(max_length=160, required=False)
    state = serializers.ChoiceField(choices=Partner.State.values, required=False)
    program = IdField(required=False)
    country = serializers.RegexField("^[A-Z]{2}$", required=False)
    held = serializers.BooleanField(required=False)
    mine = serializers.BooleanField(required=False, help_text="Only those that the key's person looks after.")

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({name: value for name, value in data.items() if name in self.fields})


class PartnerOut(serializers.ModelSerializer[Partner]):
    """A partner."""

    class Meta:
        model = Partner
        fields: ClassVar[list[str]] = ["id", "name", "state", "survivor_id", "created_at"]


class FactOut(serializers.Serializer[Any]):
    """What its papers said in a period; `ends` is the first day after it."""

    kind = serializers.CharField()
    value = serializers.CharField()
    begins = serializers.DateField(source="period.lower", allow_null=True)
    ends = serializers.DateField(source="period.upper", allow_null=True)


class EnrolmentOut(serializers.Serializer[Any]):
    """Where it is enrolled today."""

    id = serializers.IntegerField()
    program_id = serializers.IntegerField()
    category = serializers.CharField()
    begins = serializers.DateField(source="period.lower")


class PresenceOut(serializers.Serializer[Any]):
    """A country in which it is, in a program."""

    program_id = serializers.IntegerField()
    country = serializers.CharField()


class ExternalIdOut(serializers.Serializer[Any]):
    """What another system calls it."""

    system = serializers.CharField()
    value = serializers.CharField()


class PartnerWhole(serializers.Serializer[Any]):
    """One partner with what is known of it; `is_held`: it may not act for the time being."""

    partner = PartnerOut()
    is_held = serializers.BooleanField()
    facts = FactOut(many=True)
    enrolments = EnrolmentOut(many=True)
    countries = PresenceOut(many=True)
    external_ids = ExternalIdOut(many=True)


class PartnerView(APIView):
    """Base of the views about partners."""

    right = "partners.see"

    def actor(self) -> Actor:
        """Who asks."""
        actor: Actor = self.request.user  # type: ignore[assignment]
        return actor


class PartnerList(PartnerView):
    pagination_class = CursorPages
    serializer_class = PartnerOut
    order = BY_NAME

    @extend_schema(operation_id="partners_list", parameters=[PartnerFilter], responses=PartnerOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Partners by name."""
        asked = PartnerFilter(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        now = timezone.now()
        typed: dict[str, Any] = dict(asked.validated_data)
        manager = self.actor().membership_id if typed.pop("mine", False) else None
        rows = narrow(partners_seen_by(self.actor()), Wanted(**typed, manager=manager), day=vendor_today(now), at=now)
        pages = CursorPages()
        found: Any = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(PartnerOut(found, many=True).data)


class PartnerDetail(PartnerView):
    @extend_schema(operation_id="partners_read", responses=PartnerWhole)
    def get(self, request: Request, vendor: str, partner: int) -> Response:
        """One partner: papers, enrolments, countries, ids elsewhere. Owners and executives: see its company."""
        found = get_object_or_404(partners_seen_by(self.actor()), pk=partner)
        now = timezone.now()
        day = vendor_today(now)
        whole = {
            "partner": found,
            "is_held": hold_on(found.pk, now) is not None,
            "facts": facts_of(found),
            "enrolments": enrolments_of_partners([found.pk], day).get(found.pk, []),
            "countries": presences_of(found, day),
            "external_ids": external_ids_of(found),
        }
        return Response(PartnerWhole(whole).data)
