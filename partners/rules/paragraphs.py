"""The words of a document, as they are drawn on a page and on paper. Pure."""

from typing import Any


def paragraphs(body: str) -> list[dict[str, Any]]:
    """Words as they were typed: a line that begins with # is a heading, an empty line parts paragraphs."""
    found: list[dict[str, Any]] = []
    for block in body.split("\n\n"):
        lines = block.strip("\n")
        if lines.startswith("#"):
            heading, _newline, lines = lines.partition("\n")
            level = 2 if heading.startswith("##") else 1
            found.append({"heading": heading.lstrip("# ").strip(), "level": level})
        if lines.strip():
            found.append({"text": lines})
    return found
