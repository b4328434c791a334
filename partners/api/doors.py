"""Papers and doors for machines: read, decide, except. A file is handed in by a person, in a browser, who ticks what it contains."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.models import DoorException, Paper
from partners.paper_states import PaperState
from partners.queries.doors import exceptions_visible_to, halls_of
from partners.queries.imports import programs_seen
from partners.queries.papers import NEWEST_FIRST, moves_of, papers_visible_to, partners_with_papers
from partners.services.doors import end_exception, make_exception
from partners.services.papers import decide_paper
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.serializers import IdField, Input
from portal.api.views import ActorView
from portal.problems import Refusal

STATES = [state.value for state in PaperState]
DECISIONS = [PaperState.ACCEPTED.value, PaperState.RETURNED.value, PaperState.ENDED.value]


class PartnerPaperOut(serializers.ModelSerializer[Paper]):
    """A version of a paper. Days are legal dates of the program; the file is fetched by its id."""

    state = serializers.ChoiceField(choices=STATES)

    class Meta:
        model = Paper
        fields: ClassVar[list[str]] = [
            "id", "partner_id", "program_id", "key", "subject", "number", "file_id", "contains", "note", "state", "handed_in_at",
            "valid_until",
        ]  # fmt: skip


class PaperMoveOut(serializers.Serializer[Any]):
    """A step in a paper's life."""

    before = serializers.CharField()
    after = serializers.CharField()
    at = serializers.DateTimeField()
    reason = serializers.CharField()


class PaperWhole(serializers.Serializer[Any]):
    """A version with what became of it."""

    paper = PartnerPaperOut()
    moves = PaperMoveOut(many=True)


class PaperDecisionIn(Input):
    """`reason` is needed to give back and to end; `valid_until` where the guide lets whoever accepts name the end."""

    decision = serializers.ChoiceField(choices=DECISIONS)
    reason = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")
    valid_until = serializers.DateField(required=False)


class DoorLineOut(serializers.Serializer[Any]):
    """A need of a door as it stands."""

    kind = serializers.CharField()
    rule = serializers.CharField()
    is_met = serializers.BooleanField()
    what = serializers.ListField(child=serializers.CharField())
    standing = serializers.CharField(allow_blank=True)
    have = serializers.IntegerField()
    want = serializers.IntegerField()


class DoorOut(serializers.Serializer[Any]):
    """A door of a program as the partner finds it; `choice` where it has variants."""

    program_id = serializers.IntegerField()
    door = serializers.CharField()
    choice = serializers.CharField(allow_blank=True)
    is_open = serializers.BooleanField()
    needs = DoorLineOut(many=True)


class ExceptionIn(Input):
    """An exception where the guide asks for one."""

    program = IdField()
    door = serializers.CharField(max_length=40)
    choice = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    reason = serializers.CharField(max_length=2_000)


class DoorExceptionEndIn(Input):
    """Why it ends; the partner reads it."""

    reason = serializers.CharField(max_length=2_000)


class DoorExceptionOut(serializers.ModelSerializer[DoorException]):
    """An exception, as long as `ended_at` is empty."""

    class Meta:
        model = DoorException
        fields: ClassVar[list[str]] = [
            "id", "partner_id", "program_id", "door", "choice", "granted_at", "ended_at", "end_reason",
        ]  # fmt: skip


class DoorsView(ActorView):
    """Base of the views about papers and doors."""

    right = "papers.see"
    visible: ClassVar[dict[str, Any]] = {
        "paper": papers_visible_to,
        "partner": partners_with_papers,
        "exception": exceptions_visible_to,
    }


class PaperList(DoorsView):
    pagination_class = CursorPages
    serializer_class = PartnerPaperOut
    order = NEWEST_FIRST

    @extend_schema(operation_id="papers_list", responses=PartnerPaperOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every version of every paper the key may see, the newest first."""
        return self.listed(papers_visible_to(self.actor()), PartnerPaperOut)


class PaperDetail(DoorsView):
    @extend_schema(operation_id="papers_read", responses=PaperWhole)
    def get(self, request: Request, vendor: str, paper: int) -> Response:
        """One version with what became of it."""
        found = self.found["paper"]
        return Response(PaperWhole({"paper": found, "moves": moves_of(found)}).data)


class PaperDecision(DoorsView):
    right = "papers.decide"

    @extend_schema(operation_id="papers_decide", request=PaperDecisionIn, responses=PartnerPaperOut)
    @idempotent
    def post(self, request: Request, vendor: str, paper: int) -> Response:
        """Accept it, give it back, or end what was accepted."""
        typed = self.read(PaperDecisionIn)
        decided = decide_paper(
            paper,
            PaperState(typed["decision"]),
            reason=typed["reason"],
            valid_until=typed.get("valid_until"),
            by=self.actor(),
            at=timezone.now(),
        )
        return Response(PartnerPaperOut(decided).data)


class PartnerDoors(DoorsView):
    @extend_schema(operation_id="doors_of_partner", responses=DoorOut(many=True))
    def get(self, request: Request, vendor: str, partner: int) -> Response:
        """Every door of the partner's programs: open, or what is missing."""
        doors = [
            {
                "program_id": hall.program.pk,
                "door": look.door,
                "choice": look.choice,
                "is_open": look.is_open,
                "needs": look.lines,
            }
            for hall in halls_of(partner, timezone.now())
            for looks in hall.looks.values()
            for look in looks
        ]
        return Response(DoorOut(doors, many=True).data)


class PartnerExceptions(DoorsView):
    right = "doors.except"

    @extend_schema(operation_id="doors_except", request=ExceptionIn, responses={201: DoorExceptionOut})
    @idempotent
    def post(self, request: Request, vendor: str, partner: int) -> Response:
        """Make an exception for a partner where the guide asks for one."""
        typed = self.read(ExceptionIn)
        program = programs_seen().filter(pk=typed["program"]).first()
        if program is None:
            raise Refusal("There is no such program.", field="program")
        made = make_exception(
            partner,
            program,
            typed["door"],
            choice=typed["choice"],
            reason=typed["reason"],
            by=self.actor(),
            at=timezone.now(),
        )
        return Response(DoorExceptionOut(made).data, status=201)


class ExceptionEnd(DoorsView):
    right = "doors.except"

    @extend_schema(operation_id="doors_end_exception", request=DoorExceptionEndIn, responses=DoorExceptionOut)
    @idempotent
    def post(self, request: Request, vendor: str, exception: int) -> Response:
        """End an exception."""
        ended = end_exception(
            exception, reason=self.read(DoorExceptionEndIn)["reason"], by=self.actor(), at=timezone.now()
        )
        return Response(DoorExceptionOut(ended).data)
