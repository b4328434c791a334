"""`manage.py guide check|...`: everything about guides on the command line, with no server running."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.guides.commands import GUIDE_COMMANDS


class Command(BaseCommand):
    """Hands over to the subcommand that an app registered."""

    help = "check, compare, score: what a program's guide says and whether it holds together"
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        """One subparser for each registered command."""
        choices = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")
        for name, command in GUIDE_COMMANDS.all().items():
            command.add_arguments(choices.add_parser(name, help=command.help, description=command.help))

    def handle(self, *args: Any, subcommand: str, **options: Any) -> None:
        """Run it; an exit code other than 0 ends the process with it."""
        out = options.get("stdout") or sys.stdout
        code = GUIDE_COMMANDS.get(subcommand).run(options, out)
        out.flush()
        if code:
            sys.exit(code)
