"""The register of everybody who is screened at partners, for machines of compliance."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.views import CaseView
from compliance.queries.register import BY_NUMBER, register_rows, registered_on
from compliance.states import Risk, Role
from portal.api.pagination import CursorPages
from portal.api.serializers import Input

ROLES = [role.value for role in Role]


class RegisterFilter(Input):
    """As of which day; today where none is named."""

    on = serializers.DateField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({name: value for name, value in data.items() if name in self.fields})


class ScreenedOut(serializers.Serializer[Any]):
    """The last result of a list: which version of it, by which matcher, from which score on."""

    list = serializers.CharField(source="list_version.list")
    sha256 = serializers.CharField(source="list_version.sha256")
    matcher = serializers.CharField(source="matcher_version")
    threshold = serializers.IntegerField()
    hits = serializers.IntegerField()
    screened_at = serializers.DateTimeField()


class RegisterRowOut(serializers.Serializer[Any]):
    """One person or company as it was known at the end of the day."""

    subject = serializers.IntegerField(source="subject.pk")
    partner = serializers.IntegerField(source="subject.partner_id")
    role = serializers.ChoiceField(choices=ROLES, source="subject.role")
    schema = serializers.CharField(source="subject.schema")
    name = serializers.CharField(source="subject.name")
    country = serializers.CharField(source="subject.country")
    risk = serializers.ChoiceField(choices=[risk.value for risk in Risk])
    screened = ScreenedOut(many=True)
    open_hits = serializers.IntegerField()
    true_matches = serializers.IntegerField()
    exceptions = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)


class Register(CaseView):
    right = "cases.see"
    order = BY_NUMBER
    pagination_class = CursorPages
    serializer_class = RegisterRowOut

    @extend_schema(operation_id="register_list", parameters=[RegisterFilter], responses=RegisterRowOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Companies, owners and executives of partners as of a day: risk, last lists, exceptions, what is due next."""
        wanted = RegisterFilter(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        pages = CursorPages()
        day = wanted.validated_data.get("on") or timezone.localdate()
        subjects: Any = pages.paginate_queryset(registered_on(self.actor(), day), request, view=self)
        rows = register_rows(subjects, day)
        return pages.get_paginated_response(RegisterRowOut(rows, many=True).data)
