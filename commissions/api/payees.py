"""Payees for machines. An account that a key proposes has no effect until a person confirms it, freshly signed in."""

import base64
import binascii
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

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
from portal.problems import Refusal


class Payees(APIView):
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
        actor, typed = _actor(request), _typed(NewPayee, request)
        payee = propose_payee(partner=own_partner(actor.partner_id), by=actor, **typed)
        return Response(PayeeOut(payee, context=_missing([payee])).data, status=201)


class PayeeAccounts(APIView):
    """Accounts of a payee."""

    right = "payees.propose"

    @extend_schema(operation_id="payee_accounts_create", request=NewAccount, responses={201: AccountOut})
    @idempotent
    def post(self, request: Request, vendor: str, payee_id: int) -> Response:
        """Propose where the money goes."""
        method = propose_method(payee=_own(request, payee_id), by=_actor(request), **_typed(NewAccount, request))
        return Response(AccountOut(method).data, status=201)


class PayeePapers(APIView):
    """Papers of a payee."""

    right = "payees.propose"

    @extend_schema(operation_id="payee_papers_create", request=NewPaper, responses={201: PaperOut})
    @idempotent
    def post(self, request: Request, vendor: str, payee_id: int) -> Response:
        """Hand a paper in."""
        typed = _typed(NewPaper, request)
        try:
            content = base64.b64decode(typed["content"], validate=True)
        except (binascii.Error, ValueError):
            raise Refusal("Send the file in base64.", field="content") from None
        paper = hand_in(
            _own(request, payee_id), kind=typed["kind"], content=content, name=typed["name"], by=_actor(request)
        )
        return Response(PaperOut(paper).data, status=201)


class AccountDecisions(APIView):
    """What finance makes of a proposed account."""

    right = "payees.confirm"

    @extend_schema(operation_id="payout_method_decide", request=AccountDecision, responses={201: AccountOut})
    @idempotent
    def post(self, request: Request, vendor: str, method_id: int) -> Response:
        """Refuse it. Confirming needs a person with a fresh sign-in: a key gets 422 with the code needs-a-person."""
        typed, now = _typed(AccountDecision, request), timezone.now()
        method = methods_seen().filter(pk=method_id).first()
        if method is None:
            raise Http404
        if typed["confirm"]:
            method = confirm_method(method, by=_actor(request), now=now)
        else:
            method = refuse_method(method, reason=typed["reason"], by=_actor(request), now=now)
        return Response(AccountOut(method).data, status=201)


class PaperDecisions(APIView):
    """What finance makes of a paper."""

    right = "payees.confirm"

    @extend_schema(operation_id="payee_paper_decide", request=PaperDecision, responses={201: PaperOut})
    @idempotent
    def post(self, request: Request, vendor: str, document_id: int) -> Response:
        """Confirm it or send it back, as somebody other than who handed it in."""
        typed, now = _typed(PaperDecision, request), timezone.now()
        paper = papers_seen().filter(pk=document_id).first()
        if paper is None:
            raise Http404
        if typed["confirm"]:
            seen = {"signed": typed["signed"], "stamped": typed["stamped"]}
            paper = confirm_paper(paper, by=_actor(request), now=now, **seen)
        else:
            paper = send_back(paper, reason=typed["reason"], by=_actor(request), now=now)
        return Response(PaperOut(paper).data, status=201)


def _actor(request: Request) -> Actor:
    actor: Actor = request.user  # type: ignore[assignment]
    return actor


def _typed(shape: type[Any], request: Request) -> dict[str, Any]:
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    typed: dict[str, Any] = asked.validated_data
    return typed


def _own(request: Request, payee_id: int) -> Payee:
    payee = payees_seen().filter(pk=payee_id, partner_id=_actor(request).partner_id or 0).first()
    if payee is None:
        raise Http404
    return payee


def _missing(payees: list[Payee]) -> dict[str, Any]:
    ready = missing_documents(partner_ids=[payee.partner_id for payee in payees])
    return {"missing": {each.payee_id: [code.value for code in each.missing] for each in ready}}
