"""What a stranger does: begin an application, come back to it by its token, save as they type, confirm their mail.

The row of a new application is inserted as a visitor, who may do nothing else. Whoever holds its token then works on this one
application in the vendor's role: the step up is the token's, and nothing else is read or written in it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from partners.models import Application, ApplicationDocument
from partners.policies import APPLICATION_DOCUMENT
from partners.queries.programs import OpenProgram
from partners.rules.company_mail import is_free_mail
from partners.services.letters import write_to_applicant
from partners.services.moves import move_application
from partners.states import OVER, WAITING, ApplicationState
from partners.tokens import application_token, is_mail_code
from portal.accounts.tokens import digest_of, make_salt
from portal.domains import NoDomain, domain_of_mail
from portal.files.services import store_file
from portal.jobs.mail import is_address
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as, current_vendor_id

MOST_DOCUMENTS = 12
#: Mails that one request for the links of an address makes.
MOST_LINKS = 5
#: What one step may hold as it is typed, in characters; a form of thirty owners takes a tenth.
LARGEST_STEP = 60_000
HOUR = timedelta(hours=1)
#: Applications begun within an hour from one network, for one address, and at one vendor.
PER_NETWORK, PER_MAIL, PER_VENDOR = 10, 3, 300


class TooMany(Refusal):
    """Somebody does this too often."""

    status = 429
    code = "throttled"


def begin_application(
    *, program: OpenProgram, category: str, contact_name: str, mail: str, language: str, origin: str, at: datetime
) -> str:
    """Begin a draft and mail its link; returns the token.

    Raises Refusal for a mail service with the reason at the field (A-EML-01) and for a category that is none here, TooMany.
    """
    if category not in program.section.open_categories():
        raise Refusal(_("Choose one of the categories."), field="category")
    domain = _own_domain(mail, program)
    salt = make_salt()
    token = application_token(salt)
    vendor = current_vendor_id()
    with acting_as(Role.STAFF, vendor=vendor):
        _refuse_too_many(mail=mail, origin=origin, at=at)
    draft = Application(
        program=program.program,
        category=category,
        token_digest=digest_of(token),
        salt=salt,
        origin=origin,
        language=language,
        contact_name=contact_name.strip(),
        mail=mail.strip().lower(),
        domain=domain,
        started_at=at,
    )
    with acting_as(Role.VISITOR, vendor=vendor):
        Application.objects.bulk_create([draft], ignore_conflicts=True)
    with applicant_at(token) as application:
        write_to_applicant(application, "began", key="began")
    return token


def _own_domain(mail: str, program: OpenProgram) -> str:
    try:
        domain = domain_of_mail(mail)
        refused = is_free_mail(mail.rpartition("@")[2], program.section.mail.refused.value)
    except NoDomain:
        domain, refused = "", False
    if not domain or not is_address(mail.strip()):
        raise Refusal(_("This is no mail address that we can write to."), field="mail")
    if refused:
        raise Refusal(
            _("Use an address of your company: %(domain)s belongs to a mail service, so nobody can tell whose it is.")
            % {"domain": domain},
            field="mail",
            code="free-mail",
        )
    return domain


def _refuse_too_many(*, mail: str, origin: str, at: datetime) -> None:
    lately = Application.objects.filter(started_at__gt=at - HOUR)
    if (
        lately.filter(mail=mail.strip().lower()).count() >= PER_MAIL
        or (origin and lately.filter(origin=origin).count() >= PER_NETWORK)
        or lately.count() >= PER_VENDOR
    ):
        raise TooMany(
            _("Too many applications were begun just now: try again in an hour, or go on with the link in your mail.")
        )


@contextmanager
def applicant_at(token: str) -> Iterator[Application]:
    """Their own application, locked, to whoever holds its token. Raises Http404."""
    with acting_as(Role.STAFF, vendor=current_vendor_id()):
        found: Application | None = (
            Application.objects.select_for_update(of=("self",))
            .select_related("program")
            .filter(token_digest=digest_of(token))
            .first()
        )
        if found is None:
            raise Http404
        yield found


def send_links_again(*, mail: str, at: datetime) -> None:
    """Mail the links of what waits for this address, once an hour; whether there is any is not told.

    Drafts that somebody else begins for an address bury nothing: what its owner confirmed comes first, of that what is not over,
    of that and of the rest what is there the longest.
    """
    with acting_as(Role.STAFF, vendor=current_vendor_id()):
        own = Application.objects.filter(mail=mail.strip().lower()).select_related("program")
        own = own.annotate(unconfirmed=Q(mail_confirmed_at=None), over=Q(state__in=OVER))
        for application in own.order_by("unconfirmed", "over", "id")[:MOST_LINKS]:
            template = "began" if application.mail_confirmed_at is None else "link"
            write_to_applicant(application, template, key=f"link:{at:%Y%m%d%H}")


def can_write(application: Application) -> bool:
    """Whether the applicant may change what was typed: in a draft, or while an answer is waited for."""
    state = ApplicationState(application.state)
    return state is ApplicationState.DRAFT or (application.asked_at is not None and state in WAITING)


def save_step(application: Application, step: str, typed: Mapping[str, list[str]]) -> None:
    """Keep what was typed in a step, right or wrong. Raises Conflict after it was sent in, Refusal where it is too much."""
    if not can_write(application):
        raise Conflict(_("This application was sent in already."))
    if sum(len(name) + sum(map(len, values)) for name, values in typed.items()) > LARGEST_STEP:
        raise Refusal(_("This is more than a form can hold: shorten it."))
    application.typed = {**application.typed, step: {name: list(values) for name, values in typed.items()}}
    application.save(update_fields=["typed"])


def confirm_mail(application: Application, *, code: str, at: datetime) -> None:
    """Note that whoever applies reads that mail box. Raises Http404 for another code."""
    if not is_mail_code(code, salt=application.salt, mail=application.mail):
        raise Http404
    if application.mail_confirmed_at is None:
        application.mail_confirmed_at = at
        application.save(update_fields=["mail_confirmed_at"])


def add_document(
    application: Application, *, kind: str, file: BinaryIO, name: str, at: datetime
) -> ApplicationDocument:
    """Keep a file. Raises Refusal for one that is not taken, Conflict after it was sent in."""
    if not can_write(application):
        raise Conflict(_("This application was sent in already."))
    if ApplicationDocument.objects.filter(application=application).count() >= MOST_DOCUMENTS:
        raise Refusal(_("No more files are taken here."), field="file")
    stored = store_file(file, name=name, purpose=APPLICATION_DOCUMENT)
    document: ApplicationDocument = ApplicationDocument.objects.create(
        application=application, kind=kind, file=stored, added_at=at
    )
    return document


def remove_document(application: Application, document_id: int, *, at: datetime) -> None:
    """Take a file back; its row stays."""
    if can_write(application):
        mine = ApplicationDocument.objects.filter(application=application, pk=document_id, removed_at=None)
        mine.update(removed_at=at)


def give_up_draft(application: Application, *, at: datetime) -> None:
    """The applicant leaves before anything was sent in, or never came back: what they typed goes, and who they were.

    Nothing is kept but that a draft was begun.
    """
    ApplicationDocument.objects.filter(application=application, removed_at=None).update(removed_at=at)
    blank: dict[str, Any] = {"typed": {}, "contact_name": "", "mail": "", "origin": "", "mail_confirmed_at": None}
    move_application(application, ApplicationState.WITHDRAWN, by=None, at=at, **blank)
