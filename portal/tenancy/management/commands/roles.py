"""`manage.py roles`: create the database roles, or print the SQL where this login may not."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import ProgrammingError, connection
from psycopg.conninfo import conninfo_to_dict

from portal.tenancy.roles import prefix, role_sql


class Command(BaseCommand):
    """Runs as DATABASE_OWNER_URL; running it again changes nothing."""

    help = "Create the installation's database roles, or print the SQL for somebody who may."

    def add_arguments(self, parser: Any) -> None:
        """`--print` only prints."""
        parser.add_argument("--print", action="store_true", dest="only_print")

    def handle(self, *args: Any, only_print: bool = False, **options: Any) -> None:
        """Create or print."""
        password = str(conninfo_to_dict(settings.DATABASE_URL).get("password", ""))
        statements = role_sql(prefix(), password)
        if only_print:
            self._print(role_sql(prefix(), "SET-A-PASSWORD"))
            return
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        except ProgrammingError as error:
            self.stderr.write(
                f"-- This login may not create roles ({str(error).splitlines()[0]}). Let a database admin run:"
            )
            self._print(role_sql(prefix(), "SET-A-PASSWORD"))
            raise SystemExit(1) from error

    def _print(self, statements: list[str]) -> None:
        for statement in statements:
            self.stdout.write(statement + ";")
