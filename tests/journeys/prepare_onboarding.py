"""A program that screens and takes applications, at acme: `python -m tests.journeys.prepare_onboarding`.

Its texts are published, an invented list names one person, and a second compliance officer works there.
"""

import os
from datetime import datetime, timedelta

import django

SLUG = "gpn-2014"
#: Whom the invented list names.
WANTED = "Zoltan Varkonyi-Brandt"
DOCUMENTS = ("master", "schedule_tech", "code_of_conduct")


def prepare() -> None:
    """Write it."""
    from django.utils import timezone

    from portal.guides.models import Program
    from portal.tenancy import Role, acting_as
    from tests import cast
    from tests.compliance.world import entry, load
    from tests.partners.signing import actor_of, program_of, publish

    acme = cast.look_up("acme")
    now = timezone.now()
    load(entry("P1", WANTED), at=now)
    _hire(acme.id, now)
    with acting_as(Role.STAFF, vendor=acme.id):
        program = program_of(SLUG)
        writer = actor_of(acme, "program_admin")
        for key in DOCUMENTS:
            publish(program, key, by=writer, at=now - timedelta(days=1))  # in force in every time zone
        Program.objects.filter(pk=program.pk).update(published=True)


def _hire(vendor_id: int, now: datetime) -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP

    from portal.accounts.models import Membership, User
    from portal.tenancy import Role, acting_as
    from tests import cast

    user = User.objects.create_user(cast.mail_of("acme", "compliance2"), cast.PASSWORD, name="Acme compliance2")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, cast.TOTP_SECRET)
    with acting_as(Role.STAFF, vendor=vendor_id):
        Membership.objects.create(user=user, role="compliance", name=user.name, email=user.email)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    prepare()
