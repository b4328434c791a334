"""Payees for machines. An account that a key proposes has no effect until a person confirms it, freshly signed in."""

import base64
import binascii
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.api.serializers import (
    AccountDecision,
    AccountOut,
    NewAccount,
    NewPaper,
    NewPayee,
    PaperDecision,
    PaperOut,
    PayeeOut,
)
from commissions.models import Payee
from commissions.queries.payees import methods_seen, missing_documents, own_partner, papers_seen, payees_seen
from commissions.services.payee_papers import confirm_paper, hand_in, send_back
from commissions.services.payees import confirm_method, propose_method, propose_payee, refuse_method
from portal.accounts.actor import Actor
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.views import ActorView
from portal.problems import Refusal


def _own(actor: Actor) -> QuerySet[Payee]:
    return payees_seen().filter(partner_id=actor.partner_id or 0)


class PayeeView(ActorView):
    """Base of the views about payees: one's own, and for finance what waits for a decision."""

    visible = {
        "payee_id": _own,
        "method_id": lambda actor: methods_seen(),
        "document_id": lambda actor: papers_seen(),
    }


class Payees(PayeeView):
    """A partner's own payees; for finance those of every partner."""

    rights = {"GET": "payees.see", "POST": "payees.propose"}

    @extend_schema(operation_id="payees_list", responses=PayeeOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Payees, and what each lacks."""
        pages = CursorPages()
        rows = pages.paginate_queryset(payees_seen(), request, view=self)
        return pages.get_paginated_response(PayeeOut(rows, many=True, context=_missing(rows)).data)

    @extend_schema(operation_id="payees_create", request=NewPayee, responses={201: PayeeOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Name a legal entity that is paid in a currency."""
        actor, typed = self.actor(), self.read(NewPayee)
        payee = propose_payee(partner=own_partner(actor.partner_id), by=actor, **typed)
        return Response(PayeeOut(payee, context=_missing([payee])).data, status=201)


class PayeeAccounts(PayeeView):
    """Accounts of a payee."""

    right = "payees.propose"

    @extend_schema(operation_id="payee_accounts_create", request=NewAccount, responses={201: AccountOut})
    @idempotent
    def post(self, request: Request, vendor: str, payee_id: int) -> Response:
        """Propose where the money goes."""
        method = propose_method(payee=self.found["payee_id"], by=self.actor(), **self.read(NewAccount))
        return Response(AccountOut(method).data, status=201)


class PayeePapers(PayeeView):
    """Papers of a payee."""

    right = "payees.propose"

    @extend_schema(operation_id="payee_papers_create", request=NewPaper, responses={201: PaperOut})
    @idempotent
    def post(self, request: Request, vendor: str, payee_id: int) -> Response:
        """Hand a paper in."""
        typed = self.read(NewPaper)
        try:
            content = base64.b64decode(typed["content"], validate=True)
        except (binascii.Error, ValueError):
            raise Refusal("Send the file in base64.", field="content") from None
        paper = hand_in(
            self.found["payee_id"], kind=typed["kind"], content=content, name=typed["name"], by=self.actor()
        )
        return Response(PaperOut(paper).data, status=201)


class AccountDecisions(PayeeView):
    """What finance makes of a proposed account."""

    right = "payees.confirm"

    @extend_schema(operation_id="payout_method_decide", request=AccountDecision, responses={201: AccountOut})
    @idempotent
    def post(self, request: Request, vendor: str, method_id: int) -> Response:
        """Refuse it. Confirming needs a person with a fresh sign-in: a key gets 422 with the code needs-a-person."""
        typed, now = self.read(AccountDecision), timezone.now()
        method = self.found["method_id"]
        if typed["confirm"]:
            method = confirm_method(method, by=self.actor(), now=now)
        else:
            method = refuse_method(method, reason=typed["reason"], by=self.actor(), now=now)
        return Response(AccountOut(method).data, status=201)


class PaperDecisions(PayeeView):
    """What finance makes of a paper."""

    right = "payees.confirm"

    @extend_schema(operation_id="payee_paper_decide", request=PaperDecision, responses={201: PaperOut})
    @idempotent
    def post(self, request: Request, vendor: str, document_id: int) -> Response:
        """Confirm it or send it back, as somebody other than who handed it in."""
        typed, now = self.read(PaperDecision), timezone.now()
        paper = self.found["document_id"]
        if typed["confirm"]:
            seen = {"signed": typed["signed"], "stamped": typed["stamped"]}
            paper = confirm_paper(paper, by=self.actor(), now=now, **seen)
        else:
            paper = send_back(paper, reason=typed["reason"], by=self.actor(), now=now)
        return Response(PaperOut(paper).data, status=201)


def _missing(payees: list[Payee]) -> dict[str, Any]:
    ready = missing_documents(partner_ids=[payee.partner_id for payee in payees])
    return {"missing": {each.payee_id: [code.value for code in each.missing] for each in ready}}
