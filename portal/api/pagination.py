"""Pages of the API's lists: opaque cursors both ways, no total."""

from typing import Any

from django.http import QueryDict
from rest_framework.exceptions import APIException
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from portal.keyset import Order, Page, UnknownPlace, page_of

NEWEST = Order("newest", "", ("id",))
LARGEST = 200
PLACES = ("after", "before")


class CursorUnknown(APIException):
    status_code = 400
    default_code = "cursor-unknown"
    default_detail = "This list never gave out that cursor: start from its first page."


class CursorPages(BasePagination):
    """`?limit=` up to 200, `?after=` and `?before=` as the answer's `next` and `previous` carry them.

    A view may name its `order`; newest first is the usual one.
    """

    page: Page[Any]
    path: str
    query: QueryDict

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.path, self.query = request._request.path, request._request.GET
        asked = self.query
        places = {name: asked.get(name, "") for name in PLACES}
        try:
            self.page = page_of(
                queryset, order=getattr(view, "order", NEWEST), size=_size(asked.get("limit", "")), **places
            )
        except UnknownPlace as error:
            raise CursorUnknown from error
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._link("after"), "previous": self._link("before"), "results": data})

    def _link(self, name: str) -> str | None:
        cursor: str = getattr(self.page, name)
        if not cursor:
            return None
        query = self.query.copy()
        for place in PLACES:
            query.pop(place, None)
        query[name] = cursor
        return f"{self.path}?{query.urlencode()}"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "description": "Path and query of the page on that side."}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        texts = {"after": "Cursor of the page before this one.", "before": "Cursor of the page after this one."}
        parameters = [_parameter(name, {"type": "string"}, words) for name, words in texts.items()]
        limit = {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": 50}
        return [_parameter("limit", limit, "How many rows."), *parameters]


def _parameter(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}


def _size(text: str) -> int:
    return min(max(int(text), 1), LARGEST) if text.isascii() and text.isdigit() and len(text) < 6 else 50
