"""Acts for machines: the same services and the same refusals as on the pages, one noun each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from portal.api.idempotency import idempotent
from portal.api.serializers import Input
from portal.api.views import ActorView
from portal.shell.acts import Act

V = TypeVar("V", bound=ActorView)


@dataclass(frozen=True, slots=True)
class Spoken:
    """How an act is asked for: its operation, what comes in and what goes out; `about` is for the schema."""

    operation_id: str
    shape: type[Input]
    out: type[BaseSerializer[Any]]
    about: str
    status: int = 200


def act_api(
    act: Act[Any], spoken: Spoken, *, base: type[V], play: Callable[[V, Act[Any], dict[str, Any]], object]
) -> Callable[..., Any]:
    """The view of one act. `play` does it with the validated body and returns what `spoken.out` shows."""

    class ActView(base):  # type: ignore[valid-type, misc]
        right = act.right

        @extend_schema(
            operation_id=spoken.operation_id,
            description=spoken.about,
            request=spoken.shape,
            responses={spoken.status: spoken.out},
        )
        @idempotent
        def post(self, request: Request, vendor: str, **ids: int) -> Response:
            made = play(self, act, self.read(spoken.shape))
            return Response(spoken.out(made).data, status=spoken.status)

    ActView.__name__ = ActView.__qualname__ = "".join(word.title() for word in act.noun.split("-"))
    view: Callable[..., Any] = ActView.as_view()
    return view
