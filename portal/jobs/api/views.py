from rest_framework.generics import RetrieveAPIView

from portal.jobs.api.serializers import JobOut
from portal.jobs.models import Job


class JobView(RetrieveAPIView[Job]):
    """One job of background work: poll it until its state is done, quarantined or cancelled."""

    right = "jobs.see"
    serializer_class = JobOut
    lookup_url_kwarg = "job"

    def get_queryset(self):  # type: ignore[no-untyped-def]
        return Job.objects.all()
