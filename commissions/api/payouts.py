"""Runs, statements and payments for machines. A key may do what its holder may; approving needs another person's key."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commissions.api.payout_serializers import (
    NewRun,
    PayoutOut,
    RunDecision,
    RunDetailOut,
    RunOut,
    StatementLinesOut,
    StatementOut,
)
from commissions.models import PayoutRun, Statement
from commissions.queries.paying_programs import paying_programs
from commissions.queries.payouts import find_payout, find_statement, payouts, statements
from commissions.queries.runs import exceptions_of_run, runs, totals_of_run
from commissions.queries.statements import lines_of_statement
from commissions.services.run_approval import decide_run, submit_run
from commissions.services.runs import calculate_again, open_run
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.clock import legal_date
from portal.problems import Refusal

PAGE = 200


class Runs(APIView):
    """Payout runs."""

    rights = {"GET": "payouts.see", "POST": "payouts.run"}

    @extend_schema(operation_id="payout_runs_list", responses=RunOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every run, the newest first."""
        return _page(self, request, runs(), RunOut)

    @extend_schema(operation_id="payout_runs_create", request=NewRun, responses={202: RunOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Start the run of a month, or find the one that is there: idempotent by program and month."""
        asked = NewRun(data=request.data)
        asked.is_valid(raise_exception=True)
        now, slug = timezone.now(), asked.validated_data.get("program")
        programs = [found for found in paying_programs(now) if slug in (None, found[0].slug)]
        if len(programs) != 1:
            raise Refusal("Name one program that pays commissions.", field="program")
        program, guide = programs[0]
        run = open_run(
            program_id=program.pk,
            period=asked.validated_data["period"],
            today=legal_date(now, zone=guide.zone),
            by=request.user,  # type: ignore[arg-type]
        )
        return Response(RunOut(run).data, status=202, headers={"Location": f"{request.path}{run.pk}/"})


class Run(APIView):
    """One payout run."""

    right = "payouts.see"

    @extend_schema(operation_id="payout_runs_read", responses=RunDetailOut)
    def get(self, request: Request, vendor: str, run_id: int) -> Response:
        """With its totals and what was stopped."""
        run: Any = _run(run_id)
        run.totals, run.exceptions = totals_of_run(run), exceptions_of_run(run)
        return Response(RunDetailOut(run).data)


class RunCalculation(APIView):
    """Calculating a run again."""

    right = "payouts.run"

    @extend_schema(operation_id="payout_runs_calculate", request=None, responses={202: RunOut})
    @idempotent
    def post(self, request: Request, vendor: str, run_id: int) -> Response:
        """Add what was stopped or imported meanwhile."""
        return Response(RunOut(calculate_again(_run(run_id), by=request.user)).data, status=202)  # type: ignore[arg-type]


class RunSubmission(APIView):
    """Submitting a run."""

    right = "payouts.submit"

    @extend_schema(operation_id="payout_runs_submit", request=None, responses={200: RunOut})
    @idempotent
    def post(self, request: Request, vendor: str, run_id: int) -> Response:
        """Ask a second person to approve."""
        return Response(RunOut(submit_run(_run(run_id), by=request.user)).data)  # type: ignore[arg-type]


class RunApproval(APIView):
    """Deciding about a run."""

    right = "payouts.approve"

    @extend_schema(operation_id="payout_runs_decide", request=RunDecision, responses={200: RunOut})
    @idempotent
    def post(self, request: Request, vendor: str, run_id: int) -> Response:
        """Approve, or send back with a reason; never by whoever submitted."""
        asked = RunDecision(data=request.data)
        asked.is_valid(raise_exception=True)
        run = decide_run(_run(run_id), **asked.validated_data, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        return Response(RunOut(run).data)


class Statements(APIView):
    """Statements."""

    right = "statements.see"

    @extend_schema(operation_id="statements_list", responses=StatementOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every statement one may see, the newest first."""
        return _page(self, request, statements(), StatementOut)


class OneStatement(APIView):
    """One statement."""

    right = "statements.see"

    @extend_schema(operation_id="statements_read", responses=StatementOut)
    def get(self, request: Request, vendor: str, statement_id: int) -> Response:
        """Without its lines."""
        return Response(StatementOut(_statement(statement_id)).data)


class StatementLines(APIView):
    """The lines of a statement."""

    right = "statements.see"

    @extend_schema(
        operation_id="statement_lines_list",
        parameters=[OpenApiParameter("after", int, description="`next_after` of the page before")],
        responses=StatementLinesOut,
    )
    def get(self, request: Request, vendor: str, statement_id: int) -> Response:
        """In the order of booking, 200 a page."""
        asked = request.query_params.get("after", "0")
        after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
        lines = lines_of_statement(_statement(statement_id), after=after, limit=PAGE + 1)
        more = lines[PAGE - 1].earning_id if len(lines) > PAGE else None
        return Response(StatementLinesOut({"results": lines[:PAGE], "next_after": more}).data)


class Payouts(APIView):
    """Payments."""

    right = "commissions.see"

    @extend_schema(operation_id="payouts_list", responses=PayoutOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every payment one may see, the newest first."""
        return _page(self, request, payouts(), PayoutOut)


class OnePayout(APIView):
    """One payment."""

    right = "commissions.see"

    @extend_schema(operation_id="payouts_read", responses=PayoutOut)
    def get(self, request: Request, vendor: str, payout_id: int) -> Response:
        """With what holds it."""
        found = find_payout(payout_id)
        if found is None:
            raise Http404
        return Response(PayoutOut(found).data)


def _page(view: APIView, request: Request, rows: Any, shape: Any) -> Response:
    pages = CursorPages()
    found = pages.paginate_queryset(rows, request, view=view)
    return pages.get_paginated_response(shape(found, many=True).data)


def _run(run_id: int) -> PayoutRun:
    found = runs().filter(pk=run_id).first()
    if found is None:
        raise Http404
    return found


def _statement(statement_id: int) -> Statement:
    found = find_statement(statement_id)
    if found is None:
        raise Http404
    return found
