"""Mails to applicants: whole in three languages, with a link that opens, and nothing of it in the outbox."""

import re

import pytest
from django.test import Client

from portal.jobs.mail import compose
from portal.jobs.models import OutboxMessage
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.applicants import Applicant, publish

pytestmark = pytest.mark.django_db
TEMPLATES = ("began", "link", "received", "question", "approved", "refused")


@pytest.mark.parametrize("language", ["en", "es", "ru"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_mail_is_whole_and_its_link_opens(acme: VendorCast, template: str, language: str) -> None:
    publish(acme)
    stranger = Applicant(acme)
    stranger.begin()
    with acting_as(Role.STAFF, vendor=acme.id):
        message = OutboxMessage.objects.get(recipient=stranger.mail)
        message.template, message.language = f"applications/{template}", language
        message.context |= {"company": "A & B", "reason": "Because", "words": "Who & why?"}
        mail = compose(message)
    text = mail.get_content()
    link = re.search(r"https?://[^/\s]+(/acme/apply/\S+)", text)

    assert mail["Subject"]
    assert "&amp;" not in text
    assert link is not None
    assert stranger.token in link[1]
    assert stranger.token not in str(message.context)
    assert Client().get(link[1]).status_code in (200, 302)
    if template == "began":
        Client().post(link[1])
        assert stranger.read().mail_confirmed_at is not None
