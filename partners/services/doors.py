"""Exceptions that a person makes for one partner, and files put behind doors."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.guide.doors import Door, ExceptionNeed
from partners.models import DoorException, DoorFile
from partners.queries.agreements import guide_of
from partners.queries.doors import doors_section, look_through
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.files.models import StoredFile
from portal.files.services import Readable, store_file
from portal.guides.models import Program
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as

DOOR_FILE = "door_file"
ANNOUNCE_JOB = "partners.announce_file"
NOT_OPEN = gettext_lazy("This is not open to you yet: the page says what is missing.")


@transaction.atomic
def make_exception(
    partner_id: int, program: Program, door: str, *, choice: str = "", reason: str, by: Actor, at: datetime
) -> DoorException:
    """Let one partner through where the guide asks for an exception (A-ONB-02).

    Raises Refusal where the guide knows no such exception, or without a reason; Conflict where it was made already.
    """
    asked = door_of(program, door, at)
    if asked is None or not _takes_exceptions(asked, choice):
        raise Refusal(_("The guide knows no such exception."), field="door")
    if not reason.strip():
        raise Refusal(_("Say why: it will be asked."), field="reason")
    try:
        with transaction.atomic():
            made: DoorException = DoorException.objects.create(
                partner_id=partner_id,
                program=program,
                door=door,
                choice=choice or (asked.usual.value if asked.usual else ""),
                reason=reason.strip(),
                granted_by_id=by.membership_id,
                granted_at=at,
            )
    except IntegrityError as error:
        if "exception_is_made_once" in str(error):
            raise Conflict(_("This exception was made already.")) from None
        raise
    record("door.exception", by=by, subject=made, partner_id=partner_id, door=door, choice=made.choice)
    return made


def door_of(program: Program, door: str, at: datetime) -> Door | None:
    """A door of the guide of today."""
    section = doors_section(guide_of(program, at))
    return section.all().get(door) if section else None


def _takes_exceptions(door: Door, choice: str) -> bool:
    chosen = choice or (door.usual.value if door.usual else "")
    if chosen and chosen not in door.choices:
        return False
    return any(isinstance(need, ExceptionNeed) and (not need.choices or chosen in need.choices) for need in door.needs)


@transaction.atomic
def end_exception(exception_id: int, *, reason: str, by: Actor, at: datetime) -> DoorException:
    """It holds no more from now on. Raises Http404, Refusal without a reason, Conflict where it ended already."""
    if not reason.strip():
        raise Refusal(_("Say why: the partner will read it."), field="reason")
    made: DoorException | None = (
        DoorException.objects.select_for_update(of=("self",)).select_related("program").filter(pk=exception_id).first()
    )
    if made is None:
        raise Http404
    if made.ended_at is not None:
        raise Conflict(_("This exception has ended already."))
    made.ended_at, made.ended_by_id, made.end_reason = at, by.membership_id, reason.strip()
    made.save(update_fields=["ended_at", "ended_by", "end_reason"])
    record("door.exception_ended", by=by, subject=made, partner_id=made.partner_id, door=made.door, choice=made.choice)
    return made


@transaction.atomic
def put_behind(
    program: Program, door: str, *, title: str, file: Readable, name: str, by: Actor, at: datetime
) -> DoorFile:
    """Put a file behind a door: whoever the door is open to may fetch it. Raises Refusal for a door the guide has not."""
    behind = door_of(program, door, at)
    if behind is None:
        raise Refusal(_("The guide has no such door."), field="door")
    # Nobody's own: it belongs to the vendor, and partners reach it through the door alone.
    stored = store_file(file, name=name, purpose=DOOR_FILE, by=by)
    put: DoorFile = DoorFile.objects.create(
        program=program, door=door, title=title.strip(), file=stored, put_by_id=by.membership_id, put_at=at
    )
    record("door.file_put", by=by, subject=put, door=door)
    if behind.announces:
        enqueue(ANNOUNCE_JOB, key=f"file:{put.pk}", payload={"file": put.pk}, by=by)
    return put


@transaction.atomic
def take_away(file_id: int, *, by: Actor, at: datetime) -> DoorFile:
    """It stands behind the door no more. Raises Http404, Conflict where it was taken away already."""
    put: DoorFile | None = (
        DoorFile.objects.select_for_update(of=("self",)).select_related("program").filter(pk=file_id).first()
    )
    if put is None:
        raise Http404
    if put.taken_away_at is not None:
        raise Conflict(_("This was taken away already."))
    put.taken_away_at = at
    put.save(update_fields=["taken_away_at"])
    record("door.file_taken_away", by=by, subject=put, door=put.door)
    return put


def fetch_file(put: DoorFile, *, by: Actor, at: datetime) -> StoredFile:
    """Hand out what stands behind a door, to a partner only while it is open, and write down who got it.

    Raises Conflict, with the name of what is missing left to the page, where the door is shut.
    """
    if by.partner_id is not None:
        look = look_through(by.partner_id, put.program_id, put.door, at=at)
        if look is None or not look.is_open:
            raise Conflict(NOT_OPEN, code="door-shut")
    record("door.file_fetched", by=by, subject=put, partner_id=by.partner_id, door=put.door)
    # Step-up: the file is the vendor's own, which a partner's role cannot read; that its door is open was seen above.
    with acting_as(Role.STAFF, vendor=by.vendor_id):
        found: StoredFile = StoredFile.objects.get(pk=put.file_id)
    return found
