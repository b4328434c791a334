"""Leads and deals for machines. An odd action is a new noun, as on the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leads.acts import ACTS
from leads.api import serializers as io
from leads.forms import customer_in
from leads.models import Lead
from leads.queries import (
    BY_NAME,
    WAITING_FIRST,
    choose_program,
    deals_visible_to,
    filter_leads,
    leads_visible_to,
)
from leads.services.closing import cancel_deal
from leads.services.registration import register_lead
from portal.api.acts import Spoken, act_api
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.views import ActorView
from portal.keyset import Order
from portal.shell.acts import Act


class LeadView(ActorView):
    """Base of the views about leads."""

    visible = {"lead": leads_visible_to, "deal": deals_visible_to}


class LeadList(LeadView):
    rights = {"GET": "leads.see", "POST": "leads.register"}
    order: Order = WAITING_FIRST
    pagination_class = CursorPages
    serializer_class = io.LeadOut

    @extend_schema(operation_id="leads_list", parameters=[io.LeadFilter], responses=io.LeadOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Leads the key may see: what waits for a decision first, then the newest; by name where `company` narrows."""
        wanted = self.wanted(io.LeadFilter)
        self.order = BY_NAME if "company" in wanted else WAITING_FIRST
        return self.listed(filter_leads(leads_visible_to(self.actor()), **wanted), io.LeadOut)

    @extend_schema(operation_id="leads_register", request=io.RegistrationIn, responses={201: io.LeadOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Register a lead (F-LEAD-01): inbound is protected at once, outbound waits for the manager."""
        body, actor, now = self.read(io.RegistrationIn), self.actor(), timezone.now()
        assert actor.partner_id is not None
        lead = register_lead(
            customer=customer_in(body),
            source=body["source"],
            program_id=choose_program(actor, body["program"], now),
            partner_id=actor.partner_id,
            by=actor,
            at=now,
        )
        return Response(io.LeadOut(leads_visible_to(actor).get(pk=lead.pk)).data, status=201)


class LeadDetail(LeadView):
    right = "leads.see"

    @extend_schema(operation_id="leads_read", responses=io.LeadOut)
    def get(self, request: Request, vendor: str, lead: int) -> Response:
        """One lead."""
        return Response(io.LeadOut(self.found["lead"]).data)


def _played(view: LeadView, act: Act[Lead], body: dict[str, Any]) -> object:
    """The deal that a lead became, otherwise the lead as it is afterwards."""
    lead: Lead = view.found["lead"]
    made = act.run(lead, body, view.actor(), timezone.now())
    return made if act.noun == "deal" else leads_visible_to(view.actor()).get(pk=lead.pk)


#: How each act on a lead is asked for.
SPOKEN = {
    "approval": Spoken(
        "leads_approve", io.ReasonIn, io.LeadOut, "Approve what the lead waits for (F-LEAD-05, F-LEAD-06)."
    ),
    "refusal": Spoken("leads_refuse", io.ReasonNeededIn, io.LeadOut, "Refuse what the lead waits for."),
    "status": Spoken("leads_move", io.StatusIn, io.LeadOut, "Move the status by the table (F-LEAD-03)."),
    "demo": Spoken(
        "leads_record_demo", io.DemoIn, io.LeadOut, "Record the day of the demo, which an opportunity needs."
    ),
    "delivery": Spoken(
        "leads_name_delivery", io.DeliveryIn, io.LeadOut, "Say who deploys and supports the project (G-GEN-03)."
    ),
    "deal": Spoken("leads_win", io.DealIn, io.DealOut, "Close an opportunity as won: the answer is its deal.", 201),
    "loss": Spoken("leads_lose", io.ReasonNeededIn, io.LeadOut, "Close an opportunity as lost."),
    "extension": Spoken("leads_extend", io.ReasonIn, io.LeadOut, "Extend the protection, once (F-LEAD-04)."),
    "re-registration": Spoken(
        "leads_register_again", io.ReasonIn, io.LeadOut,
        "Ask the manager for a fresh period of an inactive or released lead (F-LEAD-06).", 202,
    ),
    "correction": Spoken("leads_correct", io.CustomerIn, io.LeadOut, "Correct an invalid lead: it is new again."),
}  # fmt: skip
ACT_APIS = {act.noun: act_api(act, SPOKEN[act.noun], base=LeadView, play=_played) for act in ACTS}


class DealList(LeadView):
    right = "leads.see"
    pagination_class = CursorPages
    serializer_class = io.DealOut

    @extend_schema(operation_id="deals_list", responses=io.DealOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Deals the key may see, newest first."""
        return self.listed(deals_visible_to(self.actor()), io.DealOut)


class DealDetail(LeadView):
    right = "leads.see"

    @extend_schema(operation_id="deals_read", responses=io.DealOut)
    def get(self, request: Request, vendor: str, deal: int) -> Response:
        """One deal."""
        return Response(io.DealOut(self.found["deal"]).data)


class DealCancellation(LeadView):
    right = "leads.close"

    @extend_schema(operation_id="deals_cancel", request=io.CancellationIn, responses=io.DealOut)
    @idempotent
    def post(self, request: Request, vendor: str, deal: int) -> Response:
        """Say that the customer cancelled."""
        body = self.read(io.CancellationIn)
        cancelled = cancel_deal(deal_id=deal, by=self.actor(), at=timezone.now(), **body)
        return Response(io.DealOut(cancelled).data)
