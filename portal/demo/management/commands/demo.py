"""`manage.py demo`: build the demo data, print its logins, or the current code of one."""

from datetime import date
from typing import Any

from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo.build import build_demo
from portal.demo.secrets import api_key_of, password_of, totp_secret_of
from portal.demo.vendors import OPERATOR, PARTNER_PEOPLE, STAFF, mail_of

FIRST = "freshworks"


class Command(BaseCommand):
    """Only where PORTAL_ENV is not production: the demo's secrets are derived, not secret enough for money."""

    help = "build (default) the demo data, print its logins, or print the current one-time code of a MAIL"

    def add_arguments(self, parser: Any) -> None:
        """Subcommands."""
        parser.add_argument("what", nargs="?", default="build", choices=["build", "logins", "code"])
        parser.add_argument("mail", nargs="?")
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="the day on which the history ends")

    def handle(self, *args: Any, what: str, mail: str | None, today: date | None, **options: Any) -> None:
        """Do one of the three."""
        if settings.PRODUCTION:
            raise CommandError("There is no demo in production.")
        if what == "build":
            built = build_demo(today or timezone.now().date())
            self.stdout.write(f"demo: built {', '.join(built)}" if built else "demo: all there")
        elif what == "logins":
            self._print_logins()
        else:
            self._print_code(mail)

    def _print_logins(self) -> None:
        rows = [("operator", OPERATOR)]
        rows += [(role, mail_of(person, FIRST)) for person, role, _ in (*STAFF, *PARTNER_PEOPLE)]
        for role, mail in rows:
            self.stdout.write(
                f"  {role:<16} {mail:<30} {password_of(mail)}  totp {totp_secret_of(mail)}  key {api_key_of(mail)}"
            )
        self.stdout.write(
            "  The same people work at genesys.example and smartsheet.example. One-time code: manage.py demo code MAIL"
        )

    def _print_code(self, mail: str | None) -> None:
        if not mail:
            raise CommandError("Say whose code: manage.py demo code MAIL")
        counter = next(iter(auth.yield_hotp_counters_from_time()))
        self.stdout.write(auth.format_hotp_value(auth.hotp_value(totp_secret_of(mail), counter)))
