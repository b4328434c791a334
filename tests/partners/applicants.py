"""An applicant for tests: somebody at a browser who holds a token, and what they type."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from partners.models import Application
from partners.tokens import application_token, mail_code
from portal.accounts.tokens import digest_of
from portal.guides.models import Program
from portal.jobs.models import OutboxMessage
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast

COMPANY = {
    "company": "Acme Contact Solutions Ltd",
    "country": "GB",
    "tax_id": "GB 123-456",
    "website": "acme-contact.co.uk",
}
COUNTRIES = {"countries": ["GB", "ES"]}
OWNERS = {
    "owners-TOTAL_FORMS": "3",
    "owners-0-name": "Olga Owner", "owners-0-kind": "person", "owners-0-share": "89.99", "owners-0-country": "GB",
    "owners-0-birth_date": "1970-05-04",
    "owners-1-name": "Holding BV", "owners-1-kind": "company", "owners-1-share": "10.01", "owners-1-country": "NL",
    "owners-2-name": "", "owners-2-kind": "person", "owners-2-share": "", "owners-2-country": "",
    "indirect_owners": "Nobody else",
}  # fmt: skip
EXECUTIVES = {
    "executives-TOTAL_FORMS": "1",
    "executives-0-name": "Eve Executive", "executives-0-role": "CEO", "executives-0-country": "GB",
}  # fmt: skip
QUESTIONS = {"business": ["consulting", "support"], "cloud": "yes", "economics": "no"}
STEPS: dict[str, dict[str, Any]] = {
    "company": COMPANY,
    "countries": COUNTRIES,
    "owners": OWNERS,
    "executives": EXECUTIVES,
    "questions": QUESTIONS,
}


def publish(vendor: VendorCast) -> None:
    """Show the vendor's program to strangers."""
    with acting_as(Role.STAFF, vendor=vendor.id):
        Program.objects.filter(pk=vendor.program).update(published=True)


@dataclass
class Applicant:
    """One stranger at acme."""

    vendor: VendorCast
    mail: str = "jo@acme-contact.co.uk"
    category: str = "SOLUTIONS"
    client: Client = field(default_factory=Client)
    token: str = ""

    def begin(self) -> Any:
        """Ask for the link; what the page answered."""
        here = f"/{self.vendor.slug}/apply/new/?program=flow&category={self.category}"
        answer = self.client.post(here, {"contact_name": "Jo Jones", "mail": self.mail})
        if answer.status_code == 302:
            self.token = answer["Location"].split("/")[3]
        return answer

    def begin_with_token(self) -> Any:
        """The same in a browser that is asked for the form's token."""
        here = f"/{self.vendor.slug}/apply/new/?program=flow&category={self.category}"
        token = self.client.get(here).context["csrf_token"]
        answer = self.client.post(
            here, {"contact_name": "Jo Jones", "mail": self.mail, "csrfmiddlewaretoken": str(token)}
        )
        self.token = answer["Location"].split("/")[3]
        return answer

    def at(self, path: str = "") -> str:
        return f"/{self.vendor.slug}/apply/{self.token}/{path}"

    def save(self, step: str, **headers: Any) -> Any:
        return self.client.post(self.at(f"{step}/"), STEPS[step], headers=headers)

    def fill(self, **changes: dict[str, Any]) -> None:
        """All the steps, as typed."""
        for step, values in STEPS.items():
            answer = self.client.post(self.at(f"{step}/"), values | changes.get(step, {}))
            assert answer.status_code == 302, answer.content.decode()

    def confirm(self) -> None:
        with self.reading() as application:
            code = mail_code(application.salt, application.mail)
            assert application_token(application.salt) == self.token
        self.client.post(self.at(f"mail/{code}/"))

    def send(self) -> Any:
        return self.client.post(self.at("summary/"))

    def apply(self, **changes: dict[str, Any]) -> Application:
        """From the first page to the last."""
        self.begin()
        self.fill(**changes)
        self.confirm()
        answer = self.send()
        assert answer.status_code == 302, answer.content.decode()
        return self.read()

    @contextmanager
    def reading(self) -> Iterator[Application]:
        """Their application, in the vendor's role."""
        with acting_as(Role.STAFF, vendor=self.vendor.id):
            yield Application.objects.get(token_digest=digest_of(self.token))

    def read(self) -> Application:
        with self.reading() as application:
            return application

    def mails(self) -> list[str]:
        """Templates of the mails that were written to them, in order."""
        with acting_as(Role.STAFF, vendor=self.vendor.id):
            rows = OutboxMessage.objects.filter(recipient=self.mail).order_by("id")
            return [template.rpartition("/")[2] for template in rows.values_list("template", flat=True)]


def close_connection() -> None:
    """At the end of a thread."""
    connection.close()
