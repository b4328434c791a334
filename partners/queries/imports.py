"""Reads around imports of records: the batches, their faults in words, their jobs."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import RecordFault, RecordImport
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.jobs.models import Job
from portal.keyset import Order

NEWEST = Order("newest", "", ("id",))
BY_ROW = Order("row", "", ("row_no",), descending=False)
#: What is wrong with a cell, and what to do.
WORDS: dict[str, str | Promise] = {
    "missing_value": gettext_lazy("Is empty. Fill it in."),
    "value_too_long": gettext_lazy("Is longer than 80 characters. Shorten it."),
    "no_date": gettext_lazy("Is no day. Write it as 2026-10-31."),
    "no_yes_or_no": gettext_lazy("Write yes or no."),
    "unknown_country": gettext_lazy("Is no country. Write its two letters, such as DE."),
    "no_mail": gettext_lazy("Is no mail address."),
    "unknown_value": gettext_lazy("Is none of the words that are known here: see the columns."),
    "outside_validity": gettext_lazy("The guide lets no certificate be good for so short or so long. Check both days."),
    "ends_before_it_begins": gettext_lazy("Lies before the first day. Check both days."),
    "unknown_partner": gettext_lazy(
        "No partner, or more than one, has this id. Check it, or add it to the partner first."
    ),
    "unknown_person": gettext_lazy("Nobody at this partner has this mail address. Import the people first."),
    "overlaps_what_is_here": gettext_lazy("The days overlap what is here already. End that first."),
    "day_to_come": gettext_lazy("Is still to come."),
    "no_guide": gettext_lazy("No guide of the program was in force on that day."),
    "unknown_metric": gettext_lazy("The guide of that day asks nobody to report such a figure."),
    "not_by_country": gettext_lazy("This figure is of the whole partner. Leave the country out."),
    "not_present": gettext_lazy("The partner was not enrolled there on that day. Import the countries first."),
    "wrong_value": gettext_lazy("Is no value of this figure. Write a number such as 8.4, or yes or no."),
    "not_utf8": gettext_lazy("Is not in UTF-8. Save the sheet as CSV (UTF-8)."),
    "nul_byte": gettext_lazy("Holds a character that no text has. Type the row again."),
    "too_long": gettext_lazy("Is too long to be a row."),
    "bad_quotes": gettext_lazy("A quotation mark opens and never closes."),
    "too_few_cells": gettext_lazy("Has fewer cells than the header."),
    "too_many_cells": gettext_lazy("Has more cells than the header."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a row."""

    column: str
    code: str
    words: str


def imports_visible_to(actor: Actor) -> QuerySet[RecordImport]:
    """Every import of the vendor, for who may import."""
    every = RecordImport.objects.select_related("program", "file", "made_by")
    found: QuerySet[RecordImport] = every if actor.may("partners.import") else every.none()
    return found


def faults_of(batch: RecordImport) -> QuerySet[RecordFault]:
    """Rows that were not kept, in the order of the file."""
    found: QuerySet[RecordFault] = RecordFault.objects.filter(batch=batch).order_by("row_no")
    return found


def read_fault(text: str) -> Fault:
    """A fault as it is kept, column:code, in words."""
    column, _colon, code = text.partition(":")
    return Fault("" if column == "row" else column, code, str(WORDS.get(code, code)))


def report_rows(batch: RecordImport) -> Iterator[tuple[int, str, str, str]]:
    """Row, what is wrong, codes, and the row as it came, for the file of faults."""
    for fault in faults_of(batch).iterator(chunk_size=2_000):
        read = [read_fault(text) for text in fault.faults]
        words = " ".join(f"{one.column}: {one.words}" if one.column else one.words for one in read)
        yield fault.row_no, words, " ".join(fault.faults), fault.raw


def report_header() -> list[str]:
    """Of the same file."""
    return [_("row"), _("what is wrong"), _("code"), _("as it came")]


def job_of(batch: RecordImport) -> Job | None:
    """The job that loads it."""
    job: Job | None = Job.objects.filter(pk=batch.job_id).first()
    return job


def programs_seen() -> QuerySet[Program]:
    """Programs that records can come in for."""
    found: QuerySet[Program] = Program.objects.order_by("name")
    return found


def same_file_before(batch: RecordImport) -> RecordImport | None:
    """The import that brought the same bytes in first."""
    earlier: RecordImport | None = (
        RecordImport.objects.filter(file__sha256=batch.file.sha256, kind=batch.kind, pk__lt=batch.pk)
        .order_by("pk")
        .first()
    )
    return earlier
