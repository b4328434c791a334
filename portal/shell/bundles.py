"""Styles and behaviours as two files on the wire, many small ones in the tree. Nothing is compiled: they are joined.

A staticfiles finder, so that the server, `collectstatic`, hashing and compression treat them as any other file.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES: Path = settings.ROOT / "static"
BUNDLES: Path = settings.DATA_DIR / "bundles"


def join_styles() -> str:
    """The layers are declared first; after that no order matters."""
    first = SOURCES / "css/_layers.css"
    others = sorted(path for path in (SOURCES / "css").glob("**/*.css") if path != first)
    text = "\n".join(path.read_text(encoding="utf-8") for path in (first, *others))
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in without_comments.splitlines() if line.strip())


def join_scripts() -> str:
    """Each file in a block of its own, so that names of one are unknown to the others. None imports another."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((SOURCES / "js").glob("*.js"))]
    return "\n".join(f"{{\n{text}}}" for text in texts)


JOIN = {"portal.css": join_styles, "portal.js": join_scripts}


def write_bundle(name: str) -> Path:
    """Written anew only when a source changed, and never seen half written."""
    path, text = BUNDLES / name, JOIN[name]()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        BUNDLES.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    return path


class BundleFinder(BaseFinder):
    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        if path not in JOIN:
            return []
        found = str(write_bundle(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        storage = FileSystemStorage(location=BUNDLES)
        for name in JOIN:
            write_bundle(name)
            yield name, storage
