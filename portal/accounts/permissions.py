"""An API view names the right it needs in `right`, or one for each method in `rights`; one that names none refuses everybody."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasRight(BasePermission):
    """The actor has the right that the view names for this method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the actor may."""
        right = required_right(view, request.method or "GET")
        return bool(right and request.user and request.user.may(right))  # type: ignore[union-attr]


def required_right(view: Any, method: str) -> str | None:
    """The right that `view` asks for `method`."""
    rights: dict[str, str] = getattr(view, "rights", {})
    one: str | None = getattr(view, "right", None)
    return rights.get(method, one)
