"""The demo's papers and doors: something accepted, to look at, given back and asked for, and a file behind a door of each program."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from partners.door_demo import BUILDER, build_doors
from partners.models import DoorFile, Paper, PaperRequest, Partner
from partners.queries.doors import may_pass
from partners.queries.papers import standing_of
from portal.accounts.models import Membership
from portal.demo.parts import World
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.signing import program_of
from tests.tiering.cards import enrol


@pytest.mark.rule("G-TECH-02", "A-REQ-01")
def test_demo_tells_of_papers_that_the_laws_accept(acme: VendorCast) -> None:
    now = timezone.now()
    with acting_as(Role.STAFF, vendor=acme.id):
        programs = {slug: program_of(slug) for slug in ("gpn-2014", "appfoundry")}
        others = Partner.objects.bulk_create([Partner(name=f"Company {number}") for number in range(BUILDER - 1)])
        partners = [acme.partners[0], *(partner.pk for partner in others), acme.partners[1]]
        enrol(programs["appfoundry"], partners[0], category="ISV")
        world = World(
            slug="acme", vendor_id=acme.id, today=now.date(), now=now, began=now.date() - timedelta(days=730), random=random.Random(1),
            programs={slug: program.pk for slug, program in programs.items()}, partners=partners,
            members={"admin": acme.member("program_admin")},
        )  # fmt: skip

        build_doors(world)

        states = Counter(Paper.objects.values_list("partner", "key", "state"))
        first, builder = partners[0], partners[BUILDER]
        assert states == Counter(
            [
                (first, "roadmap", "accepted"), (first, "solutions_guide", "handed_in"), (first, "compatibility", "returned"),
                (first, "licence", "accepted"), (builder, "development_plan", "accepted"), (builder, "solutions_guide", "handed_in"),
            ]
        )  # fmt: skip
        assert PaperRequest.objects.get().key == "report"
        assert DoorFile.objects.count() == 3
        assert may_pass(builder, programs["gpn-2014"].pk, "partner_conference", at=now)
        assert standing_of(list(Paper.objects.filter(key="licence")), now.date() + timedelta(days=201)) == "over"
        assert Membership.objects.filter(partner_id=builder).exists()
