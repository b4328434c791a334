"""Charts drawn on the server as SVG, in a box 480 wide. Whole numbers only: a figure that is money stays exact."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def _scale(values: Sequence[Decimal | int], size: int) -> list[int]:
    top = max([*values, 0]) or 1
    return [int(size * max(value, 0) // top) for value in values]


@register.simple_tag
def bar_chart(title: str, points: Iterable[Sequence[Any]], *, line: str = "", head: str = "") -> SafeString:
    """Bars with their figures beside them. `points`: (label, value, text shown, url or nothing)."""
    rows = [(*point, "", "")[:4] for point in points]
    widths = _scale([row[1] for row in rows], 210)
    bars = [
        {
            "label": label,
            "text": text or value,
            "url": url,
            "width": max(width, 1),
            "y": 28 * i,
            "end": 142 + width + 8,
        }
        for i, ((label, value, text, url), width) in enumerate(zip(rows, widths, strict=True))
    ]
    context = {
        "title": title,
        "line": line,
        "head": head,
        "bars": bars,
        "height": max(28 * len(bars), 28),
    }
    return SafeString(render_to_string("components/_bar_chart.html", context))


@register.simple_tag
def line_chart(title: str, points: Iterable[Sequence[Any]], *, line: str = "", head: str = "") -> SafeString:
    """One line over time, labelled at its ends and its peak. `points`: (label, value, text shown)."""
    rows = [(*point, "")[:3] for point in points]
    heights = _scale([row[1] for row in rows], 120)
    step = 464 // max(len(rows) - 1, 1)
    dots = [
        {"label": label, "text": text or value, "x": 8 + step * i, "y": 150 - height}
        for i, ((label, value, text), height) in enumerate(zip(rows, heights, strict=True))
    ]
    marked = _marked(heights)
    path = " ".join(f"{'L' if i else 'M'}{dot['x']} {dot['y']}" for i, dot in enumerate(dots))
    context = {
        "title": title,
        "line": line,
        "head": head,
        "dots": dots,
        "marks": [{**dots[i], "anchor": _anchor(i, len(dots)), "shift": _shift(i, heights)} for i in sorted(marked)],
        "path": path,
        "area": f"{path} L{dots[-1]['x']} 150 L{dots[0]['x']} 150 Z" if dots else "",
    }
    return SafeString(render_to_string("components/_line_chart.html", context))


def _marked(heights: Sequence[int]) -> set[int]:
    """Both ends and the peak; a peak beside an end would write over it and stays unlabelled."""
    if not heights:
        return set()
    last = len(heights) - 1
    peak = heights.index(max(heights))
    return {0, last} | ({peak} if 3 <= peak <= last - 3 else set())


def _shift(index: int, heights: Sequence[int]) -> int:
    """Below its point where the line comes down to it, so that the figure does not stand on the line."""
    neighbour = heights[1 if index == 0 else index - 1] if len(heights) > 1 else 0
    return 20 if neighbour > heights[index] > 30 else -10


def _anchor(index: int, count: int) -> str:
    return "start" if index == 0 else "end" if index == count - 1 else "middle"


@register.simple_tag
def meter(value: Decimal | int, threshold: Decimal | int, *, label: str) -> SafeString:
    """A measured value on a bar with a tick where the rule's threshold stands."""
    measured = max(Decimal(value), Decimal(0))
    whole = max(measured, threshold * 6 / Decimal(5), Decimal(1))
    context = {
        "fill": int(100 * measured / whole),
        "tick": int(100 * threshold / whole),
        "label": label,
    }
    return SafeString(render_to_string("components/_meter.html", context))
