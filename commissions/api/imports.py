"""Batches of sales for machines: the same pipeline as the page, with rows as JSON."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.api.serializers import BatchOut, NewBatch, RowOut
from commissions.models import ImportRow
from commissions.queries.imports import batches_seen, programs_seen, rows_seen
from commissions.services.imports import receive_rows
from portal.api.idempotency import idempotent
from portal.api.views import ActorView
from portal.keyset import Order
from portal.problems import Refusal


class BatchView(ActorView):
    """Base of the views about imports of sales."""

    right = "sales.import"
    visible = {"batch_id": lambda actor: batches_seen()}


class SaleBatches(BatchView):
    """Bring sales in, and see what came of it."""

    @extend_schema(operation_id="sale_batches_list", responses=BatchOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every import, the newest first."""
        return self.listed(batches_seen(), BatchOut)

    @extend_schema(operation_id="sale_batches_create", request=NewBatch, responses={202: BatchOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Take rows in; they are checked and loaded in the background. 10,000 rows at most: larger ones come as a file."""
        typed = self.read(NewBatch)
        program = programs_seen().filter(slug=typed["program"]).first()
        if program is None:
            raise Refusal("There is no such program.", field="program")
        batch = receive_rows(
            program=program,
            system=typed["system"],
            lines=typed["lines"],
            name=f"sales-{timezone.now():%Y%m%dT%H%M%S}.csv",
            rows=typed["control"]["rows"],
            sums=typed["control"]["sums"],
            bad_rows=typed["bad_rows"],
            earns=typed["earns"],
            by=self.actor(),
        )
        return Response(BatchOut(batch).data, status=202, headers={"Location": f"{request.path}{batch.pk}/"})


class SaleBatch(BatchView):
    """One import."""

    @extend_schema(operation_id="sale_batches_read", responses=BatchOut)
    def get(self, request: Request, vendor: str, batch_id: int) -> Response:
        """How far it is."""
        return Response(BatchOut(self.found["batch_id"]).data)


class SaleBatchRows(BatchView):
    """The rows of an import."""

    order = Order("row", "", ("row_no",), descending=False)

    @extend_schema(operation_id="sale_batch_rows_list", responses=RowOut(many=True))
    def get(self, request: Request, vendor: str, batch_id: int) -> Response:
        """Every row in the order of the file, with its faults; `?state=bad` for the bad ones alone."""
        rows = rows_seen(self.found["batch_id"])
        state = request._request.GET.get("state", "")
        if state in ImportRow.State.values:
            rows = rows.filter(state=state)
        return self.listed(rows, RowOut)
