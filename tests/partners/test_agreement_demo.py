"""The demo's agreements pass every law of the database, and show one of each thing that waits."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from partners.agreement_demo import SIGNED, build_agreements
from partners.models import Admission, AgreementText, Partner, SignedAgreement
from portal.approvals.models import Approval
from portal.demo.parts import World
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.signing import program_of


@pytest.mark.rule("G-GEN-02", "A-AGR-01")
def test_demo_tells_agreements_that_the_laws_accept(acme: VendorCast) -> None:
    now = timezone.now()
    with acting_as(Role.STAFF, vendor=acme.id):
        programs = {slug: program_of(slug).pk for slug in ("gpn-2014", "appfoundry")}
        partners = Partner.objects.bulk_create([Partner(name=f"Company {number}") for number in range(SIGNED)])
        world = World(
            slug="acme", vendor_id=acme.id, today=now.date(), now=now, began=now.date() - timedelta(days=730), random=random.Random(1),
            programs=programs, partners=[partner.pk for partner in partners],
            members={"admin": acme.member("program_admin"), "manager": acme.member("channel_manager")},
        )  # fmt: skip

        build_agreements(world)

        states = Counter(SignedAgreement.objects.filter(partner__in=partners).values_list("state", flat=True))
        assert states == {"executed": 2 * (SIGNED - 3), "partner_signed": 2, "paper": 2, "lapsed": 2}
        assert AgreementText.objects.filter(published_at=None).count() == 0
        assert Admission.objects.filter(activated_at=None).count() == 2
        assert SignedAgreement.objects.filter(admission__isnull=False, state="sent").count() == 6
        assert Approval.objects.filter(kind="agreements.paper", state="open").count() == 2
