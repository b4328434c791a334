"""What is kept of an error: enough to find its cause, and nothing about a person.

The words of an exception may quote a row, so only those of a refusal are kept: they are ours.
"""

import traceback
from pathlib import Path

import psycopg
from django.conf import settings

from portal.problems import Refusal

LENGTH = 300


def describe_failure(error: BaseException) -> str:
    """Class, constraint or SQLSTATE, and the line of ours that it came through."""
    if isinstance(error, Refusal):
        return str(error)[:LENGTH]
    return " ".join(filter(None, [type(error).__name__, _in_database(error), _where(error)]))[:LENGTH]


def is_final(error: BaseException) -> bool:
    """Whether trying again cannot help: a use case refused."""
    return isinstance(error, Refusal)


def _in_database(error: BaseException) -> str:
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return ""
    return f"({cause.diag.constraint_name or cause.sqlstate or 'connection'})"


def _where(error: BaseException) -> str:
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(settings.ROOT) and ".venv" not in frame.filename
    ]
    last = ours[-1] if ours else None
    return f"at {Path(last.filename).relative_to(settings.ROOT)}:{last.lineno}" if last else ""
