import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateDoesNotExist
from django.test import Client
from pytest_django.fixtures import Settings

from portal.accounts.models import Membership, User
from portal.clock import FixedClock
from portal.jobs.mail import compose, is_address
from portal.jobs.models import Job, OutboxMessage
from portal.jobs.outbox import send_mail
from portal.jobs.runner import run_job
from portal.jobs.services import enqueue
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.jobs.kinds_for_tests import change, reload
from tests.sign_in import sign_in_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.MAIL_DIR = tmp_path / "mail"
    template = settings.TEMPLATES[0]
    folders = [*template["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = [{**template, "DIRS": folders}]
    return tmp_path / "mail"


def ask_for_mail(
    vendor: VendorCast, *, to: Any = "ana@birch.example", company: str = "Birch", language: str = "en"
) -> Job:
    with acting_as(Role.STAFF, vendor=vendor.id):
        send_mail(key="lead:1", template="test/approved", to=to, context={"company": company}, language=language)
        job: Job = Job.objects.get(kind="outbox.deliver", key="lead:1")
    return job


def letters(folder: Path) -> list[EmailMessage]:
    parsed = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted(folder.glob("*"))
    ]
    return [letter for letter in parsed if isinstance(letter, EmailMessage)]


def test_mail_is_delivered_from_the_vendors_sender_and_noted(acme: VendorCast, folder: Path) -> None:
    assert run_job(ask_for_mail(acme).pk) == "done"
    (letter,) = letters(folder)
    assert letter["From"] == "Acme <partners@acme.example>"
    assert letter["To"] == "ana@birch.example"
    assert letter["Subject"] == "Approved: Birch"
    assert letter["Message-ID"].endswith("@acme.example>")
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().startswith("Birch at http://localhost")
    assert text.get_content().strip().endswith("/acme/")
    assert html.get_content().strip() == "<p>Birch</p>"
    with acting_as(Role.STAFF, vendor=acme.id):
        assert OutboxMessage.objects.get().sent_at is not None


def test_mail_delivered_again_is_the_same_one(acme: VendorCast, folder: Path) -> None:
    job = ask_for_mail(acme)
    run_job(job.pk)
    first = letters(folder)[0]
    with acting_as(Role.STAFF, vendor=acme.id):
        OutboxMessage.objects.update(sent_at=None)
    change(job, state="queued")
    assert run_job(job.pk) == "done"
    (again,) = letters(folder)
    assert (again["Message-ID"], again["Date"]) == (first["Message-ID"], first["Date"])


def test_mail_asked_for_twice_is_sent_once(acme: VendorCast, folder: Path) -> None:
    assert ask_for_mail(acme).pk == ask_for_mail(acme, company="Other").pk
    with acting_as(Role.STAFF, vendor=acme.id):
        assert OutboxMessage.objects.get().context == {"company": "Birch"}


def test_member_is_written_to_at_the_address_the_vendor_knows(acme: VendorCast, folder: Path) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        member = Membership.objects.get(pk=acme.member("finance"))
    run_job(ask_for_mail(acme, to=member).pk)
    assert letters(folder)[0]["To"] == member.email


def test_words_of_others_end_no_header_line(acme: VendorCast, folder: Path) -> None:
    run_job(ask_for_mail(acme, company="Birch\r\nBcc: all@example.com\r\n\r\nHello & <b>").pk)
    (letter,) = letters(folder)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Approved: Birch Bcc: all@example.com Hello & <b>"
    html = letter.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;" in html.get_content()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "a@b",
        "a@b.example\nBcc: x@y.example",
        "a@b.example,c@d.example",
        "Ana <a@b.example>",
        '"a b"@c.example',
        "a@b.example;",
    ],
)
def test_what_is_no_single_address_is_refused(acme: VendorCast, address: str) -> None:
    assert not is_address(address)
    with acting_as(Role.STAFF, vendor=acme.id):
        with pytest.raises(Refusal):
            send_mail(key="k", template="test/approved", to=address)
        with pytest.raises(TemplateDoesNotExist):
            send_mail(key="k", template="test/nothing", to="a@b.example")
        assert not OutboxMessage.objects.exists()


