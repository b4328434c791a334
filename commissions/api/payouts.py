"""Runs, statements and payments for machines. A key may do what its holder may; approving needs another person's key."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.api.payout_serializers import (
    NewRun,
    PayoutOut,
    RunDecision,
    RunDetailOut,
    RunOut,
    StatementLinesOut,
    StatementOut,
)
from commissions.models import Statement
from commissions.queries.paying_programs import paying_programs
from commissions.queries.payouts import find_payout, find_statement, payouts, statements
from commissions.queries.runs import exceptions_of_run, runs, totals_of_run
from commissions.queries.statements import lines_of_statement
from commissions.services.run_approval import decide_run, submit_run
from commissions.services.runs import calculate_again, open_run
from portal.api.idempotency import idempotent
from portal.api.views import ActorView
from portal.clock import legal_date
from portal.problems import Refusal

PAGE = 200


class RunView(ActorView):
    """Base of the views about payout runs."""

    visible = {"run_id": lambda actor: runs()}


class Runs(RunView):
    """Payout runs."""

    rights = {"GET": "payouts.see", "POST": "payouts.run"}

    @extend_schema(operation_id="payout_runs_list", responses=RunOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every run, the newest first."""
        return self.listed(runs(), RunOut)

    @extend_schema(operation_id="payout_runs_create", request=NewRun, responses={202: RunOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Start the run of a month, or find the one that is there: idempotent by program and month."""
        asked = self.read(NewRun)
        now, slug = timezone.now(), asked.get("program")
        programs = [found for found in paying_programs(now) if slug in (None, found[0].slug)]
        if len(programs) != 1:
            raise Refusal("Name one program that pays commissions.", field="program")
        program, guide = programs[0]
        run = open_run(
            program_id=program.pk,
            period=asked["period"],
            today=legal_date(now, zone=guide.zone),
            by=self.actor(),
        )
        return Response(RunOut(run).data, status=202, headers={"Location": f"{request.path}{run.pk}/"})


class Run(RunView):
    """One payout run."""

    right = "payouts.see"

    @extend_schema(operation_id="payout_runs_read", responses=RunDetailOut)
    def get(self, request: Request, vendor: str, run_id: int) -> Response:
        """With its totals and what was stopped."""
        run: Any = self.found["run_id"]
        run.totals, run.exceptions = totals_of_run(run), exceptions_of_run(run)
        return Response(RunDetailOut(run).data)


class RunCalculation(RunView):
    """Calculating a run again."""

    right = "payouts.run"

    @extend_schema(operation_id="payout_runs_calculate", request=None, responses={202: RunOut})
    @idempotent
    def post(self, request: Request, vendor: str, run_id: int) -> Response:
        """Add what was stopped or imported meanwhile."""
        return Response(RunOut(calculate_again(self.found["run_id"], by=self.actor())).data, status=202)


class RunSubmission(RunView):
    """Submitting a run."""

    right = "payouts.submit"

    @extend_schema(operation_id="payout_runs_submit", request=None, responses={200: RunOut})
    @idempotent
    def post(self, request: Request, vendor: str, run_id: int) -> Response:
        """Ask a second person to approve."""
        return Response(RunOut(submit_run(self.found["run_id"], by=self.actor())).data)


class RunApproval(RunView):
    """Deciding about a run."""

    right = "payouts.approve"

    @extend_schema(operation_id="payout_runs_decide", request=RunDecision, responses={200: RunOut})
    @idempotent
    def post(self, request: Request, vendor: str, run_id: int) -> Response:
        """Approve, or send back with a reason; never by whoever submitted."""
        run = decide_run(self.found["run_id"], **self.read(RunDecision), by=self.actor(), at=timezone.now())
        return Response(RunOut(run).data)


class Statements(ActorView):
    """Statements."""

    right = "statements.see"

    @extend_schema(operation_id="statements_list", responses=StatementOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every statement one may see, the newest first."""
        return self.listed(statements(), StatementOut)


class OneStatement(ActorView):
    """One statement."""

    right = "statements.see"

    @extend_schema(operation_id="statements_read", responses=StatementOut)
    def get(self, request: Request, vendor: str, statement_id: int) -> Response:
        """Without its lines."""
        return Response(StatementOut(_statement(statement_id)).data)


class StatementLines(ActorView):
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


class Payouts(ActorView):
    """Payments."""

    right = "commissions.see"

    @extend_schema(operation_id="payouts_list", responses=PayoutOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every payment one may see, the newest first."""
        return self.listed(payouts(), PayoutOut)


class OnePayout(ActorView):
    """One payment."""

    right = "commissions.see"

    @extend_schema(operation_id="payouts_read", responses=PayoutOut)
    def get(self, request: Request, vendor: str, payout_id: int) -> Response:
        """With what holds it."""
        found = find_payout(payout_id)
        if found is None:
            raise Http404
        return Response(PayoutOut(found).data)


def _statement(statement_id: int) -> Statement:
    found = find_statement(statement_id)
    if found is None:
        raise Http404
    return found
