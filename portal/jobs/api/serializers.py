from rest_framework import serializers

from portal.jobs.models import Job


class JobOut(serializers.ModelSerializer[Job]):
    """How far a job is; `result` is there when it is done."""

    class Meta:
        model = Job
        fields = [
            "id", "kind", "key", "state", "progress", "total", "skipped", "result", "error", "created_at", "started_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields
