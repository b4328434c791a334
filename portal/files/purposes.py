"""What files are for: each purpose says which types it takes, how large, and who may download: registered by the apps."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.files.types import Type
from portal.registry import Registry

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. `limit` is in bytes; `right` is what a download needs, nothing where row security says enough."""

    key: str
    label: str | Promise
    types: frozenset[Type]
    limit: int
    right: str


PURPOSES: Registry[Purpose] = Registry("file purpose")


def file_purpose(
    key: str, *, types: Iterable[Type | str], limit: int = 10 * MEGABYTE, label: str | Promise = "", right: str = ""
) -> Purpose:
    """Register a purpose. `types` are members of `Type`, or their media types."""
    return PURPOSES.register(key, Purpose(key, label or key, frozenset(Type(each) for each in types), limit, right))
