"""The annual review of a program for machines: how far it is, and its start."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.idempotency import idempotent
from portal.api.views import ActorView
from tiering.queries.portfolio import UNDECIDED, Wanted, narrow, portfolio
from tiering.queries.rounds import annual_round, is_running, programs_reviewed_by
from tiering.queries.standing import guide_in_force, today_of
from tiering.services.annual import refuse_annual_review, start_annual_review


class AnnualReviewOut(serializers.Serializer[Any]):
    """`refused` says why it cannot be started now; the days are null where the guide holds no annual review."""

    year = serializers.IntegerField(allow_null=True)
    data_from = serializers.DateField(allow_null=True)
    data_to = serializers.DateField(allow_null=True)
    decide_by = serializers.DateField(allow_null=True)
    next_start = serializers.DateField(allow_null=True)
    running = serializers.BooleanField()
    refused = serializers.CharField()
    to_decide = serializers.IntegerField()


class AnnualReview(ActorView):
    visible = {"program": programs_reviewed_by}
    rights: ClassVar[dict[str, str]] = {"GET": "tiering.see_all", "POST": "tiering.measure"}

    @extend_schema(operation_id="annual_review_read", responses=AnnualReviewOut)
    def get(self, request: Request, vendor: str, program: int) -> Response:
        """The newest annual review of a program: its days, whether it runs, how many partners wait for a decision (G-TIER-04)."""
        return Response(self._answer())

    @extend_schema(operation_id="annual_review_start", request=None, responses={201: AnnualReviewOut})
    @idempotent
    def post(self, request: Request, vendor: str, program: int) -> Response:
        """Measure and score everybody who was enrolled on the last day of the data, once a year (G-REV-01, A-REV-05, S-REV-01)."""
        start_annual_review(self.found["program"], by=self.actor(), at=timezone.now())
        return Response(self._answer(), status=201)

    def _answer(self) -> Any:
        program, now = self.found["program"], timezone.now()
        found = annual_round(program, now=now)
        days = found.days if found else None
        return AnnualReviewOut(
            {
                "year": found.year if found else None,
                "data_from": days.first if days else None,
                "data_to": days.last if days else None,
                "decide_by": days.decides if days else None,
                "next_start": found.next_start if found else None,
                "running": found is not None and is_running(found),
                "refused": refuse_annual_review(found),
                "to_decide": self._waiting(),
            }
        ).data

    def _waiting(self) -> int:
        program = self.found["program"]
        day = today_of(program, timezone.now())
        guide = guide_in_force(program.pk, day)
        if guide is None or "tiering" not in guide.document.sections:
            return 0
        rows = portfolio(self.actor(), program, day=day)
        return int(narrow(rows, Wanted(edge=UNDECIDED), guide=guide, day=day).count())
