"""What somebody began and never sent in is erased when the guide says so, and nothing else is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.jobs.drafts import erase_drafts
from partners.models import Application
from portal.jobs.kinds import Done, Step
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.applicants import Applicant, publish

pytestmark = pytest.mark.django_db


def run(days: int) -> Done:
    at = timezone.now() + timedelta(days=days)
    step = Step(1, "k", "k", None, None, None, {}, {}, 0, None, 0, 1, at)
    done = erase_drafts(step)
    assert isinstance(done, Done)
    return done


@pytest.mark.rule("F-ELG-01")
def test_draft_is_erased_after_the_days_of_the_guide(acme: VendorCast) -> None:
    publish(acme)
    draft = Applicant(acme)
    draft.begin()
    draft.fill()
    sent = Applicant(acme, mail="max@other-company.example").apply(company={"company": "Other Company"})

    with acting_as(Role.STAFF, vendor=acme.id):
        early = run(89)
        kept = Application.objects.get(mail=draft.mail)
        due = run(91)
        again = run(92)
        erased = Application.objects.get(pk=kept.pk)
        sent.refresh_from_db()

    assert (early.result, due.result, again.result) == ({"erased": 0}, {"erased": 1}, {"erased": 0})
    assert kept.typed["company"]["company"] == ["Acme Contact Solutions Ltd"]
    assert (erased.state, erased.typed, erased.contact_name, erased.mail, erased.origin) == (
        "withdrawn",
        {},
        "",
        "",
        "",
    )
    assert (sent.mail, sent.state) == ("max@other-company.example", "screening")


def test_draft_that_was_withdrawn_keeps_nobodys_name_either(acme: VendorCast) -> None:
    publish(acme)
    draft = Applicant(acme)
    draft.begin()
    draft.client.post(draft.at("withdrawal/"))

    with acting_as(Role.STAFF, vendor=acme.id):
        left = Application.objects.get()
        assert (left.state, left.mail, left.contact_name) == ("withdrawn", "", "")


def test_erased_draft_is_nothing_to_its_token(acme: VendorCast) -> None:
    publish(acme)
    draft = Applicant(acme)
    draft.begin()
    with acting_as(Role.STAFF, vendor=acme.id):
        run(91)

    page = draft.client.get(draft.at())

    assert page.status_code in (200, 404)
    assert draft.mail not in page.content.decode()
    assert draft.client.post(draft.at("company/"), {"company": "Late"}).status_code in (302, 404, 409, 422)
