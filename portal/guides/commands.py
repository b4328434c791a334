"""Subcommands of `manage.py guide`, which apps register. None may need a database unless it says so."""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

from portal.registry import Registry

#: Gets what was typed by name, and where to write; answers the exit code.
GuideCommandRun = Callable[[dict[str, Any], TextIO], int]


@dataclass(frozen=True, slots=True)
class GuideCommand:
    """What `manage.py guide NAME` takes and does."""

    add_arguments: Callable[[ArgumentParser], None]
    run: GuideCommandRun
    help: str


GUIDE_COMMANDS: Registry[GuideCommand] = Registry("subcommands of guide")


def guide_command(
    name: str,
    add_arguments: Callable[[ArgumentParser], None],
    run: GuideCommandRun,
    *,
    help: str,  # noqa: A002
) -> None:
    """Register `manage.py guide NAME`. Errors for the person who typed it: raise `CommandError`."""
    GUIDE_COMMANDS.register(name, GuideCommand(add_arguments, run, help))
