"""The engine of a guide that was named on the command line."""

from django.core.management.base import CommandError

from portal.guides.check_command import required_guide
from portal.guides.documents import Document, read_guide
from portal.guides.parsing import MAX_BYTES, GuideRefused, decode_guide
from portal.guides.shipped import read_at_most
from tiering.rules.scoring.evaluate import Engine, NotScored, compile_guide


def named_document(name: str) -> Document:
    """A guide by slug or path. Raises CommandError, with every problem, where it is none."""
    path = required_guide(name)
    try:
        return read_guide(decode_guide(read_at_most(path, MAX_BYTES)))
    except GuideRefused as error:
        raise CommandError(f"{path}: " + "; ".join(error.problems)) from error


def named_engine(name: str) -> Engine:
    """Its engine. Raises CommandError where nobody can be scored by it."""
    try:
        return compile_guide(named_document(name).sections)
    except NotScored as error:
        raise CommandError(f"{name}: {error}") from error
