"""What every page needs to draw the shell."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation, memberships and the inbox of the acting member; nothing for strangers."""
    return {}
