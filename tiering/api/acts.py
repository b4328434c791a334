"""Every act on a partner's tiers for machines: the same refusals as on the pages, and how the partner stands afterwards."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.acts import Spoken, act_api
from portal.api.idempotency import idempotent
from portal.problems import Conflict
from portal.shell.acts import Act
from tiering.acts import ACTS
from tiering.api import standings as io
from tiering.api.views import TierView
from tiering.presentation.review import refuse_review
from tiering.queries.desk import Desk, desk_of
from tiering.queries.standing_now import standing_of
from tiering.services.reviews import decide_review

#: What each act asks beside its enrolment. Overrides and waivers have views of their own.
SHAPES = {
    "review-again": io.NothingIn,
    "grace": io.GraceIn,
    "grace-extension": io.GraceExtensionIn,
    "lowering": io.LoweringIn,
    "recovery": io.OptionalReasonIn,
    "keeping": io.ActReasonIn,
    "termination-review": io.ActReasonIn,
    "extras-suspension": io.ActReasonIn,
    "primary-category": io.ActReasonIn,
    "replacement-extension": io.ReplacementIn,
    "deviation": io.DeviationIn,
    "tier-request": io.TierRequestIn,
    "request-approval": io.RequestApprovalIn,
    "request-refusal": io.RequestRefusalIn,
}


class Standing(TierView):
    right = "tiering.see"

    @extend_schema(operation_id="tiers_standing", responses=io.StandingOut)
    def get(self, request: Request, vendor: str, enrolment: int) -> Response:
        """How an enrolment stands today: tier, review, recovery period, request, extras, waivers, deviations."""
        return Response(_standing(self))


class ReviewDecision(TierView):
    right = "tiering.decide"

    @extend_schema(operation_id="tiers_review", request=io.ReviewIn, responses={201: io.StandingOut})
    @idempotent
    def post(self, request: Request, vendor: str, enrolment: int) -> Response:
        """Decide the newest review: tier, category and economic benefits, each for itself (G-REV-03, G-TIER-04).

        A reason is needed for whatever the scorecard does not recommend.
        """
        body = self.read(io.ReviewIn)
        desk = desk_of(self.enrolment, now=timezone.now())
        if refused := refuse_review(desk):
            raise Conflict(refused)
        assert desk.review is not None
        decide_review(desk.review, by=self.actor(), at=timezone.now(), **body)
        return Response(_standing(self), status=201)


def _played(view: TierView, act: Act[Desk], body: dict[str, Any]) -> object:
    """How the partner stands afterwards."""
    now = timezone.now()
    desk = desk_of(view.enrolment, now=now)
    if refused := act.refuse(desk, now):
        raise Conflict(refused)
    act.run(desk, body, view.actor(), now)
    return standing_of(view.enrolment, now=timezone.now())


def _standing(view: TierView) -> Any:
    now = timezone.now()
    return io.StandingOut(standing_of(view.enrolment, now=now)).data


def _spoken(act: Act[Desk]) -> Spoken:
    operation = f"tiers_{act.noun.replace('-', '_')}"
    return Spoken(operation, SHAPES[act.noun], io.StandingOut, f"{act.intro} ({act.rule})", 201)


ACT_APIS = {act.noun: act_api(act, _spoken(act), base=TierView, play=_played) for act in ACTS if act.noun in SHAPES}
