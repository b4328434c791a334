"""Drafts: begun as a copy, saved as typed, discarded. A draft is text; what it means is judged when it is checked."""

import re

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.models import GuideDraft, GuideVersion, Program
from portal.guides.parsing import GuideRefused, decode_guide, parse_guide
from portal.guides.services.publication import accept_guide
from portal.guides.shipped import shipped_guide
from portal.problems import Conflict, Refusal

_ID = re.compile(r"[1-9][0-9]{0,17}")


class DraftRefused(Refusal):
    """The text cannot be kept: `refused` holds each finding with its line."""

    def __init__(self, refused: GuideRefused) -> None:
        super().__init__("\n".join(refused.problems), field="source", code="not-a-guide")
        self.findings = refused.findings


def begin_draft(program: Program, *, source: str, by: Actor, based_on: GuideVersion | None = None) -> GuideDraft:
    """A new draft. Raises Conflict where the program has one, DraftRefused where the text is no TOML."""
    _check_text(source)
    try:
        with transaction.atomic():
            draft: GuideDraft = GuideDraft.objects.create(
                program=program, source=source, based_on=based_on, updated_by_id=by.membership_id
            )
    except IntegrityError as error:
        if "program_has_one_draft" in str(error):
            raise Conflict(_("There is a draft of this guide already: go on with it, or discard it first.")) from None
        raise
    record("guide.draft_saved", by=by, subject=draft, revision=draft.revision)
    return draft


def read_beginning(start: str, *, versions: QuerySet[GuideVersion], upload: bytes) -> tuple[str, GuideVersion | None]:
    """The text a draft begins with: `version:ID` of `versions`, `library:NAME`, or `file`, the upload, which has no error.

    Raises Refusal where there is no such thing.
    """
    kind, _colon, name = start.partition(":")
    if kind == "version":
        version: GuideVersion | None = versions.filter(pk=name).first() if _ID.fullmatch(name) else None
        if version is None:
            raise Refusal(_("There is no such version."), field="start")
        return version.source, version
    if kind == "library":
        return copy_of_library(name), None
    if start != "file":
        raise Refusal(_("A draft begins with version:ID, library:NAME or file."), field="start")
    source = read_upload(upload)
    accept_guide(source)
    return source, None


def copy_of_library(name: str) -> str:
    """The text of a guide that ships with the portal. Raises Refusal for a name it does not have."""
    path = shipped_guide(name)
    if path is None:
        raise Refusal(_("There is no such guide in the library."), field="start")
    return path.read_text(encoding="utf-8")


def read_upload(raw: bytes) -> str:
    """The text of an uploaded guide. Raises DraftRefused where it is too large or no UTF-8."""
    try:
        return decode_guide(raw)
    except GuideRefused as refused:
        raise DraftRefused(refused) from refused


@transaction.atomic
def save_draft(draft: GuideDraft, *, source: str, revision: int, by: Actor) -> GuideDraft:
    """Keep what was typed, byte for byte, if nobody saved since `revision` was read.

    Raises Conflict where a colleague did, DraftRefused, with each line, where the text is no TOML or too large.
    """
    _check_text(source)
    changed = GuideDraft.objects.filter(pk=draft.pk, revision=revision)
    fresh: GuideDraft | None = changed.select_for_update(of=("self",)).first()
    if fresh is None:
        raise Conflict(
            _("Somebody saved this draft while you were writing. Nothing of yours was stored: look at theirs.")
        )
    fresh.source, fresh.revision, fresh.updated_by_id = source, revision + 1, by.membership_id
    fresh.save(update_fields=["source", "revision", "updated_by", "updated_at"])
    record("guide.draft_saved", by=by, subject=fresh, revision=fresh.revision)
    return fresh


def discard_draft(draft: GuideDraft, *, by: Actor) -> None:
    """Throw a draft away; that it was is in the audit trail."""
    record("guide.draft_discarded", by=by, subject=draft, revision=draft.revision)
    draft.delete()


def _check_text(source: str) -> None:
    try:
        parse_guide(source)
    except GuideRefused as refused:
        raise DraftRefused(refused) from refused
