"""Agreements and admissions for machines: to read. Nothing is signed here: a person signs, in a browser, in their own name."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.agreement_states import AgreementState
from partners.models import Admission, AgreementText, SignedAgreement
from partners.queries.admissions import admissions_visible_to, needs_of
from partners.queries.agreements import NEWEST_FIRST, agreements_visible_to, deviations_of, moves_of, signatures_of
from portal.api.pagination import CursorPages
from portal.api.serializers import IdField, Input
from portal.api.views import ActorView
from portal.keyset import Order

STATES = [state.value for state in AgreementState]
OLDEST_FIRST = Order("oldest", "", ("opened_at", "id"), descending=False)


class AgreementFilter(Input):
    """Filters of the list; what belongs to its paging is left to that."""

    state = serializers.ChoiceField(choices=STATES, required=False)
    kind = serializers.ChoiceField(choices=AgreementText.Kind.values, required=False)
    program = IdField(required=False)
    partner = IdField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({name: value for name, value in data.items() if name in self.fields})


class AgreementOut(serializers.ModelSerializer[SignedAgreement]):
    """An agreement. Days are legal dates of the program."""

    document = serializers.CharField(source="text.key")
    kind = serializers.CharField(source="text.kind")
    version = serializers.IntegerField(source="text.number")
    document_sha256 = serializers.CharField(source="text.sha256")
    state = serializers.ChoiceField(choices=STATES)

    class Meta:
        model = SignedAgreement
        fields: ClassVar[list[str]] = [
            "id", "number", "partner_id", "program_id", "document", "kind", "version", "document_sha256", "state", "signed_by",
            "sent_at", "accept_by", "executed_at", "starts_on", "ends_on", "renewal", "notice_on", "notice_given_at", "on_lapse",
        ]  # fmt: skip


class SignatureOut(serializers.Serializer[Any]):
    """A signature without its person: whose side, when, of which hash."""

    side = serializers.CharField()
    signed_at = serializers.DateTimeField()
    document_sha256 = serializers.CharField()


class DeviationOut(serializers.Serializer[Any]):
    """Where an agreement says something else than the guide."""

    rule = serializers.CharField()
    kind = serializers.CharField()
    subject = serializers.CharField()
    guide_says = serializers.CharField()
    agreed = serializers.CharField()
    waives = serializers.BooleanField()


class MoveOut(serializers.Serializer[Any]):
    """A step in an agreement's life."""

    before = serializers.CharField()
    after = serializers.CharField()
    at = serializers.DateTimeField()
    reason = serializers.CharField()


class AgreementWhole(serializers.Serializer[Any]):
    """One agreement with what hangs on it."""

    agreement = AgreementOut()
    signatures = SignatureOut(many=True)
    deviations = DeviationOut(many=True)
    moves = MoveOut(many=True)


class NeedOut(serializers.Serializer[Any]):
    """One thing that has to be there before a partner is active."""

    key = serializers.CharField()
    rule = serializers.CharField()
    is_met = serializers.BooleanField()
    waits_for = serializers.CharField()
    agreement_id = serializers.IntegerField(allow_null=True)


class AdmissionOut(serializers.Serializer[Admission]):
    """A partner on its way into a category, with what is missing."""

    id = serializers.IntegerField()
    partner_id = serializers.IntegerField()
    program_id = serializers.IntegerField()
    category = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    opened_at = serializers.DateTimeField()
    activated_at = serializers.DateTimeField(allow_null=True)
    enrolment_id = serializers.IntegerField(allow_null=True)
    needs = serializers.SerializerMethodField()

    @extend_schema(responses=NeedOut(many=True))
    def get_needs(self, admission: Admission) -> list[dict[str, Any]]:
        needs = [] if admission.activated_at else needs_of(admission, at=timezone.now())
        return [dict(NeedOut(need).data) for need in needs]


class AgreementView(ActorView):
    """Base of the views about agreements."""

    right = "agreements.see"
    visible = {"agreement": agreements_visible_to}


class AgreementList(AgreementView):
    pagination_class = CursorPages
    serializer_class = AgreementOut
    order = NEWEST_FIRST

    @extend_schema(operation_id="agreements_list", parameters=[AgreementFilter], responses=AgreementOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Agreements the key may see, the newest first."""
        wanted = self.wanted(AgreementFilter)
        columns = {"state": "state", "kind": "text__kind", "program": "program_id", "partner": "partner_id"}
        rows = agreements_visible_to(self.actor()).filter(**{columns[name]: value for name, value in wanted.items()})
        return self.listed(rows, AgreementOut)


class AgreementDetail(AgreementView):
    @extend_schema(operation_id="agreements_read", responses=AgreementWhole)
    def get(self, request: Request, vendor: str, agreement: int) -> Response:
        """One agreement with its signatures, deviations and timeline. Who signed stands on the page and in the PDF only."""
        found = self.found["agreement"]
        whole = {
            "agreement": found,
            "signatures": signatures_of(found),
            "deviations": deviations_of(found),
            "moves": moves_of(found),
        }
        return Response(AgreementWhole(whole).data)


class AdmissionList(AgreementView):
    pagination_class = CursorPages
    serializer_class = AdmissionOut
    order = OLDEST_FIRST

    @extend_schema(operation_id="admissions_list", responses=AdmissionOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Partners on their way, who waited longest first, and those who became active."""
        return self.listed(admissions_visible_to(self.actor()), AdmissionOut)
