from datetime import date

import pytest
from django.test import Client

from portal.guides.models import Program
from portal.guides.services.publication import publish_guide
from portal.guides.shipped import find_guide
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast


def publish_network(acme: VendorCast, *, published: bool) -> None:
    path = find_guide("gpn-2014")
    assert path is not None
    with acting_as(Role.STAFF, vendor=acme.id):
        program = Program.objects.create(
            slug="gpn-2014", name="Network", legal_time_zone="America/Los_Angeles", published=published
        )
        publish_guide(program, source=path.read_text(), effective_from=date(2014, 1, 1))


@pytest.mark.django_db
def test_stranger_reads_tiers_requirements_and_benefits(acme: VendorCast, client: Client) -> None:
    publish_network(acme, published=True)

    page = client.get("/acme/programs/gpn-2014/")

    text = page.content.decode()
    assert page.status_code == 200
    for words in (
        "Value Added Reseller",
        "Gold › Silver › Bronze",
        "Trained sales people",
        "by letter",
        "Baseline pricing",
    ):
        assert words in text
    for words in ("unconfirmed", "G-REQ-02", "1000000"):
        assert words not in text
    assert "/acme/programs/gpn-2014/" in client.get("/acme/").content.decode()


@pytest.mark.django_db
def test_stranger_sees_no_program_that_is_not_published(acme: VendorCast, client: Client) -> None:
    publish_network(acme, published=False)

    assert client.get("/acme/programs/gpn-2014/").status_code == 404
    assert client.get("/acme/programs/nothing/").status_code == 404
    assert client.get("/globex/programs/gpn-2014/").status_code == 404


@pytest.mark.django_db
def test_public_page_speaks_the_readers_language(acme: VendorCast, client: Client) -> None:
    publish_network(acme, published=True)

    assert "Oro" in client.get("/acme/programs/gpn-2014/", HTTP_ACCEPT_LANGUAGE="es").content.decode()
