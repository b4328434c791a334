"""What views of the interface share: who asks, what came in, what may be looked at; and what the interface says of itself."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from portal.accounts.actor import Actor
from portal.api.pagination import CursorPages
from portal.api.serializers import Input


class ActorView(APIView):
    """Base of views that answer an actor.

    `visible` names, for each id of the address, the rows that an actor may see; `found` keeps what the address stands for.
    """

    visible: ClassVar[dict[str, Callable[[Actor], QuerySet[Any]]]] = {}

    def actor(self) -> Actor:
        """Who asks."""
        actor: Actor = self.request.user  # type: ignore[assignment]
        return actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What is not there for this actor is not there, before anything else is looked at."""
        super().initial(request, *args, **kwargs)
        self.found: dict[str, Any] = {
            name: get_object_or_404(rows(self.actor()), pk=kwargs[name])
            for name, rows in self.visible.items()
            if name in kwargs
        }

    def wanted(self, shape: type[Input]) -> dict[str, Any]:
        """The filters of the address, validated."""
        return _valid(shape(data=self.request.query_params.dict()))

    def read(self, shape: type[Input]) -> dict[str, Any]:
        """The body, validated."""
        return _valid(shape(data=self.request.data))

    def listed(self, rows: QuerySet[Any], shape: type[BaseSerializer[Any]]) -> Response:
        """The page of `rows` that the address names."""
        pages = CursorPages()
        page: Any = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(shape(page, many=True).data)


def _valid(typed: Input) -> dict[str, Any]:
    typed.is_valid(raise_exception=True)
    found: dict[str, Any] = typed.validated_data
    return found


class PlainJsonRenderer(OpenApiJsonRenderer):
    """The same for whoever asks for JSON and knows no name of its own for schemas."""

    media_type = "application/json"


class SchemaView(SpectacularAPIView):
    """Describes, and shows nothing of any vendor; so it is public."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = [OpenApiJsonRenderer, PlainJsonRenderer]
