"""A stranger applies: saved as typed, resumed by a link, sent in once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from partners.models import (
    Application,
    ApplicationCountry,
    ApplicationDocument,
    ApplicationExecutive,
    ApplicationOwner,
    ApplicationTransition,
)
from partners.services.intake import send_links_again
from partners.services.moves import move_application
from partners.states import ApplicationState as S
from portal.accounts.tokens import digest_of
from portal.jobs.models import OutboxMessage
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.applicants import COMPANY, COUNTRIES, OWNERS, Applicant, publish

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def stranger(acme: VendorCast) -> Applicant:
    publish(acme)
    return Applicant(acme)


def states(application: Application) -> list[str]:
    return list(
        ApplicationTransition.objects.filter(application=application).order_by("id").values_list("after", flat=True)
    )


@pytest.mark.rule("G-APP-01", "F-ELG-01", "A-ONB-01")
def test_stranger_applies_from_the_first_page_to_the_last(stranger: Applicant) -> None:
    front = stranger.client.get("/acme/apply/")
    assert (front.status_code, b"Solutions partner" in front.content) == (200, True)

    application = stranger.apply()

    assert (application.state, application.revision, application.company) == ("screening", 1, COMPANY["company"])
    assert (application.domain, application.domain_check, application.tax_id) == (
        "acme-contact.co.uk",
        "match",
        "GB123456",
    )
    assert application.answers == {"business": ["consulting", "support"], "cloud": "yes", "economics": "no"}
    with stranger.reading():
        owners = ApplicationOwner.objects.filter(application=application).order_by("position")
        assert [(one.name, str(one.share), one.kind) for one in owners] == [
            ("Olga Owner", "89.99", "person"),
            ("Holding BV", "10.01", "company"),
        ]
        assert ApplicationExecutive.objects.get(application=application).name == "Eve Executive"
        countries = ApplicationCountry.objects.filter(application=application).order_by("country")
        assert list(countries.values_list("country", flat=True)) == ["ES", "GB"]
        assert states(application) == ["submitted", "screening"]
    status = stranger.client.get(stranger.at())
    assert status.status_code == 200
    assert b"In review" in status.content
    assert stranger.mails() == ["began", "received"]


@pytest.mark.rule("A-EML-01")
@pytest.mark.parametrize("mail", ["jo@gmail.com", "jo@mail.yahoo.co.uk", "jo@HOTMAIL.com", "jo@mail.ru"])
def test_mail_service_is_refused_at_the_field_with_the_reason(stranger: Applicant, mail: str) -> None:
    stranger.mail = mail
    answer = stranger.begin()

    assert answer.status_code == 422
    assert b"belongs to a mail service" in answer.content
    assert mail.encode() in answer.content
    with acting_as(Role.STAFF, vendor=stranger.vendor.id):
        assert not Application.objects.exists()


@pytest.mark.rule("A-EML-02")
def test_distance_between_name_and_domain_goes_to_a_person(stranger: Applicant) -> None:
    stranger.mail = "jo@gmail.com.evil.com"
    application = stranger.apply()

    assert (application.state, application.domain, application.domain_check) == ("screening", "evil.com", "review")


@pytest.mark.rule("F-TYP-02")
def test_affiliates_are_sent_to_their_own_program(stranger: Applicant) -> None:
    front = stranger.client.get("/acme/apply/").content.decode()
    stranger.category = "AFFILIATE"

    assert "https://www.freshworks.com/affiliate/" in front
    assert "category=AFFILIATE" not in front
    assert stranger.begin().status_code == 404


def test_what_is_typed_is_kept_as_it_is_typed_and_found_again_by_the_link(stranger: Applicant) -> None:
    stranger.begin()
    wrong = COMPANY | {"company": "Acme", "website": "not an address"}
    saved = stranger.client.post(stranger.at("company/"), wrong, headers={"X-Autosave": "1"})
    refused = stranger.client.post(stranger.at("company/"), wrong)

    elsewhere = Client().get(stranger.at("company/"))
    resumed = Client().get(stranger.at())

    assert (saved.status_code, refused.status_code) == (204, 422)
    assert b"This is no web address." in refused.content
    assert b'value="not an address"' in elsewhere.content
    assert b"This is no web address." not in elsewhere.content
    assert resumed["Location"] == stranger.at("company/")


def test_session_that_ends_half_way_costs_nothing_that_was_typed(stranger: Applicant) -> None:
    """The browser forgets its cookies between two steps: the step is refused with a way on, and the link knows all before it."""
    stranger.client = Client(enforce_csrf_checks=True)
    stranger.begin_with_token()
    shown = stranger.client.get(stranger.at("company/"))
    token = shown.context["csrf_token"]
    assert (
        stranger.client.post(stranger.at("company/"), COMPANY | {"csrfmiddlewaretoken": str(token)}).status_code == 302
    )
    stranger.client.cookies.clear()

    late = stranger.client.post(stranger.at("countries/"), COUNTRIES | {"csrfmiddlewaretoken": str(token)})
    assert late.status_code == 403
    assert stranger.read().typed["company"]["company"] == [COMPANY["company"]]

    again = stranger.client.get(stranger.at("countries/"))
    fresh = COUNTRIES | {"csrfmiddlewaretoken": str(again.context["csrf_token"])}
    assert stranger.client.post(stranger.at("countries/"), fresh).status_code == 302
    assert stranger.read().typed["countries"]["countries"] == COUNTRIES["countries"]


def test_rows_are_added_without_script_and_blank_ones_are_dropped(stranger: Applicant) -> None:
    stranger.begin()
    more = stranger.client.post(stranger.at("owners/"), OWNERS | {"more": "1"}, follow=True).content.decode()

    assert "Olga Owner" in more
    assert 'name="owners-2-name"' in more
    assert 'name="owners-3-name"' not in more


@pytest.mark.rule("A-DD-03")
def test_shares_of_more_than_the_whole_are_refused_where_they_were_typed(stranger: Applicant) -> None:
    stranger.begin()
    answer = stranger.client.post(stranger.at("owners/"), OWNERS | {"owners-1-share": "10.02"})

    assert answer.status_code == 422
    assert b"add up to 100.01 %" in answer.content


def test_nothing_is_sent_before_the_mail_is_confirmed_and_every_step_is_right(stranger: Applicant) -> None:
    stranger.begin()
    stranger.save("company")
    unready = stranger.send()
    stranger.fill()
    unconfirmed = stranger.send()

    assert (unready.status_code, unconfirmed.status_code) == (422, 422)
    assert b"Confirm your mail address first" in unconfirmed.content
    assert stranger.read().state == "draft"
    assert stranger.client.post(stranger.at("mail/guessed-code/")).status_code == 404
    assert stranger.read().mail_confirmed_at is None


def test_second_press_of_the_button_changes_nothing(stranger: Applicant) -> None:
    stranger.apply()
    again = stranger.send()

    assert again.status_code == 302
    with stranger.reading() as application:
        assert states(application) == ["submitted", "screening"]
    assert stranger.mails() == ["began", "received"]


def test_what_was_sent_in_is_not_changed_by_its_sender(stranger: Applicant) -> None:
    before = stranger.apply()
    answer = stranger.client.post(stranger.at("company/"), COMPANY | {"company": "Another"})

    assert answer.status_code == 302
    assert stranger.read().typed == before.typed


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%C3%BC", "../../home"])
def test_other_tokens_open_nothing(stranger: Applicant, token: str) -> None:
    stranger.begin()
    for path in ("", "company/", "summary/", "withdrawal/"):
        assert stranger.client.get(f"/acme/apply/{token}/{path}").status_code == 404


@pytest.mark.rule("X-10")
def test_token_of_one_vendor_opens_nothing_at_another(stranger: Applicant) -> None:
    stranger.begin()

    assert stranger.client.get(f"/globex/apply/{stranger.token}/company/").status_code == 404


def test_visitor_writes_a_draft_and_reads_none(stranger: Applicant) -> None:
    stranger.begin()
    with (
        acting_as(Role.VISITOR, vendor=stranger.vendor.id),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Application.objects.count()


def test_strangers_who_begin_too_often_are_asked_to_wait(stranger: Applicant) -> None:
    answers = [stranger.begin().status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]


def test_more_than_a_form_can_hold_is_refused(stranger: Applicant) -> None:
    stranger.begin()
    rows: dict[str, Any] = {f"owners-{n}-name": "x" * 4_000 for n in range(30)}
    answer = stranger.client.post(stranger.at("owners/"), rows, headers={"X-Autosave": "1"})

    assert answer.status_code == 422
    assert "owners" not in stranger.read().typed


def test_what_no_table_can_hold_is_dropped_and_nothing_breaks(stranger: Applicant) -> None:
    stranger.begin()
    answers = [
        stranger.client.post(stranger.at("company/"), COMPANY | {"company": "A\x00cme 😀"}).status_code,
        stranger.client.post(stranger.at("owners/"), {"owners-TOTAL_FORMS": "9" * 400}).status_code,
        stranger.client.post(stranger.at("countries/"), {"countries": ["XX", "\x00"]}).status_code,
        stranger.client.post(stranger.at("documents/"), {"remove": "9" * 30}).status_code,
    ]

    assert answers == [422, 422, 422, 422]
    assert stranger.read().typed["company"]["company"] == ["Acme 😀"]


def test_documents_are_kept_taken_back_and_refused(stranger: Applicant) -> None:
    stranger.begin()
    here = stranger.at("documents/")
    good = SimpleUploadedFile("paper.pdf", b"%PDF-1.4\nx\n%%EOF", content_type="application/pdf")
    bad = SimpleUploadedFile("paper.pdf", b"<html><script>alert(1)</script></html>", content_type="application/pdf")

    kept = stranger.client.post(here, {"kind": "registration", "file": good})
    refused = stranger.client.post(here, {"kind": "registration", "file": bad})
    with stranger.reading():
        document = ApplicationDocument.objects.get()
    taken = stranger.client.post(here, {"remove": str(document.pk)})

    assert (kept.status_code, refused.status_code, taken.status_code) == (302, 422, 302)
    assert b"Web pages and SVG pictures are not taken." in refused.content
    with stranger.reading():
        assert ApplicationDocument.objects.get().removed_at is not None


def test_link_is_mailed_again_and_nothing_told(stranger: Applicant) -> None:
    stranger.begin()
    known = stranger.client.post("/acme/apply/link/", {"mail": stranger.mail}, follow=True).content
    unknown = stranger.client.post("/acme/apply/link/", {"mail": "nobody@nowhere.example"}, follow=True).content
    stranger.client.post("/acme/apply/link/", {"mail": stranger.mail})

    assert b"If an application waits for this address" in known
    assert b"If an application waits for this address" in unknown
    assert stranger.mails() == ["began", "began"]


def test_false_drafts_bury_no_real_application(stranger: Applicant) -> None:
    """Somebody begins drafts for the address again and again, before and after its owner confirmed one."""
    stranger.begin()
    real = stranger.read()

    def mailed(at: datetime) -> list[str]:
        before = {message.pk for message in OutboxMessage.objects.all()}
        send_links_again(mail=f" {stranger.mail.upper()} ", at=at)
        return [message.context["salt"] for message in OutboxMessage.objects.exclude(pk__in=before).order_by("id")]

    with stranger.reading():
        for number in range(6):
            _again(real, f"false {number}")
        assert mailed(NOW) == [real.salt, *(f"false {number}" for number in range(4))]

        for number in range(5):
            over = _again(real, f"over {number}", mail_confirmed_at=NOW)
            move_application(over, S.WITHDRAWN, by=None, at=NOW)
        _again(real, "confirmed", mail_confirmed_at=NOW)
        assert mailed(NOW + timedelta(hours=1)) == ["confirmed", "over 0", "over 1", "over 2", "over 3"]


def _again(application: Application, salt: str, **later: Any) -> Application:
    row: Application = Application.objects.get(pk=application.pk)
    row.pk, row.salt, row.token_digest = None, salt, digest_of(salt)
    row.save(force_insert=True)
    Application.objects.filter(pk=row.pk).update(**{"salt": salt, **later})
    return row


def test_applicant_withdraws(stranger: Applicant) -> None:
    stranger.apply()
    assert stranger.client.get(stranger.at("withdrawal/")).status_code == 200
    stranger.client.post(stranger.at("withdrawal/"))

    assert stranger.read().state == "withdrawn"
    assert b"Withdrawn" in stranger.client.get(stranger.at()).content


def test_link_to_confirm_is_mailed_again_only_while_there_is_something_to_confirm(stranger: Applicant) -> None:
    stranger.begin()
    stranger.client.post(stranger.at("mail/"))
    stranger.fill()
    stranger.confirm()
    confirmed = stranger.client.post(stranger.at("mail/"))
    stranger.client.post(stranger.at("withdrawal/"))
    given_up = stranger.client.post(stranger.at("mail/"))

    assert (confirmed.status_code, given_up.status_code) == (302, 302)
    assert stranger.mails() == ["began", "began"]


def test_pages_of_an_application_are_kept_by_nobody_on_the_way(stranger: Applicant) -> None:
    stranger.begin()
    pages = [stranger.at(path) for path in ("company/", "summary/", "withdrawal/", "mail/x/")]
    draft = [stranger.client.get(page) for page in pages]
    stranger.fill()
    stranger.confirm()
    stranger.send()

    for answer in (*draft, stranger.client.get(stranger.at())):
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"


def test_company_that_nobody_can_see_is_none(stranger: Applicant) -> None:
    stranger.begin()
    unseen = stranger.client.post(stranger.at("company/"), COMPANY | {"company": "\u200b\u202e"})
    stranger.fill(company=COMPANY | {"company": "Acme\u202e Contact\u200b\nSolutions Ltd"})
    stranger.confirm()
    stranger.send()

    assert unseen.status_code == 422
    assert stranger.read().company == "Acme Contact Solutions Ltd"
