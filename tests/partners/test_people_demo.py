"""The demo's people and duties pass every law of the database, and are the same each time."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from compliance.duties_demo import build_duties
from compliance.models import Duty
from partners.models import (
    Certificate,
    CompanyFact,
    Enrolment,
    ExamBooking,
    Partner,
    PartnerExternalId,
    Person,
    Post,
    RecordImport,
)
from partners.people_demo import PARTNERS, PEOPLE, build_people
from partners.services.records import load_chunk
from portal.demo.parts import World
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.signing import program_of

pytestmark = pytest.mark.django_db


def world_of(acme: VendorCast) -> World:
    now = timezone.now()
    since = DateRange(now.date() - timedelta(days=700), None)
    program = program_of("gpn-2014")
    partners = Partner.objects.bulk_create([Partner(name=f"Company {number}") for number in range(PARTNERS)])
    for number, partner in enumerate(partners):
        for kind, value in (("domain", f"company{number}.example"), ("country", "US")):
            CompanyFact.objects.create(partner=partner, kind=kind, value=value, period=since)
        PartnerExternalId.objects.create(partner=partner, system="demo", value=f"ERP-{1001 + number}")
        Enrolment.objects.create(partner=partner, program=program, category="VAR", period=since)
    return World(
        slug="acme", vendor_id=acme.id, today=now.date(), now=now, began=now.date() - timedelta(days=730),
        random=random.Random("acme"), programs={"gpn-2014": program.pk}, partners=[one.pk for one in partners],
        members={"manager": acme.member("channel_manager"), "compliance": acme.member("compliance")},
    )  # fmt: skip


def test_demo_tells_a_story_of_each_kind(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        world = world_of(acme)
        today = world.today

        build_people(world)
        load_chunk(RecordImport.objects.get(), at=None, now=world.now)

        posts = Post.objects.filter(partner__in=world.partners)
        assert Person.objects.filter(partner__in=world.partners).count() == PARTNERS * PEOPLE + 2
        assert posts.filter(period__endswith__gt=today, period__upper_inf=False).count() == PARTNERS, "one leaves"
        assert posts.filter(period__endswith__lte=today).count() == PARTNERS, "one left"
        assert Certificate.objects.filter(expires_on=today + timedelta(days=21)).count() == PARTNERS
        assert ExamBooking.objects.filter(exam_on__gt=today).count() == PARTNERS
        batch = RecordImport.objects.get()
        assert (batch.kept, batch.bad) == (2, 1)


def test_demo_files_some_forms_and_gives_one_back(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        build_duties(world_of(acme))

        states: dict[str, Any] = Counter(Duty.objects.values_list("state", flat=True))
        assert set(states) >= {"open", "done", "returned"}
        assert sum(states.values()) == 2 * PARTNERS
