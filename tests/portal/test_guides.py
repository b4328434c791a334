from datetime import date

import pytest
from django.db import DatabaseError, transaction

from portal.guides.documents import MAX_BYTES, GuideRefused, read_guide
from portal.guides.models import GuideVersion, Program
from portal.guides.queries import NoGuideInForce, guide_on
from portal.guides.services import publish_guide
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, guide_source

HEAD = '[guide]\nprogram = "flow"\nname = "Flow"\nlegal_time_zone = "UTC"\neffective_from = 2024-01-01\n'


def test_read_guide_names_every_problem_at_once() -> None:
    with pytest.raises(GuideRefused) as refused:
        read_guide(HEAD.replace("UTC", "Mars/Base") + "colour = 3\n[tires]\nx = 1\n")

    assert refused.value.problems == [
        "line 4: guide.legal_time_zone: Mars/Base is no IANA time zone",
        "line 6: guide.colour: there is no key of this name here",
        "line 7: tires: is no section of a guide",
    ]


def test_read_guide_checks_the_size_before_it_parses() -> None:
    with pytest.raises(GuideRefused, match="at most"):
        read_guide("= broken" + " " * MAX_BYTES)


def test_guide_on_answers_by_day(cast: tuple[VendorCast, VendorCast]) -> None:
    acme, _ = cast
    with acting_as(Role.STAFF, vendor=acme.id):
        program = Program.objects.get(pk=acme.program)
        second = publish_guide(program, source=guide_source("Acme"), effective_from=date(2025, 1, 1))

        assert guide_on(acme.program, date(2024, 12, 31)).number == 1
        assert guide_on(acme.program, date(2025, 1, 1)).version_id == second.pk
        with pytest.raises(NoGuideInForce):
            guide_on(acme.program, date(2023, 12, 31))


def test_publish_guide_refuses_an_earlier_start_and_another_program(cast: tuple[VendorCast, VendorCast]) -> None:
    acme, _ = cast
    with acting_as(Role.STAFF, vendor=acme.id):
        program = Program.objects.get(pk=acme.program)

        with pytest.raises(Conflict):
            publish_guide(program, source=guide_source("Acme"), effective_from=date(2024, 1, 1))
        with pytest.raises(Refusal):
            publish_guide(program, source=HEAD.replace("flow", "other"), effective_from=date(2026, 1, 1))
        assert GuideVersion.objects.count() == 1


def test_publish_guide_refuses_a_document_whose_examples_fail(cast: tuple[VendorCast, VendorCast]) -> None:
    acme, _ = cast
    failing = '[[examples]]\nname = "Flown"\nrule = "T-01"\nkind = "nothing"\nexpect = { tier = "Gold" }\n'
    with acting_as(Role.STAFF, vendor=acme.id):
        program = Program.objects.get(pk=acme.program)

        with pytest.raises(Refusal, match=r"line \d+: examples\.\d+: The example “Flown” fails") as refused:
            publish_guide(program, source=guide_source("Acme") + "\n" + failing, effective_from=date(2026, 1, 1))
        assert refused.value.field == "source"
        assert GuideVersion.objects.count() == 1


@pytest.mark.rule("X-05")
@pytest.mark.parametrize("change", ["source = 'x'", "number = 7", "effective = '[2020-01-01,)'"])
def test_published_version_never_changes(cast: tuple[VendorCast, VendorCast], change: str) -> None:
    from django.db import connection

    acme, _ = cast
    with (
        acting_as(Role.STAFF, vendor=acme.id),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="immutable"),
        transaction.atomic(),
    ):
        cursor.execute(f"UPDATE guides_guideversion SET {change}")
