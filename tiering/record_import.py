"""Figures among the imports of partner records: a row is one reading, refused as the page and the interface refuse it."""

from partners.models import RecordImport
from partners.services.records import WRITERS, Values, partner_named
from partners.sheets import Unreadable
from portal.problems import Refusal
from tiering.services.readings import Report, read_typed, record_reading


@WRITERS.register_as("readings")
def write_reading(batch: RecordImport, values: Values) -> bool:
    """One figure, as of the day on which the file came. Raises Unreadable."""
    report = Report(
        partner_id=partner_named(values),
        metric=values["metric"],
        value=read_typed(values["value"]),
        on=values["on"],
        source=values["source"],
        country=values.get("country") or "",
    )
    try:
        return record_reading(batch.program, report, made_by=batch.made_by_id, by=None, at=batch.made_at).is_new
    except Refusal as refusal:
        raise Unreadable(f"{refusal.field}:{refusal.code.replace('-', '_')}") from None
