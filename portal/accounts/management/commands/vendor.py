"""`manage.py vendor create NAME --slug S --admin MAIL`: an empty vendor in demo mode, and an invitation to its first admin."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from portal.accounts.services.vendors import found_vendor
from portal.problems import Refusal


class Command(BaseCommand):
    """For the operator: runs as the bare login and steps up for the one vendor it makes."""

    help = "Create an empty vendor and invite its first admin."

    def add_arguments(self, parser: Any) -> None:
        """`create NAME --slug S --admin MAIL [--currency USD]`."""
        create = parser.add_subparsers(dest="verb", required=True).add_parser("create")
        create.add_argument("name")
        create.add_argument("--slug", required=True, help="first segment of its addresses")
        create.add_argument("--admin", required=True, help="mail address of its first admin")
        create.add_argument("--currency", default="USD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create, and print the link too: the mail may not arrive yet."""
        try:
            founded = found_vendor(
                name=options["name"],
                slug=options["slug"],
                currency=options["currency"].upper(),
                admin=options["admin"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(
                f"{refusal.field}: {refusal.message}" if refusal.field else str(refusal.message)
            ) from None
        link = settings.SITE_URL + reverse("invitation", kwargs={"token": founded.token})
        self.stdout.write(f"{settings.SITE_URL}/{options['slug']}/ is there, empty and in demo mode.")
        self.stdout.write(
            f"{options['admin']} is invited as program admin and gets a mail; or open, within 7 days:\n{link}"
        )
