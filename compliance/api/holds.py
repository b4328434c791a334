"""Holds on partners, for machines of compliance: who is held and why, and lifting by two persons."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.views import CaseView
from compliance.models import PartnerHold
from compliance.queries.holds import grounds_of, holds_visible_to, lifting_asked
from compliance.services.holds import ask_to_lift_hold
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.serializers import Input
from portal.approvals.services import decide
from portal.problems import Conflict


class HoldFilter(Input):
    """`running`: only those that nobody lifted, or only those that somebody did."""

    running = serializers.BooleanField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({name: value for name, value in data.items() if name in self.fields})


class LiftingIn(Input):
    reason = serializers.CharField(max_length=2_000)


class LiftingDecisionIn(Input):
    approve = serializers.BooleanField()
    reason = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")


class HoldOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    partner = serializers.IntegerField(source="partner_id")
    placed_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)


class GroundOut(serializers.Serializer[Any]):
    """The ruling that a hold hangs on."""

    case = serializers.IntegerField(source="case_id")
    hit = serializers.IntegerField(source="decision.hit_id")
    list = serializers.CharField(source="decision.hit.entry.list")
    entry = serializers.CharField(source="decision.hit.entry.uid")
    reason = serializers.CharField(source="decision.reason")
    placed_by = serializers.IntegerField(source="placed_by_id")


class LiftingOut(serializers.Serializer[Any]):
    """The question that waits for a second person."""

    asked_at = serializers.DateTimeField()
    asked_by = serializers.IntegerField(source="asked_by_id", allow_null=True)
    reason = serializers.CharField(source="detail.reason", default="")


class HoldDetailOut(HoldOut):
    """A hold with its grounds and the question whether to lift it."""

    grounds = serializers.SerializerMethodField()
    lifting = serializers.SerializerMethodField()

    @extend_schema_field(GroundOut(many=True))
    def get_grounds(self, hold: PartnerHold) -> Any:
        """Why."""
        return GroundOut(grounds_of(hold), many=True).data

    @extend_schema_field(LiftingOut(allow_null=True))
    def get_lifting(self, hold: PartnerHold) -> Any:
        """Who asked to lift it, while that waits."""
        asked = lifting_asked(hold)
        return LiftingOut(asked).data if asked else None


class HoldView(CaseView):
    """Base of the views about holds."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What is not there for this actor is not there, before anything else is looked at."""
        super().initial(request, *args, **kwargs)
        if "hold" in kwargs:
            get_object_or_404(holds_visible_to(self.actor()), pk=kwargs["hold"])

    def hold(self, pk: int) -> PartnerHold:
        """As it is now."""
        found: PartnerHold = holds_visible_to(self.actor()).get(pk=pk)
        return found

    def shown(self, pk: int) -> Response:
        """As it is now, with its grounds."""
        return Response(HoldDetailOut(self.hold(pk)).data)


class HoldList(HoldView):
    right = "cases.see"
    pagination_class = CursorPages
    serializer_class = HoldOut

    @extend_schema(operation_id="holds_list", parameters=[HoldFilter], responses=HoldOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Holds on partners, newest first."""
        wanted = HoldFilter(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        holds, pages = holds_visible_to(self.actor()), CursorPages()
        if "running" in wanted.validated_data:
            holds = holds.filter(lifted_at__isnull=wanted.validated_data["running"])
        found: Any = pages.paginate_queryset(holds, request, view=self)
        return pages.get_paginated_response(HoldOut(found, many=True).data)


class HoldDetail(HoldView):
    right = "cases.see"

    @extend_schema(operation_id="holds_read", responses=HoldDetailOut)
    def get(self, request: Request, vendor: str, hold: int) -> Response:
        """One hold with its grounds."""
        return self.shown(hold)


class HoldLifting(HoldView):
    right = "cases.work"

    @extend_schema(operation_id="holds_ask_to_lift", request=LiftingIn, responses=HoldDetailOut)
    @idempotent
    def post(self, request: Request, vendor: str, hold: int) -> Response:
        """Ask a second person to lift it."""
        ask_to_lift_hold(hold_id=hold, reason=self.read(LiftingIn)["reason"], by=self.actor())
        return self.shown(hold)


class HoldLiftingDecision(HoldView):
    right = "cases.decide"

    @extend_schema(operation_id="holds_decide_lifting", request=LiftingDecisionIn, responses=HoldDetailOut)
    @idempotent
    def post(self, request: Request, vendor: str, hold: int) -> Response:
        """Lift it, or leave it, as the second person."""
        body, asked = self.read(LiftingDecisionIn), lifting_asked(self.hold(hold))
        if asked is None:
            raise Conflict(_("Nobody asks to lift this hold (any more)."), code="decided-already")
        decide(asked, approve=body["approve"], by=self.actor(), reason=body["reason"], at=timezone.now())
        return self.shown(hold)
