"""What goes in and out of the API of due diligence. For compliance alone."""

from base64 import b64decode
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from compliance.queries.cases import hits_of, lines_of, subjects_of
from compliance.states import CaseState, Outcome, Ruling
from portal.api.serializers import IdField, Input

STATES = [state.value for state in CaseState]


class CaseFilter(Input):
    """What a list may be narrowed to."""

    state = serializers.ChoiceField(choices=STATES, required=False)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({name: value for name, value in data.items() if name in self.fields})


class AnswerIn(Input):
    outcome = serializers.ChoiceField(choices=[outcome.value for outcome in Outcome])
    note = serializers.CharField(max_length=4_000, required=False, allow_blank=True, default="")


class Base64Field(serializers.CharField):
    """Bytes, as base64."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return b64decode(super().to_internal_value(data), validate=True)
        except ValueError:
            raise serializers.ValidationError(_("This is no base64.")) from None


class EvidenceIn(Input):
    """A file: its name, and its bytes as base64."""

    name = serializers.CharField(max_length=200)
    content = Base64Field(max_length=2_400_000, trim_whitespace=False)


class RulingIn(Input):
    hits = serializers.ListField(child=IdField(), min_length=1, max_length=500)
    ruling = serializers.ChoiceField(choices=[ruling.value for ruling in Ruling])
    reason = serializers.CharField(max_length=2_000)


class CaseDecisionIn(Input):
    approve = serializers.BooleanField()
    reason = serializers.CharField(max_length=2_000)


class CaseOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    application = serializers.IntegerField(source="application_id", allow_null=True)
    partner = serializers.IntegerField(source="partner_id", allow_null=True)
    program = serializers.IntegerField(source="program_id", allow_null=True)
    state = serializers.ChoiceField(choices=STATES)
    company = serializers.CharField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    escalated_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class EvidenceOut(serializers.Serializer[Any]):
    """A file; its bytes are downloaded as `/{vendor}/files/{file}/`."""

    file = serializers.IntegerField(source="file_id")
    name = serializers.CharField(source="file.name")
    sha256 = serializers.CharField(source="file.sha256")
    by = serializers.IntegerField(source="by_id", allow_null=True)
    at = serializers.DateTimeField()


class CheckOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="row.pk")
    check = serializers.CharField(source="row.check_kind")
    subject = serializers.IntegerField(source="row.subject_id", allow_null=True)
    outcome = serializers.ChoiceField(choices=[outcome.value for outcome in Outcome], allow_null=True)
    note = serializers.CharField(source="result.note", default="")
    evidence = EvidenceOut(many=True)


class SubjectOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    role = serializers.CharField()
    schema = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)


class HitOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="hit.pk")
    subject = serializers.IntegerField(source="hit.subject_id")
    list = serializers.CharField(source="hit.entry.list")
    entry = serializers.CharField(source="hit.entry.uid")
    name = serializers.CharField(source="hit.matched")
    score = serializers.IntegerField(source="hit.score")
    parts = serializers.JSONField(source="hit.parts")
    ruling = serializers.CharField(source="decision.ruling", allow_null=True, default=None)
    reason = serializers.CharField(source="decision.reason", allow_null=True, default=None)


class CaseDetailOut(CaseOut):
    """A case with everybody who is looked at, its checks and its hits."""

    subjects = serializers.SerializerMethodField()
    checks = serializers.SerializerMethodField()
    hits = serializers.SerializerMethodField()

    def get_subjects(self, case: Any) -> list[dict[str, Any]]:
        """Who is screened."""
        return list(SubjectOut(subjects_of(case), many=True).data)

    def get_checks(self, case: Any) -> list[dict[str, Any]]:
        """The checklist with the answers that count."""
        return list(CheckOut(lines_of(case), many=True).data)

    def get_hits(self, case: Any) -> list[dict[str, Any]]:
        """Possible matches of the lists in force, with the rulings that hold."""
        return list(HitOut(hits_of(case), many=True).data)
