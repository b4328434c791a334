"""Cells of a guide's tables: a plain value stands under the rule of its block, a table of its own names its own rule."""

from collections.abc import Iterable, Mapping
from typing import Any

INHERITED = ("rule", "confirmed", "note")


def spread_rule(block: Any, *, cells: Iterable[str] = (), tables: Iterable[str] = ()) -> Any:
    """A raw block whose plain `cells`, and the plain values inside its `tables`, became figures under the block's own rule."""
    if not isinstance(block, Mapping):
        return block
    inherited = {key: block[key] for key in INHERITED if key in block}
    figures = {key: _figure(block[key], inherited) for key in cells if key in block}
    for name in tables:
        if isinstance(block.get(name), Mapping):
            figures[name] = {key: _figure(value, inherited) for key, value in block[name].items()}
    return {**block, **figures}


def _figure(value: Any, inherited: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        return {**({"rule": inherited["rule"]} if "rule" in inherited else {}), **value} if "value" in value else value
    return {"value": value, **inherited}
