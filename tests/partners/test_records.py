"""Importing people, certificates, trainings and countries."""

from datetime import UTC, date, datetime

import pytest

from partners.models import Certificate, CountryPresence, Person, Post, RecordFault, RecordImport, Training
from partners.services.records import load_chunk, receive_records
from portal.guides.models import Program
from portal.problems import Refusal
from tests.cast import VendorCast
from tests.tiering.staff import actor, at_work

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, tzinfo=UTC)
PEOPLE = """partner,name,mail,country,role,customer_facing,since,until
P1,Ada Stone,Ada@Birch.example,US,sales,yes,2025-01-01,
P1,Bob Reed,bob@birch.example,us,support,no,2025-01-01,2025-12-31
P9,Cy Lane,cy@birch.example,US,sales,yes,2025-01-01,
P1,Dee Moss,no mail,XX,chef,perhaps,yesterday,
"""
CERTIFICATES = """partner,mail,code,issued_on,expires_on
P1,ada@birch.example,GCP8-CIV,2025-02-28,
P1,ada@birch.example,GCP8-CVP,2025-02-28,2026-02-28
P1,ada@birch.example,GCP8-CVP,2025-03-01,2026-02-27
P1,nobody@birch.example,GCP8-CIV,2025-02-28,
"""


def load(vendor: VendorCast, kind: str, text: str) -> RecordImport:
    program = Program.objects.get(pk=vendor.program)
    batch = receive_records(
        program=program, kind=kind, content=text.encode(), name="x.csv", by=actor(vendor, "program_admin")
    )
    load_chunk(batch, at=None, now=NOW)
    batch.refresh_from_db()
    return batch


def test_people_are_kept_and_bad_rows_are_listed(acme: VendorCast) -> None:
    with at_work(acme):
        batch = load(acme, "people", PEOPLE)
        posts = list(Post.objects.order_by("id").values_list("person__mail", "country", "domain", "batch_id"))
        faults = dict(RecordFault.objects.filter(batch=batch).values_list("row_no", "faults"))

    assert (batch.found, batch.kept, batch.known, batch.bad, batch.done_at) == (4, 2, 0, 2, NOW)
    assert posts == [
        ("ada@birch.example", "US", "birch.example", batch.pk),
        ("bob@birch.example", "US", "birch.example", batch.pk),
    ]
    assert faults == {
        4: ["partner:unknown_partner"],
        5: [
            "mail:no_mail",
            "country:unknown_country",
            "role:unknown_value",
            "customer_facing:no_yes_or_no",
            "since:no_date",
        ],
    }


def test_names_hide_nothing(acme: VendorCast) -> None:
    header = PEOPLE.splitlines()[0]
    rows = (
        "P1,Ada\u202e \u200bStone,ada@birch.example,US,sales,yes,2025-01-01,",
        "P1,\u200b--,b@b.example,US,sales,yes,2025-01-01,",
    )
    with at_work(acme):
        batch = load(acme, "people", "\n".join([header, *rows]))
        names = list(Person.objects.filter(batch=batch).values_list("name", flat=True))
        faults = list(RecordFault.objects.filter(batch=batch).values_list("faults", flat=True))

    assert (names, faults) == (["Ada Stone"], [["name:missing_value"]])


def test_same_file_again_changes_nothing(acme: VendorCast) -> None:
    with at_work(acme):
        load(acme, "people", PEOPLE)
        again = load(acme, "people", PEOPLE)
        counts = (Person.objects.count(), Post.objects.count())

    assert (again.kept, again.known, again.bad) == (0, 2, 2)
    assert counts == (2, 2)


@pytest.mark.rule("G-REQ-08")
def test_certificate_has_an_end_within_twelve_to_thirty_six_months(acme: VendorCast) -> None:
    with at_work(acme):
        load(acme, "people", PEOPLE)
        batch = load(acme, "certificates", CERTIFICATES)
        again = load(acme, "certificates", CERTIFICATES)
        held = list(Certificate.objects.order_by("code").values_list("code", "expires_on"))
        faults = list(RecordFault.objects.filter(batch=batch).order_by("row_no").values_list("faults", flat=True))

    assert held == [("GCP8-CIV", date(2026, 2, 28)), ("GCP8-CVP", date(2026, 2, 28))]
    assert faults == [["expires_on:outside_validity"], ["mail:unknown_person"]]
    assert (again.kept, again.known) == (0, 2)


def test_trainings_and_countries_come_the_same_way(acme: VendorCast) -> None:
    with at_work(acme):
        load(acme, "people", PEOPLE)
        trainings = load(
            acme, "trainings", "partner,mail,kind,course,completed_on\nP1,ada@birch.example,sales,Basics,2025-02-01\n"
        )
        load(acme, "countries", "partner,country,since\nP1,DE,2025-01-01\n")
        ended = load(acme, "countries", "partner,country,since,until\nP1,DE,2025-01-01,2025-06-30\n")
        clash = load(acme, "countries", "partner,country,since\nP1,DE,2025-06-01\n")
        periods = [(row.period.lower, row.period.upper) for row in CountryPresence.objects.all()]
        trained = Training.objects.count()

    assert (trainings.kept, trained) == (1, 1)
    assert (ended.kept, clash.kept, clash.bad) == (1, 0, 1)
    assert periods == [(date(2025, 1, 1), date(2025, 7, 1))]


def test_file_without_its_columns_is_refused_whole(acme: VendorCast) -> None:
    with at_work(acme):
        program = Program.objects.get(pk=acme.program)
        with pytest.raises(Refusal, match="country"):
            receive_records(
                program=program,
                kind="countries",
                content=b"partner,since\nP1,2025-01-01\n",
                name="x.csv",
                by=actor(acme),
            )
        assert RecordImport.objects.count() == 0
