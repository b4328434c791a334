"""A new program, made together with the beginning of its guide."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.clock import legal_date
from portal.guides.heads import empty_guide, with_head_of
from portal.guides.models import GuideVersion, Program
from portal.guides.parsing import GuideRefused
from portal.guides.services.drafts import DraftRefused, begin_draft, read_beginning
from portal.guides.services.publication import create_program
from portal.problems import Conflict, Refusal
from portal.tenancy.models import RESERVED
from portal.tenancy.rules import is_slug
from portal.tenancy.services import SLUG_HELP

EMPTY = "empty"


@transaction.atomic
def open_program(
    *,
    slug: str,
    name: str,
    legal_time_zone: str,
    start: str,
    versions: QuerySet[GuideVersion],
    upload: bytes = b"",
    by: Actor,
    at: datetime,
) -> Program:
    """A program with a draft that begins empty, as `upload`, or as a copy of the library's or of one of `versions`.

    Strangers see it when its first guide is published. Raises Refusal, Conflict where the address is taken, DraftRefused with
    each line where the upload is no guide; nothing is made then.
    """
    name = name.strip()
    if not name:
        raise Refusal(_("A program has a name."), field="name")
    if not is_slug(slug, RESERVED):
        raise Refusal(SLUG_HELP, field="slug")
    if legal_time_zone not in available_timezones():
        raise Refusal(_("This time zone does not exist."), field="legal_time_zone")
    if start == EMPTY:
        today = legal_date(at, zone=ZoneInfo(legal_time_zone))
        source = empty_guide(program=slug, name=name, legal_time_zone=legal_time_zone, effective_from=today)
    else:
        copied, _version = read_beginning(start, versions=versions, upload=upload)
        try:
            source = with_head_of(copied, program=slug, name=name, legal_time_zone=legal_time_zone)
        except GuideRefused as refused:
            raise DraftRefused(refused) from refused
    program = _claim(slug=slug, name=name, legal_time_zone=legal_time_zone)
    record("program.created", by=by, subject=program, slug=slug, start=start)
    begin_draft(program, source=source, by=by)
    return program


def _claim(*, slug: str, name: str, legal_time_zone: str) -> Program:
    try:
        with transaction.atomic():
            return create_program(slug=slug, name=name, legal_time_zone=legal_time_zone, published=False)
    except IntegrityError as error:
        if "program_slug_is_unique" in str(error):
            raise Conflict(_("You have a program at this address already: choose another one."), field="slug") from None
        raise
