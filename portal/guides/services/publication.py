"""Publishing guides. A version never changes but for its end, when the next one begins."""

import hashlib
from datetime import date

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from portal.guides.checking import check_guide
from portal.guides.documents import Document
from portal.guides.models import GuideVersion, Program
from portal.problems import Conflict, Refusal


def create_program(*, slug: str, name: str, legal_time_zone: str, published: bool = True) -> Program:
    """A program without a guide yet."""
    program: Program = Program.objects.create(
        slug=slug, name=name, legal_time_zone=legal_time_zone, published=published
    )
    return program


def accept_guide(source: str) -> Document:
    """A guide without an error. Raises Refusal with every one, each with its line."""
    report = check_guide(source)
    if report.document is None or report.errors:
        raise Refusal("\n".join(map(str, report.errors)), field="source")
    return report.document


@transaction.atomic
def publish_guide(
    program: Program, *, source: str, effective_from: date, by: int | None = None, reason: str = ""
) -> GuideVersion:
    """Make `source` the guide from `effective_from` on; the version before it ends there.

    Raises Refusal where the document is no guide, contradicts itself, fails its own examples or is another program's,
    Conflict where it would begin before its predecessor.
    """
    document = accept_guide(source)
    if document.head.program != program.slug:
        raise Refusal(_("This is the guide of another program: %s.") % document.head.program, field="source")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"guide:{program.pk}"])
    last = GuideVersion.objects.filter(program=program).order_by("-number").first()
    if last is not None:
        if last.effective.lower >= effective_from:
            raise Conflict(
                _("Version %s begins on %s already.") % (last.number, last.effective.lower), field="effective_from"
            )
        GuideVersion.objects.filter(pk=last.pk).update(effective=DateRange(last.effective.lower, effective_from))
    version: GuideVersion = GuideVersion.objects.create(
        program=program,
        number=last.number + 1 if last else 1,
        source=source,
        digest=hashlib.sha256(source.encode()).digest(),
        effective=DateRange(effective_from, None),
        published_by_id=by,
        reason=reason,
    )
    return version
