"""Batches of sales for machines: the same pipeline as the page, with rows as JSON."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commissions.api.serializers import BatchOut, NewBatch, RowOut
from commissions.models import ImportBatch, ImportRow
from commissions.queries.imports import batches_seen, programs_seen, rows_seen
from commissions.services.imports import receive_rows
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.keyset import Order
from portal.problems import Refusal


class SaleBatches(APIView):
    """Bring sales in, and see what came of it."""

    right = "sales.import"

    @extend_schema(operation_id="sale_batches_list", responses=BatchOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every import, the newest first."""
        pages = CursorPages()
        rows = pages.paginate_queryset(batches_seen(), request, view=self)
        return pages.get_paginated_response(BatchOut(rows, many=True).data)

    @extend_schema(operation_id="sale_batches_create", request=NewBatch, responses={202: BatchOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Take rows in; they are checked and loaded in the background. 10,000 rows at most: larger ones come as a file."""
        asked = NewBatch(data=request.data)
        asked.is_valid(raise_exception=True)
        typed = asked.validated_data
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
            by=request.user,  # type: ignore[arg-type]
        )
        return Response(BatchOut(batch).data, status=202, headers={"Location": f"{request.path}{batch.pk}/"})


class SaleBatch(APIView):
    """One import."""

    right = "sales.import"

    @extend_schema(operation_id="sale_batches_read", responses=BatchOut)
    def get(self, request: Request, vendor: str, batch_id: int) -> Response:
        """How far it is."""
        return Response(BatchOut(_found(batch_id)).data)


class SaleBatchRows(APIView):
    """The rows of an import."""

    right = "sales.import"
    order = Order("row", "", ("row_no",), descending=False)

    @extend_schema(operation_id="sale_batch_rows_list", responses=RowOut(many=True))
    def get(self, request: Request, vendor: str, batch_id: int) -> Response:
        """Every row in the order of the file, with its faults; `?state=bad` for the bad ones alone."""
        rows = rows_seen(_found(batch_id))
        state = request._request.GET.get("state", "")
        if state in ImportRow.State.values:
            rows = rows.filter(state=state)
        pages = CursorPages()
        return pages.get_paginated_response(RowOut(pages.paginate_queryset(rows, request, view=self), many=True).data)


def _found(batch_id: int) -> ImportBatch:
    batch = batches_seen().filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    return batch
