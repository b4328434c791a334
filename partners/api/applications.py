"""Applications for machines: list, read, and decide as on the pages."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from partners.models import Application
from partners.queries.applications import (
    NEWEST_FIRST,
    applications_visible_to,
    countries_of,
    executives_of,
    filter_applications,
    owners_of,
)
from partners.services.decisions import approve_application, ask_applicant, refuse_application, separate_application
from partners.states import ApplicationState
from portal.accounts.actor import Actor
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.serializers import IdField, Input
from portal.keyset import Order

STATES = [state.value for state in ApplicationState if state is not ApplicationState.DRAFT]


class ApplicationFilter(Input):
    """What a list may be narrowed to."""

    state = serializers.ChoiceField(choices=STATES, required=False)
    program = IdField(required=False)
    domain = serializers.ChoiceField(choices=["match", "review"], required=False)
    company = serializers.CharField(max_length=160, required=False)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({name: value for name, value in data.items() if name in self.fields})


class DecisionIn(Input):
    reason = serializers.SlugField(max_length=40)
    told = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=2_000)


class QuestionIn(Input):
    words = serializers.CharField(max_length=2_000)


class NoteIn(Input):
    note = serializers.CharField(max_length=2_000)


class OwnerOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    name = serializers.CharField()
    share = serializers.DecimalField(max_digits=5, decimal_places=2)
    country = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)


class ExecutiveOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    role = serializers.CharField()
    country = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)


class ApplicationOut(serializers.Serializer[Application]):
    """An application as it was last sent in."""

    id = serializers.IntegerField()
    program = serializers.IntegerField(source="program_id")
    category = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    company = serializers.CharField()
    country = serializers.CharField()
    website = serializers.CharField()
    domain = serializers.CharField()
    domain_check = serializers.CharField()
    tax_id = serializers.CharField()
    contact_name = serializers.CharField()
    contact_email = serializers.CharField(source="mail")
    revision = serializers.IntegerField()
    answers = serializers.JSONField()
    attached_to = serializers.IntegerField(source="attached_to_id", allow_null=True)
    partner = serializers.IntegerField(source="partner_id", allow_null=True)
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    asked_at = serializers.DateTimeField(allow_null=True)
    guide_version = serializers.IntegerField(source="guide_version_id")


class ApplicationFullOut(ApplicationOut):
    """With its countries, owners and executives."""

    countries = serializers.SerializerMethodField()
    owners = serializers.SerializerMethodField()
    executives = serializers.SerializerMethodField()

    def get_countries(self, application: Application) -> list[str]:
        """ISO 3166 codes."""
        return countries_of(application)

    @extend_schema_field(OwnerOut(many=True))
    def get_owners(self, application: Application) -> Any:
        """Who holds shares, in percent."""
        return OwnerOut(owners_of(application), many=True).data

    @extend_schema_field(ExecutiveOut(many=True))
    def get_executives(self, application: Application) -> Any:
        """Who leads."""
        return ExecutiveOut(executives_of(application), many=True).data


class ApplicationView(APIView):
    """Base of the views about applications."""

    def actor(self) -> Actor:
        """Who asks."""
        actor: Actor = self.request.user  # type: ignore[assignment]
        return actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What is not there for this actor is not there, before anything else is looked at."""
        super().initial(request, *args, **kwargs)
        if "application" in kwargs:
            get_object_or_404(applications_visible_to(self.actor()).only("pk"), pk=kwargs["application"])

    def read(self, shape: type[Input]) -> Any:
        """The body, validated."""
        body = shape(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data

    def answer(self, application: int) -> Response:
        """The application as it is now."""
        return Response(ApplicationFullOut(applications_visible_to(self.actor()).get(pk=application)).data)


class ApplicationList(ApplicationView):
    right = "applications.see"
    order: Order = NEWEST_FIRST
    pagination_class = CursorPages
    serializer_class = ApplicationOut

    @extend_schema(
        operation_id="applications_list", parameters=[ApplicationFilter], responses=ApplicationOut(many=True)
    )
    def get(self, request: Request, vendor: str) -> Response:
        """Applications that were sent in, newest first."""
        wanted = ApplicationFilter(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        pages = CursorPages()
        rows = filter_applications(applications_visible_to(self.actor()), **wanted.validated_data)
        found: Any = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(ApplicationOut(found, many=True).data)


class ApplicationDetail(ApplicationView):
    right = "applications.see"

    @extend_schema(operation_id="applications_read", responses=ApplicationFullOut)
    def get(self, request: Request, vendor: str, application: int) -> Response:
        """One application."""
        return self.answer(application)


class ApplicationApproval(ApplicationView):
    right = "applications.decide"

    @extend_schema(operation_id="applications_approve", request=DecisionIn, responses=ApplicationFullOut)
    @idempotent
    def post(self, request: Request, vendor: str, application: int) -> Response:
        """Let the company in, with a reason of the guide; refused while a check is open."""
        approve_application(application_id=application, by=self.actor(), at=timezone.now(), **self.read(DecisionIn))
        return self.answer(application)


class ApplicationRefusal(ApplicationView):
    right = "applications.decide"

    @extend_schema(operation_id="applications_refuse", request=DecisionIn, responses=ApplicationFullOut)
    @idempotent
    def post(self, request: Request, vendor: str, application: int) -> Response:
        """Refuse the company, with a reason of the guide."""
        refuse_application(application_id=application, by=self.actor(), at=timezone.now(), **self.read(DecisionIn))
        return self.answer(application)


class ApplicationQuestion(ApplicationView):
    right = "applications.decide"

    @extend_schema(operation_id="applications_ask", request=QuestionIn, responses=ApplicationFullOut)
    @idempotent
    def post(self, request: Request, vendor: str, application: int) -> Response:
        """Ask the applicant for more."""
        ask_applicant(application_id=application, by=self.actor(), at=timezone.now(), **self.read(QuestionIn))
        return self.answer(application)


class ApplicationSeparation(ApplicationView):
    right = "applications.decide"

    @extend_schema(operation_id="applications_separate", request=NoteIn, responses=ApplicationFullOut)
    @idempotent
    def post(self, request: Request, vendor: str, application: int) -> Response:
        """Handle an attached application by itself."""
        separate_application(application_id=application, by=self.actor(), at=timezone.now(), **self.read(NoteIn))
        return self.answer(application)
