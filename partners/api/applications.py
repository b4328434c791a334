"""Applications for machines: list, read, and decide as on the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.application_acts import ACTS
from partners.models import Application
from partners.queries.applications import (
    NEWEST_FIRST,
    applications_visible_to,
    countries_of,
    executives_of,
    filter_applications,
    owners_of,
)
from partners.states import ApplicationState
from portal.api.acts import Spoken, act_api
from portal.api.pagination import CursorPages
from portal.api.serializers import IdField, Input
from portal.api.views import ActorView
from portal.keyset import Order
from portal.shell.acts import Act

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
    trade_name = serializers.CharField()
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


class ApplicationView(ActorView):
    """Base of the views about applications."""

    visible = {"application": applications_visible_to}


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
        rows = filter_applications(applications_visible_to(self.actor()), **self.wanted(ApplicationFilter))
        return self.listed(rows, ApplicationOut)


class ApplicationDetail(ApplicationView):
    right = "applications.see"

    @extend_schema(operation_id="applications_read", responses=ApplicationFullOut)
    def get(self, request: Request, vendor: str, application: int) -> Response:
        """One application."""
        return Response(ApplicationFullOut(self.found["application"]).data)


def _played(view: ApplicationView, act: Act[Application], body: dict[str, Any]) -> object:
    """The application as it is afterwards."""
    application: Application = view.found["application"]
    act.run(application, body, view.actor(), timezone.now())
    return applications_visible_to(view.actor()).get(pk=application.pk)


#: How an act on an application is asked for. Withdrawing is said by people only.
SPOKEN = {
    "approval": Spoken(
        "applications_approve", DecisionIn, ApplicationFullOut,
        "Let the company in, with a reason of the guide; refused while a check is open.",
    ),
    "refusal": Spoken(
        "applications_refuse", DecisionIn, ApplicationFullOut, "Refuse the company, with a reason of the guide."
    ),
    "question": Spoken("applications_ask", QuestionIn, ApplicationFullOut, "Ask the applicant for more."),
    "separation": Spoken(
        "applications_separate", NoteIn, ApplicationFullOut, "Handle an attached application by itself."
    ),
}  # fmt: skip
ACT_APIS = {
    act.noun: act_api(act, SPOKEN[act.noun], base=ApplicationView, play=_played) for act in ACTS if act.noun in SPOKEN
}
