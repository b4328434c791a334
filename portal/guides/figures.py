"""A figure of a guide: its value, the rule it comes from, and whether somebody confirmed it (X-04)."""

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


def unconfirmed(part: BaseModel, path: str = "") -> list[str]:
    """Dotted names of every unconfirmed figure inside `part`, in document order."""
    found: list[str] = []
    for name in type(part).model_fields:
        value, here = getattr(part, name), f"{path}{name}"
        if isinstance(value, Figure):
            found += [] if value.confirmed else [here]
        elif isinstance(value, BaseModel):
            found += unconfirmed(value, f"{here}.")
    return found
