"""A list that is too old is told to those who load lists: by mail once for each age, and on the operator's page."""

from datetime import timedelta

import pytest
from django.test import Client

from compliance.services.letters import tell_operators
from portal.accounts.models import User
from portal.jobs.mail import compose
from portal.jobs.models import OutboxMessage
from tests.cast import VendorCast
from tests.compliance.world import ENTRIES, NOW, WANTED, Office, entry, load
from tests.sign_in import sign_in_user

OPERATOR = "operator@portal.example"


def told(office: Office) -> list[str]:
    """Keys of the mails to operators."""
    with office.at_work():
        found = OutboxMessage.objects.filter(template="compliance/list_stale", recipient=OPERATOR).order_by("id")
        return [key.rpartition(":")[0] for key in found.values_list("key", flat=True)]


@pytest.mark.rule("A-DD-02")
def test_operators_are_written_to_once_for_each_list_and_age(office: Office) -> None:
    User.objects.filter(email=OPERATOR).update(language="ru")
    old, older = NOW - timedelta(days=8), NOW - timedelta(days=30)
    load(*ENTRIES, at=older)
    load(entry("Q1", WANTED, list_name="opensanctions"), list_name="opensanctions", at=NOW - timedelta(days=6))
    with office.at_work():
        assert [tell_operators(at=NOW), tell_operators(at=NOW + timedelta(hours=1))] == [1, 1]
    assert told(office) == [f"list:un:{older:%Y-%m-%d}"]

    load(*ENTRIES, at=old)
    with office.at_work():
        tell_operators(at=NOW)
        mail = OutboxMessage.objects.filter(template="compliance/list_stale").latest("id")
        assert mail.language == "ru"
        assert "Acme" in compose(mail).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert told(office) == [f"list:un:{older:%Y-%m-%d}", f"list:un:{old:%Y-%m-%d}"]


def test_fresh_lists_write_to_nobody(office: Office) -> None:
    load(*ENTRIES, at=NOW)
    with office.at_work():
        assert tell_operators(at=NOW + timedelta(days=7)) == 0
    assert told(office) == []


def test_operators_page_names_the_list_and_the_vendors_that_wait_for_it(
    office: Office, acme: VendorCast, client: Client
) -> None:
    load(*ENTRIES, at=NOW - timedelta(days=8))
    sign_in_user(client, User.objects.get(email=OPERATOR))

    assert "Nobody is approved before it is renewed: Acme" in client.get("/operator/").content.decode()
    load(*ENTRIES, at=NOW)
    assert "List too old" not in client.get("/operator/").content.decode()