def test_partner_sends_under_its_own_rows(acme: VendorCast, folder: Path) -> None:
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0]):
        send_mail(key="p", template="test/approved", to="ana@birch.example", context={"company": "Birch"})
        job = Job.objects.get(kind="outbox.deliver")
    assert run_job(job.pk) == "done"
    assert len(letters(folder)) == 1
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[1]):
        assert not OutboxMessage.objects.exists()


class Inbox(socketserver.StreamRequestHandler):
    """A mail server of a few lines: it keeps what it is given."""

    kept: list[tuple[str, bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        recipient = ""
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.kept.append((recipient, body))
            elif word == b"RCPT":
                recipient = line.decode().strip()
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 fine\r\n")


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[list[tuple[str, bytes]]]:
    Inbox.kept = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Inbox) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        yield Inbox.kept
        server.shutdown()


def test_mail_goes_by_smtp_where_a_server_is_set(
    acme: VendorCast, mail_server: list[tuple[str, bytes]], folder: Path
) -> None:
    assert run_job(ask_for_mail(acme, company="Café").pk) == "done"
    ((recipient, body),) = mail_server
    assert "ana@birch.example" in recipient
    assert b"Message-ID: <" in body
    assert not folder.exists()


def test_mail_that_no_server_takes_waits_and_is_tried_for_hours(acme: VendorCast, settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    job = ask_for_mail(acme)
    for _ in range(11):
        assert run_job(job.pk) == "queued"
        change(job, due_at=reload(job).created_at)
    assert run_job(job.pk) == "quarantined"
    assert "ana" not in reload(job).error


def test_language_is_the_recipients(acme: VendorCast, settings: Settings) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        send_mail(key="k", template="test/approved", to="a@b.example", language="ru", context={"company": "Birch"})
        message = OutboxMessage.objects.get(key="k")
        from django.utils import translation

        with translation.override("ru"):
            expected = translation.gettext("Approved")
        assert compose(message)["Subject"] == f"{expected}: Birch"


def test_member_is_written_to_in_their_own_language(acme: VendorCast) -> None:
    User.objects.filter(pk=acme.user("partner_admin")).update(language="es")
    with acting_as(Role.STAFF, vendor=acme.id):
        admin = Membership.objects.get(pk=acme.member("partner_admin"))
    for number, scope in enumerate(
        [acting_as(Role.STAFF, vendor=acme.id), acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0])]
    ):
        with scope:
            send_mail(key=f"k{number}", template="test/approved", to=admin, context={"company": "Birch"})
    with acting_as(Role.STAFF, vendor=acme.id):
        assert list(OutboxMessage.objects.values_list("language", flat=True)) == ["es", "es"]


def test_operator_reads_the_folder_and_others_do_not(client: Client, acme: VendorCast) -> None:
    run_job(ask_for_mail(acme).pk)
    assert client.get("/operator/mail/").status_code == 302
    sign_in_user(client, User.objects.get(pk=acme.user("program_admin")))
    assert client.get("/operator/mail/").status_code == 404
    sign_in_user(client, User.objects.get(email="operator@portal.example"))
    listed = client.get("/operator/mail/").content.decode()
    assert "Approved: Birch" in listed
    name = listed.split("/operator/mail/")[-1].split("/")[0]
    assert "Birch at <a href" in client.get(f"/operator/mail/{name}/").content.decode()
    for wrong in ("..%2Fenv", ".hidden.eml", "missing.eml"):
        assert client.get(f"/operator/mail/{wrong}/").status_code == 404


def test_delivered_mail_is_removed_after_two_months_and_never_sent_again(acme: VendorCast, folder: Path) -> None:
    run_job(ask_for_mail(acme).pk)
    with acting_as(Role.STAFF, vendor=acme.id):
        send_mail(key="lead:2", template="test/approved", to="ben@birch.example", context={"company": "Birch"})
        sent = OutboxMessage.objects.get(key="lead:1").sent_at
    assert sent is not None
    with acting_as(Role.PLATFORM):
        job = enqueue("outbox.housekeeping", key="test", wake=False)
    assert run_job(job.pk, clock=FixedClock(sent + timedelta(days=62, seconds=1))) == "done"

    with acting_as(Role.STAFF, vendor=acme.id):
        assert list(OutboxMessage.objects.values_list("key", flat=True)) == ["lead:2"]
    again = ask_for_mail(acme)
    assert run_job(again.pk) == "taken"
    assert len(letters(folder)) == 1
