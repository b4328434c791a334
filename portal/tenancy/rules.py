"""What a vendor's name, mark and address may be. Pure: no Django, no clock."""

import re

LONGEST_LOGO = 8000
_PATH = re.compile(r"\s*[Mm][MmZzLlHhVvCcSsQqTtAa0-9eE+\-.,\s]*")
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")


def is_path_data(text: str) -> bool:
    """Whether `text` is the `d` of one SVG path and nothing else: letters of commands, numbers, separators."""
    return len(text) <= LONGEST_LOGO and _PATH.fullmatch(text) is not None


def is_hue(angle: int) -> bool:
    """Whether `angle` is a degree of the colour circle."""
    return 0 <= angle <= 359


def is_slug(text: str, reserved: tuple[str, ...]) -> bool:
    """Whether `text` may be the first segment of a vendor's addresses."""
    return _SLUG.fullmatch(text) is not None and text not in reserved
