"""What a journey finds before it begins, written by a process of its own: `python -m tests.journeys.prepare`.

At acme: rates for both partners, a payee with all papers for the first, none for the second, and a second person in finance.
"""

import os

import django


def prepare() -> None:
    """Write it."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP

    from commissions.models import ImportBatch
    from portal.accounts.models import Membership, User
    from portal.tenancy import Role, acting_as
    from tests import cast
    from tests.commissions.sales_world import Sales

    acme = cast.look_up("acme")
    user = User.objects.create_user(cast.mail_of("acme", "finance2"), cast.PASSWORD, name="Acme finance2")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, cast.TOTP_SECRET)
    with acting_as(Role.STAFF, vendor=acme.id):
        Membership.objects.create(user=user, role="finance", name=user.name, email=user.email)
        sales = Sales(acme, ImportBatch())
        for partner in acme.partners:
            sales.rate(partner, "0.2")
        sales.payable(acme.partners[0])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    prepare()
