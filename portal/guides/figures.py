"""A figure of a guide: its value, the rule it comes from, and whether somebody confirmed it (X-04)."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class GuideModel(BaseModel):
    """Base of every part of a guide: an unknown key is an error, since a misspelt figure is a missing one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(GuideModel, Generic[T]):
    """`protection_days = { value = 90, rule = "F-LEAD-04" }`; `confirmed = false` where the source left it open."""

    value: T
    rule: str
    confirmed: bool = True
    note: str = ""


class NamedBlocks(GuideModel):
    """A section or a part that is nothing but blocks by name: `__pydantic_extra__: dict[str, Block]` says of which shape."""

    model_config = ConfigDict(extra="allow", frozen=True)


def unconfirmed(part: BaseModel, path: str = "") -> list[str]:
    """Dotted names of every unconfirmed figure or block inside `part`, in document order."""
    parts = {name: getattr(part, name) for name in type(part).model_fields} | (part.model_extra or {})
    return [found for name, value in parts.items() for found in _unconfirmed_at(value, f"{path}{name}")]


def _unconfirmed_at(value: object, here: str) -> list[str]:
    if isinstance(value, BaseModel):
        inside = [] if isinstance(value, Figure) else unconfirmed(value, f"{here}.")
        return inside if getattr(value, "confirmed", True) else [here, *(name for name in inside if name != here)]
    if isinstance(value, Mapping):
        return [found for key, one in value.items() for found in _unconfirmed_at(one, f"{here}.{key}")]
    if isinstance(value, list | tuple):
        return [found for number, one in enumerate(value) for found in _unconfirmed_at(one, f"{here}.{number}")]
    return []
