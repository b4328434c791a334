"""Leads and deals for machines. An odd action is a new noun, as on the pages."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leads.api import serializers as io
from leads.models import Lead
from leads.queries import (
    BY_NAME,
    WAITING_FIRST,
    choose_program,
    deals_visible_to,
    filter_leads,
    leads_visible_to,
)
from leads.services.clocks import extend_lead
from leads.services.closing import cancel_deal, close_as_lost, close_as_won
from leads.services.decisions import ask_reregistration, decide_lead
from leads.services.moves import move_lead
from leads.services.progress import correct_lead, record_demo
from leads.services.registration import register_lead
from leads.states import LeadStatus
from portal.accounts.actor import Actor
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.serializers import Input
from portal.keyset import Order


class LeadView(APIView):
    """Base of the views about leads."""

    def actor(self) -> Actor:
        """Who asks."""
        actor: Actor = self.request.user  # type: ignore[assignment]
        return actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What is not there for this actor is not there, before anything else is looked at."""
        super().initial(request, *args, **kwargs)
        for name, visible in (("lead", leads_visible_to), ("deal", deals_visible_to)):
            if name in kwargs:
                get_object_or_404(visible(self.actor()).only("pk"), pk=kwargs[name])

    def read(self, shape: type[Input]) -> Any:
        """The body, validated."""
        body = shape(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body

    def answer(self, lead: int, *, status: int = 200) -> Response:
        """The lead as it is now."""
        found = leads_visible_to(self.actor()).get(pk=lead)
        return Response(io.LeadOut(found).data, status=status)


class LeadList(LeadView):
    rights = {"GET": "leads.see", "POST": "leads.register"}
    order: Order = WAITING_FIRST
    pagination_class = CursorPages
    serializer_class = io.LeadOut

    @extend_schema(operation_id="leads_list", parameters=[io.LeadFilter], responses=io.LeadOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Leads the key may see: what waits for a decision first, then the newest; by name where `company` narrows."""
        wanted = io.LeadFilter(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        pages = CursorPages()
        leads = filter_leads(leads_visible_to(self.actor()), **wanted.validated_data)
        self.order = BY_NAME if "company" in wanted.validated_data else WAITING_FIRST
        found: Any = pages.paginate_queryset(leads, request, view=self)
        return pages.get_paginated_response(io.LeadOut(found, many=True).data)

    @extend_schema(operation_id="leads_register", request=io.RegistrationIn, responses={201: io.LeadOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Register a lead (F-LEAD-01): inbound is protected at once, outbound waits for the manager."""
        body, actor, now = self.read(io.RegistrationIn), self.actor(), timezone.now()
        assert actor.partner_id is not None
        lead = register_lead(
            customer=body.customer(),
            source=body.validated_data["source"],
            program_id=choose_program(actor, body.validated_data["program"], now),
            partner_id=actor.partner_id,
            by=actor,
            at=now,
        )
        return self.answer(lead.pk, status=201)


class LeadDetail(LeadView):
    right = "leads.see"

    @extend_schema(operation_id="leads_read", responses=io.LeadOut)
    def get(self, request: Request, vendor: str, lead: int) -> Response:
        """One lead."""
        found: Lead = get_object_or_404(leads_visible_to(self.actor()), pk=lead)
        return Response(io.LeadOut(found).data)


class LeadApproval(LeadView):
    right = "leads.approve"

    @extend_schema(operation_id="leads_approve", request=io.ReasonIn, responses=io.LeadOut)
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Approve what the lead waits for (F-LEAD-05, F-LEAD-06)."""
        body = self.read(io.ReasonIn).validated_data
        decide_lead(lead_id=lead, approve=True, by=self.actor(), at=timezone.now(), **body)
        return self.answer(lead)


class LeadRefusal(LeadView):
    right = "leads.approve"

    @extend_schema(operation_id="leads_refuse", request=io.ReasonNeededIn, responses=io.LeadOut)
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Refuse what the lead waits for."""
        body = self.read(io.ReasonNeededIn).validated_data
        decide_lead(lead_id=lead, approve=False, by=self.actor(), at=timezone.now(), **body)
        return self.answer(lead)


class LeadStatusMove(LeadView):
    right = "leads.move"

    @extend_schema(operation_id="leads_move", request=io.StatusIn, responses=io.LeadOut)
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Move the status by the table (F-LEAD-03)."""
        body = self.read(io.StatusIn).validated_data
        move_lead(
            lead_id=lead,
            to=LeadStatus(body["status"]),
            by=self.actor(),
            at=timezone.now(),
            reason=body["reason"],
        )
        return self.answer(lead)


class LeadDemo(LeadView):
    right = "leads.demo"

    @extend_schema(operation_id="leads_record_demo", request=io.DemoIn, responses=io.LeadOut)
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Record the day of the demo, which an opportunity needs."""
        body = self.read(io.DemoIn).validated_data
        record_demo(lead_id=lead, by=self.actor(), at=timezone.now(), **body)
        return self.answer(lead)


class LeadDeal(LeadView):
    right = "leads.close"

    @extend_schema(operation_id="leads_win", request=io.DealIn, responses={201: io.DealOut})
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Close an opportunity as won: the answer is its deal."""
        body = self.read(io.DealIn).validated_data
        deal = close_as_won(lead_id=lead, by=self.actor(), at=timezone.now(), **body)
        return Response(io.DealOut(deal).data, status=201)


class LeadLoss(LeadView):
    right = "leads.close"

    @extend_schema(operation_id="leads_lose", request=io.ReasonNeededIn, responses=io.LeadOut)
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Close an opportunity as lost."""
        body = self.read(io.ReasonNeededIn).validated_data
        close_as_lost(lead_id=lead, by=self.actor(), at=timezone.now(), **body)
        return self.answer(lead)


class LeadExtension(LeadView):
    right = "leads.extend"

    @extend_schema(operation_id="leads_extend", request=io.ReasonIn, responses=io.LeadOut)
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Extend the protection, once (F-LEAD-04)."""
        body = self.read(io.ReasonIn).validated_data
        extend_lead(lead_id=lead, by=self.actor(), at=timezone.now(), **body)
        return self.answer(lead)


class LeadReregistration(LeadView):
    right = "leads.register"

    @extend_schema(operation_id="leads_register_again", request=io.ReasonIn, responses={202: io.LeadOut})
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Ask the manager for a fresh period of an inactive or released lead (F-LEAD-06)."""
        body = self.read(io.ReasonIn).validated_data
        ask_reregistration(lead_id=lead, by=self.actor(), at=timezone.now(), **body)
        return self.answer(lead, status=202)


class LeadCorrection(LeadView):
    right = "leads.register"

    @extend_schema(operation_id="leads_correct", request=io.CustomerIn, responses=io.LeadOut)
    @idempotent
    def post(self, request: Request, vendor: str, lead: int) -> Response:
        """Correct an invalid lead: it is new again."""
        body = self.read(io.CustomerIn)
        correct_lead(lead_id=lead, customer=body.customer(), by=self.actor(), at=timezone.now())
        return self.answer(lead)


class DealList(LeadView):
    right = "leads.see"
    pagination_class = CursorPages
    serializer_class = io.DealOut

    @extend_schema(operation_id="deals_list", responses=io.DealOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Deals the key may see, newest first."""
        pages = CursorPages()
        rows = pages.paginate_queryset(deals_visible_to(self.actor()), request, view=self)
        return pages.get_paginated_response(io.DealOut(rows, many=True).data)


class DealDetail(LeadView):
    right = "leads.see"

    @extend_schema(operation_id="deals_read", responses=io.DealOut)
    def get(self, request: Request, vendor: str, deal: int) -> Response:
        """One deal."""
        return Response(io.DealOut(get_object_or_404(deals_visible_to(self.actor()), pk=deal)).data)


class DealCancellation(LeadView):
    right = "leads.close"

    @extend_schema(operation_id="deals_cancel", request=io.CancellationIn, responses=io.DealOut)
    @idempotent
    def post(self, request: Request, vendor: str, deal: int) -> Response:
        """Say that the customer cancelled."""
        body = self.read(io.CancellationIn).validated_data
        cancelled = cancel_deal(deal_id=deal, by=self.actor(), at=timezone.now(), **body)
        return Response(io.DealOut(cancelled).data)
