from rest_framework import serializers

from portal.approvals.models import Approval


class ApprovalOut(serializers.ModelSerializer[Approval]):
    """What waits for a second person, or did. `subject` is the id of what `kind` is about."""

    subject = serializers.IntegerField(source="subject_id")

    class Meta:
        model = Approval
        fields = ["id", "kind", "subject", "state", "asked_by", "asked_at", "decide_by", "decided_at"]
        read_only_fields = fields
