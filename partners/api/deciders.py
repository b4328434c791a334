"""Who decides about the applications of a program, for machines."""

from typing import Any, get_args

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.decider_acts import ALL_ACTS
from partners.guide.applications import Group as GroupKey
from partners.models import ApprovalSeat
from partners.queries.deciders import deciders_of, groups_of, programs_seated_by, seats_seen_by
from portal.api.acts import Spoken, act_api
from portal.api.serializers import IdField, Input
from portal.api.views import ActorView
from portal.guides.models import Program
from portal.shell.acts import Act


class SeatIn(Input):
    """Somebody for a group that the guide names, from a day on."""

    group = serializers.ChoiceField(choices=get_args(GroupKey))
    member = IdField()
    begins = serializers.DateField()


class SeatEndingIn(Input):
    """The first day on which it is over."""

    ends = serializers.DateField()


class SeatOut(serializers.Serializer[Any]):
    """A seat; `ends` is the first day after. `counts`: whether it has effect today."""

    id = serializers.IntegerField(source="row.pk")
    member = serializers.IntegerField(source="row.member_id")
    name = serializers.CharField(source="row.member.name")
    begins = serializers.DateField(source="row.period.lower")
    ends = serializers.DateField(source="row.period.upper", allow_null=True)
    counts = serializers.BooleanField()


class GroupOut(serializers.Serializer[Any]):
    """A group; where the guide in force does not name it, its seats are without effect."""

    group = serializers.CharField(source="key")
    is_named = serializers.BooleanField()
    seats = SeatOut(many=True)


class DecidersOut(serializers.Serializer[Any]):
    """Who decides. `roles_stand`: nobody sits in a group that the guide names, so everybody in these roles decides."""

    program = serializers.IntegerField()
    roles = serializers.ListField(child=serializers.CharField())
    roles_stand = serializers.BooleanField()
    groups = GroupOut(many=True)


def _deciders(program: Program) -> dict[str, Any]:
    now = timezone.now()
    deciders = deciders_of(program, now)
    return {
        "program": program.pk,
        "roles": deciders.roles if deciders else (),
        "roles_stand": deciders is not None and not deciders.seated,
        "groups": groups_of(program, now),
    }


class DecidersView(ActorView):
    """Base of the views about who decides."""

    visible = {"program": programs_seated_by, "seat": seats_seen_by}


class DecidersDetail(DecidersView):
    right = "deciders.manage"

    @extend_schema(operation_id="deciders_read", responses=DecidersOut)
    def get(self, request: Request, vendor: str, program: int) -> Response:
        """The approval groups of a program with their people."""
        return Response(DecidersOut(_deciders(self.found["program"])).data)


def _played(view: DecidersView, act: Act[Any], body: dict[str, Any]) -> object:
    """Who decides afterwards."""
    (subject,) = view.found.values()
    act.run(subject, body, view.actor(), timezone.now())
    return _deciders(subject.program if isinstance(subject, ApprovalSeat) else subject)


_SPOKEN = {
    "seat": Spoken("deciders_seat", SeatIn, DecidersOut, "Seat somebody in a group that the guide names."),
    "vacancy": Spoken("deciders_end_seat", SeatEndingIn, DecidersOut, "From a day on somebody sits there no more."),
}
ACT_APIS = {act.noun: act_api(act, _SPOKEN[act.noun], base=DecidersView, play=_played) for act in ALL_ACTS}
