"""Importing people, certificates, trainings, countries, and what apps above add. Good rows are kept, bad ones listed; again, nothing
changes."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import (
    Certificate,
    CountryPresence,
    PartnerExternalId,
    Person,
    Post,
    RecordFault,
    RecordImport,
    Training,
)
from partners.policies import RECORDS_FILE
from partners.queries.terms import people_on, validity_of
from partners.sheets import COLUMNS, RecordRow, Unreadable, read_layout, read_rows
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.clock import legal_date
from portal.csv_records import FILE_MESSAGES, Cursor, FileRefused
from portal.files.services import open_file, store_file
from portal.guides.models import Program
from portal.jobs.services import enqueue
from portal.problems import Refusal
from portal.registry import Registry

JOB = "partners.import"
CHUNK = 500
DAY = timedelta(days=1)
Values = Mapping[str, Any]
#: Keeps one good row, inside a savepoint. False where it is here already; raises Unreadable with its fault as column:code.
Writer = Callable[[RecordImport, Values], bool]
WRITERS: Registry[Writer] = Registry("kinds of record imports")


def receive_rows(
    *, program: Program, kind: str, rows: Sequence[Mapping[str, str]], name: str, by: Actor
) -> RecordImport:
    """The same for rows that came over the interface: they are kept as the file they would have been."""
    required, optional = COLUMNS[kind]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=(*required, *optional), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return receive_records(program=program, kind=kind, content=text.getvalue().encode(), name=name, by=by)


@transaction.atomic
def receive_records(*, program: Program, kind: str, content: bytes, name: str, by: Actor) -> RecordImport:
    """Store a file and ask for its import. Raises Refusal for a file that is no CSV of this kind: then nothing is stored."""
    try:
        read_layout(content, kind=kind)
    except FileRefused as refused:
        words = " ".join([_(FILE_MESSAGES[refused.fault]), ", ".join(refused.names[:20])]).strip()
        raise Refusal(words, field="file", code=refused.fault.value.replace("_", "-")) from None
    stored = store_file(content, name=name, purpose=RECORDS_FILE, by=by)
    batch: RecordImport = RecordImport.objects.create(
        program=program, kind=kind, file=stored, made_by_id=by.membership_id
    )
    job = enqueue(JOB, key=f"batch:{batch.pk}", payload={"batch": batch.pk}, by=by)
    batch.job_id = job.pk
    batch.save(update_fields=["job_id"])
    record("records.received", by=by, subject=batch, records=kind)
    return batch


def load_chunk(batch: RecordImport, *, at: Cursor | None, now: datetime) -> Cursor | None:
    """Keep the next rows. Returns where to go on; None at the end, when the import is closed."""
    with open_file(batch.file) as file:
        data = file.read()
    layout = read_layout(data, kind=batch.kind)
    rows, after = 0, None
    validity = validity_of(people_on(batch.program_id, _legal_day(batch.program, now)))
    try:
        for row in read_rows(data, kind=batch.kind, layout=layout, at=at, validity=validity):
            _keep(batch, row)
            rows, after = rows + 1, row.after
            if rows == CHUNK:
                break
    except FileRefused as refused:
        batch.refusal = _(FILE_MESSAGES[refused.fault])
    batch.found += rows
    if rows < CHUNK:
        batch.done_at, after = now, None
    batch.save(update_fields=["found", "kept", "known", "bad", "refusal", "done_at"])
    return after


def _legal_day(program: Program, now: datetime) -> date:
    return legal_date(now, zone=ZoneInfo(program.legal_time_zone))


def _keep(batch: RecordImport, row: RecordRow) -> None:
    faults = row.faults
    if not faults:
        try:
            with transaction.atomic():
                is_new = WRITERS.get(batch.kind)(batch, row.values)
        except Unreadable as fault:
            faults = (str(fault),)
        except IntegrityError:
            faults = ("since:overlaps_what_is_here",)
        else:
            batch.kept += is_new
            batch.known += not is_new
            return
    batch.bad += 1
    RecordFault.objects.create(batch=batch, row_no=row.row_no, faults=list(faults), raw=row.raw)


def partner_named(values: Values) -> int:
    """The partner that a row names by an id of another system. Raises Unreadable."""
    found = PartnerExternalId.objects.filter(value=values["partner"]).values_list("partner_id", flat=True)[:2]
    if len(found) != 1:
        raise Unreadable("partner:unknown_partner")
    return int(found[0])


def _person(values: Values) -> Person:
    person: Person | None = Person.objects.filter(partner_id=partner_named(values), mail=values["mail"]).first()
    if person is None:
        raise Unreadable("mail:unknown_person")
    return person


def _period(values: Values) -> DateRange:
    until = values.get("until")
    return DateRange(values["since"], until + DAY if until else None)


@WRITERS.register_as("people")
def _write_person(batch: RecordImport, values: Values) -> bool:
    """A person, once; a post where something about it is new. A known post whose end is new ends."""
    partner = partner_named(values)
    person, is_new = Person.objects.get_or_create(
        partner_id=partner, mail=values["mail"], defaults={"name": values["name"], "batch": batch}
    )
    held = {
        "country": values["country"],
        "role": values["role"],
        "employment": values.get("employment") or Post.Employment.EMPLOYEE,
        "customer_facing": values["customer_facing"],
        "alliance_manager": bool(values.get("alliance_manager")),
        "domain": values["mail"].partition("@")[2],
    }
    period = _period(values)
    same = Post.objects.filter(person=person, period__startswith=period.lower, **held).first()
    if same is not None:
        return is_new or _end(same, period)
    Post.objects.create(person=person, partner_id=partner, period=period, batch=batch, **held)
    return True


def _end(row: Post | CountryPresence, period: DateRange) -> bool:
    if row.period.upper == period.upper or period.upper is None:
        return False
    row.period = period
    row.save(update_fields=["period"])
    return True


@WRITERS.register_as("certificates")
def _write_certificate(batch: RecordImport, values: Values) -> bool:
    person = _person(values)
    _row, is_new = Certificate.objects.get_or_create(
        person=person,
        partner_id=person.partner_id,
        code=values["code"],
        issued_on=values["issued_on"],
        defaults={
            "expires_on": values["expires_on"],
            "external_id": values.get("external_id") or "",
            "batch": batch,
        },
    )
    return bool(is_new)


@WRITERS.register_as("trainings")
def _write_training(batch: RecordImport, values: Values) -> bool:
    person = _person(values)
    _row, is_new = Training.objects.get_or_create(
        person=person,
        partner_id=person.partner_id,
        kind=values["kind"],
        course=values["course"],
        completed_on=values["completed_on"],
        defaults={"batch": batch},
    )
    return bool(is_new)


@WRITERS.register_as("countries")
def _write_country(batch: RecordImport, values: Values) -> bool:
    partner, period = partner_named(values), _period(values)
    held = {"partner_id": partner, "program_id": batch.program_id, "country": values["country"]}
    same = CountryPresence.objects.filter(period__startswith=period.lower, **held).first()
    if same is not None:
        return _end(same, period)
    CountryPresence.objects.create(period=period, batch=batch, **held)
    return True
