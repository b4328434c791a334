"""Due-diligence cases for machines of compliance. An odd action is a new noun, as on the pages."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api import serializers as io
from compliance.queries.cases import cases_visible_to, filter_cases, line_in
from compliance.services.cases import answer_check, decide_case
from compliance.services.hits import add_evidence, rule_on_hits
from compliance.states import Outcome, Ruling
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.views import ActorView


class CaseView(ActorView):
    """Base of the views about cases."""

    visible = {"case": cases_visible_to}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A line is one of its case."""
        super().initial(request, *args, **kwargs)
        if "line" in kwargs and line_in(self.found["case"], kwargs["line"]) is None:
            raise Http404

    def answer(self, case: int) -> Response:
        """The case as it is now."""
        return Response(io.CaseDetailOut(cases_visible_to(self.actor()).get(pk=case)).data)


class CaseList(CaseView):
    right = "cases.see"
    pagination_class = CursorPages
    serializer_class = io.CaseOut

    @extend_schema(operation_id="cases_list", parameters=[io.CaseFilter], responses=io.CaseOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Due-diligence cases, newest first."""
        cases = filter_cases(cases_visible_to(self.actor()), now=timezone.now(), **self.wanted(io.CaseFilter))
        return self.listed(cases, io.CaseOut)


class CaseDetail(CaseView):
    right = "cases.see"

    @extend_schema(operation_id="cases_read", responses=io.CaseDetailOut)
    def get(self, request: Request, vendor: str, case: int) -> Response:
        """One case with its subjects, checks and hits."""
        return self.answer(case)


class CaseCheckAnswer(CaseView):
    right = "cases.work"

    @extend_schema(operation_id="cases_answer_check", request=io.AnswerIn, responses=io.CaseDetailOut)
    @idempotent
    def post(self, request: Request, vendor: str, case: int, line: int) -> Response:
        """Say what a check found (A-DD-02): a finding escalates, the last clear one approves."""
        body = self.read(io.AnswerIn)
        answer_check(
            case_id=case,
            line_id=line,
            outcome=Outcome(body["outcome"]),
            note=body["note"],
            by=self.actor(),
            at=timezone.now(),
        )
        return self.answer(case)


class CaseEvidence(CaseView):
    right = "cases.work"

    @extend_schema(operation_id="cases_add_evidence", request=io.EvidenceIn, responses={201: io.CaseDetailOut})
    @idempotent
    def post(self, request: Request, vendor: str, case: int, line: int) -> Response:
        """Keep a file beside a check. What a body cannot hold is added on the page."""
        body = self.read(io.EvidenceIn)
        add_evidence(
            case_id=case,
            line_id=line,
            content=body["content"],
            name=body["name"],
            by=self.actor(),
            at=timezone.now(),
        )
        return Response(self.answer(case).data, status=201)


class CaseRulings(CaseView):
    right = "cases.work"

    @extend_schema(operation_id="cases_rule", request=io.RulingIn, responses=io.CaseDetailOut)
    @idempotent
    def post(self, request: Request, vendor: str, case: int) -> Response:
        """Rule on hits, many with one reason; remembered until the subject or the entry changes."""
        body = self.read(io.RulingIn)
        rule_on_hits(
            case_id=case,
            hit_ids=body["hits"],
            ruling=Ruling(body["ruling"]),
            reason=body["reason"],
            by=self.actor(),
            at=timezone.now(),
        )
        return self.answer(case)


class CaseDecision(CaseView):
    right = "cases.decide"

    @extend_schema(operation_id="cases_decide", request=io.CaseDecisionIn, responses=io.CaseDetailOut)
    @idempotent
    def post(self, request: Request, vendor: str, case: int) -> Response:
        """Approve or reject an escalated case, as its second reviewer (A-DD-04)."""
        decide_case(case_id=case, by=self.actor(), at=timezone.now(), **self.read(io.CaseDecisionIn))
        return self.answer(case)
