"""Guides that come with the portal."""

from pathlib import Path

LIBRARY = Path(__file__).with_name("library")


def shipped_guides() -> list[Path]:
    """Their files, by name."""
    return sorted(LIBRARY.glob("*.toml"))


def find_guide(name: str) -> Path | None:
    """A guide of the library by its slug, or any file by its path; None where there is neither."""
    for path in (LIBRARY / f"{name}.toml", Path(name)):
        if path.is_file():
            return path
    return None


def read_at_most(path: Path, limit: int) -> bytes:
    """The file, and no more of it than one byte past `limit`: who checks the size need not have read it all."""
    with path.open("rb") as file:
        return file.read(limit + 1)
