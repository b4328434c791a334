"""Yearly duties for machines: a partner files its own, the vendor's people read them."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from compliance.duty_forms import FAULTS
from compliance.duty_states import WAITS_FOR_PARTNER, DutyState
from compliance.models import Duty
from compliance.queries.duties import SOONEST, duties_visible_to, filings_of, terms_of
from compliance.services.duties import Unfinished, decide_duty, file_duty
from portal.accounts.actor import Actor
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.serializers import IdField, Input

STATES = [state.value for state in DutyState]
DECISIONS = [DutyState.DONE.value, DutyState.RETURNED.value, DutyState.EXCUSED.value]


class DutyFilter(Input):
    """What a list may be narrowed to. `late`: not filed, and its day is over."""

    state = serializers.ChoiceField(choices=STATES, required=False)
    partner = IdField(required=False)
    late = serializers.BooleanField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({name: value for name, value in data.items() if name in self.fields})


class FilingIn(Input):
    """Answers by question, as text."""

    answers = serializers.DictField(child=serializers.CharField(max_length=10_000, allow_blank=True))


class DutyDecisionIn(Input):
    decision = serializers.ChoiceField(choices=DECISIONS)
    reason = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")


class DutyOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    partner = serializers.IntegerField(source="partner_id")
    program = serializers.IntegerField(source="program_id")
    key = serializers.CharField()
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=STATES)
    filed_at = serializers.DateTimeField(allow_null=True)


class FilingOut(serializers.Serializer[Any]):
    """One version of what was filed."""

    number = serializers.IntegerField()
    answers = serializers.JSONField()
    guide_version = serializers.IntegerField(source="guide_version_id")
    filed_by = serializers.IntegerField(source="filed_by_id", allow_null=True)
    filed_at = serializers.DateTimeField()


class QuestionOut(serializers.Serializer[Any]):
    """What the guide in force asks."""

    key = serializers.CharField()
    kind = serializers.CharField()
    needed = serializers.BooleanField(source="required")
    choices = serializers.ListField(child=serializers.CharField())


class DutyDetailOut(DutyOut):
    """A duty with its questions and every version of what was filed."""

    questions = serializers.SerializerMethodField()
    filings = serializers.SerializerMethodField()

    @extend_schema_field(QuestionOut(many=True))
    def get_questions(self, duty: Duty) -> Any:
        """In the order of the guide; none where it asks this no more."""
        terms = terms_of(duty, timezone.now())
        return QuestionOut(terms.questions() if terms else [], many=True).data

    @extend_schema_field(FilingOut(many=True))
    def get_filings(self, duty: Duty) -> Any:
        """The newest first."""
        return FilingOut(filings_of(duty), many=True).data


class DutyView(APIView):
    """Base of the views about duties."""

    def actor(self) -> Actor:
        """Who asks."""
        actor: Actor = self.request.user  # type: ignore[assignment]
        return actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What is not there for this actor is not there, before anything else is looked at."""
        super().initial(request, *args, **kwargs)
        if "duty" in kwargs:
            get_object_or_404(duties_visible_to(self.actor()), pk=kwargs["duty"])

    def read(self, shape: type[Input]) -> Any:
        """The body, validated."""
        body = shape(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data

    def duty(self, pk: int) -> Duty:
        """As it is now."""
        found: Duty = duties_visible_to(self.actor()).get(pk=pk)
        return found

    def answer(self, pk: int) -> Response:
        """As it is now, with what was filed."""
        return Response(DutyDetailOut(self.duty(pk)).data)


class DutyList(DutyView):
    right = "duties.see"
    order = SOONEST
    pagination_class = CursorPages
    serializer_class = DutyOut

    @extend_schema(operation_id="duties_list", parameters=[DutyFilter], responses=DutyOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """What is owed, the soonest first: a partner's own, or everybody's."""
        wanted = DutyFilter(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        asked, pages = wanted.validated_data, CursorPages()
        duties = duties_visible_to(self.actor())
        if "state" in asked:
            duties = duties.filter(state=asked["state"])
        if "partner" in asked:
            duties = duties.filter(partner=asked["partner"])
        if asked.get("late"):
            duties = duties.filter(state__in=WAITS_FOR_PARTNER, due_on__lt=timezone.localdate())
        found: Any = pages.paginate_queryset(duties, request, view=self)
        return pages.get_paginated_response(DutyOut(found, many=True).data)


class DutyDetail(DutyView):
    right = "duties.see"

    @extend_schema(operation_id="duties_read", responses=DutyDetailOut)
    def get(self, request: Request, vendor: str, duty: int) -> Response:
        """One duty with its questions and versions."""
        return self.answer(duty)


class DutyFiling(DutyView):
    right = "duties.file"

    @extend_schema(operation_id="duties_file", request=FilingIn, responses=DutyDetailOut)
    @idempotent
    def post(self, request: Request, vendor: str, duty: int) -> Response:
        """File a version of the form."""
        answers = self.read(FilingIn)["answers"]
        try:
            file_duty(self.duty(duty), answers, by=self.actor(), at=timezone.now())
        except Unfinished as unfinished:
            wrong = {key: [str(FAULTS[fault])] for key, fault in unfinished.faults.items()}
            raise serializers.ValidationError({"answers": wrong}) from None
        return self.answer(duty)


class DutyDecision(DutyView):
    right = "duties.review"

    @extend_schema(operation_id="duties_decide", request=DutyDecisionIn, responses=DutyDetailOut)
    @idempotent
    def post(self, request: Request, vendor: str, duty: int) -> Response:
        """Say that it is done, give it back with a reason, or excuse it with one."""
        body = self.read(DutyDecisionIn)
        to = DutyState(body["decision"])
        decide_duty(self.duty(duty), to, by=self.actor(), at=timezone.now(), reason=body["reason"])
        return self.answer(duty)
