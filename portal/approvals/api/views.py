"""One's own questions for machines: what waits for a second person, and taking it back. Decisions are taken elsewhere."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.views import ActorView
from portal.approvals.api.serializers import ApprovalOut
from portal.approvals.queries import approvals_seen, asked_by, withdrawable_by
from portal.approvals.services import withdraw_own


class OwnQuestions(ActorView):
    """Questions that whoever asks may take back."""

    right = "approvals.withdraw"
    pagination_class = CursorPages
    serializer_class = ApprovalOut

    @extend_schema(operation_id="approvals_own", responses=ApprovalOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """What waits and can be taken back, newest first."""
        return self.listed(withdrawable_by(self.actor()), ApprovalOut)


class Withdrawal(ActorView):
    """Taking a question back."""

    right = "approvals.withdraw"
    visible = {"approval": approvals_seen}

    @extend_schema(operation_id="approvals_withdraw", request=None, responses={200: ApprovalOut})
    @idempotent
    def post(self, request: Request, vendor: str, approval: int) -> Response:
        """Take back what the key's person asked; 404 for others, 409 where somebody decided it meanwhile."""
        own = get_object_or_404(asked_by(self.actor()), pk=approval)
        question = withdraw_own(own, by=self.actor(), at=timezone.now())
        return Response(ApprovalOut(question).data)
