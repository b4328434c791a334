"""Guides that come with the portal."""

from pathlib import Path

LIBRARY = Path(__file__).with_name("library")


def shipped_guides() -> list[Path]:
    """Their files, by name."""
    return sorted(LIBRARY.glob("*.toml"))


def shipped_guide(slug: str) -> Path | None:
    """The guide of the library with this slug, and no other file."""
    return {path.stem: path for path in shipped_guides()}.get(slug)


def find_guide(name: str) -> Path | None:
    """A guide of the library by its slug, or any file by its path; None where there is neither."""
    path = Path(name)
    return shipped_guide(name) or (path if path.is_file() else None)


def read_at_most(path: Path, limit: int) -> bytes:
    """The file, and no more of it than one byte past `limit`: who checks the size need not have read it all."""
    with path.open("rb") as file:
        return file.read(limit + 1)
