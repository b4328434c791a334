"""CSV of partner records, read into typed rows or into faults that say where. Bytes in, no database."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from partners.rules.certificates import ExpiryMissing, ExpiryOutside, Validity, expiry_of
from portal.countries import COUNTRIES
from portal.csv_records import Cursor, Layout, Record, read_records
from portal.csv_records import read_layout as read_any_layout
from portal.plain_lines import plain_line, says_something

LARGEST_FILE = 16 * 1024 * 1024
MOST_ROWS = 200_000
#: Required and optional columns of each kind of file.
COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "people": (
        ("partner", "name", "mail", "country", "role", "customer_facing", "since"),
        ("employment", "alliance_manager", "until"),
    ),
    "certificates": (("partner", "mail", "code", "issued_on"), ("expires_on", "external_id")),
    "trainings": (("partner", "mail", "kind", "course", "completed_on"), ()),
    "countries": (("partner", "country", "since"), ("until",)),
    "readings": (("partner", "metric", "value", "on", "source"), ("country",)),
}
#: One row of each, for the templates that people download.
EXAMPLES = {
    "partner": "ERP-1001", "name": "Ada Stone", "mail": "ada@company.example", "country": "DE", "role": "consultant",
    "customer_facing": "yes", "since": "2026-01-31", "employment": "employee", "alliance_manager": "no",
    "code": "CODE-1", "issued_on": "2026-01-31", "expires_on": "2028-01-31", "external_id": "C-1001",
    "kind": "sales", "course": "Sales foundations", "completed_on": "2026-01-31",
    "metric": "customers", "value": "12", "on": "2026-01-31", "source": "Survey of January",
}  # fmt: skip
ROLES = frozenset(
    ("sales", "inside_sales", "business_development", "consultant", "pre_sales", "support", "developer", "other")
)
EMPLOYMENTS = frozenset(("employee", "long_term", "short_term"))
TRAININGS = frozenset(("sales", "connector", "product"))
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row: typed values, or its faults as column:code."""

    row_no: int
    values: Mapping[str, Any]
    faults: tuple[str, ...]
    raw: str
    after: Cursor


class Unreadable(ValueError):
    """A cell that is not what its column holds; the message is the fault's code."""


def read_layout(data: bytes, *, kind: str) -> Layout:
    """The header. Raises FileRefused."""
    required, optional = COLUMNS[kind]
    return read_any_layout(data, required=required, optional=optional, largest=LARGEST_FILE)


def read_rows(
    data: bytes, *, kind: str, layout: Layout, at: Cursor | None = None, validity: Validity | None = None
) -> Iterator[RecordRow]:
    """Every row from `at` on; `validity` is how long the guide lets a certificate be good. Raises FileRefused for too many."""
    for record in read_records(data, layout=layout, at=at, most_rows=MOST_ROWS):
        yield _typed(record, kind, validity)


def _typed(record: Record, kind: str, validity: Validity | None) -> RecordRow:
    if record.fault is not None:
        return RecordRow(record.row, {}, (f"row:{record.fault.value}",), record.raw, record.after)
    required, optional = COLUMNS[kind]
    values: dict[str, Any] = {}
    faults: list[str] = []
    for column in (*required, *optional):
        text = record.cells.get(column, "").strip()
        if not text and column in required:
            faults.append(f"{column}:missing_value")
            continue
        try:
            values[column] = _READERS.get(column, _text)(text) if text else None
        except Unreadable as fault:
            faults.append(f"{column}:{fault}")
    return RecordRow(record.row, values, tuple(faults or _together(kind, values, validity)), record.raw, record.after)


def _together(kind: str, values: dict[str, Any], validity: Validity | None) -> Iterator[str]:
    """What is wrong between cells."""
    if kind == "certificates":
        try:
            values["expires_on"] = expiry_of(values["issued_on"], values["expires_on"], validity)
        except ExpiryMissing:
            yield "expires_on:missing_value"
        except ExpiryOutside:
            yield "expires_on:outside_validity"
    if kind == "trainings" and values["kind"] not in TRAININGS:
        yield "kind:unknown_value"
    if values.get("until") is not None and values["until"] < values["since"]:
        yield "until:ends_before_it_begins"


def _text(text: str) -> str:
    if len(text) > 80:
        raise Unreadable("value_too_long")
    return text


def _name(text: str) -> str:
    """As the forms clean a name."""
    line = plain_line(text)
    if not says_something(line):
        raise Unreadable("missing_value")
    return _text(line)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("no_date") from None


def _yes(text: str) -> bool:
    if text.casefold() not in _YES:
        raise Unreadable("no_yes_or_no")
    return _YES[text.casefold()]


def _country(text: str) -> str:
    if text.upper() not in COUNTRIES:
        raise Unreadable("unknown_country")
    return text.upper()


def _mail(text: str) -> str:
    name, _, domain = text.partition("@")
    if not name or "." not in domain or " " in text or len(text) > 190:
        raise Unreadable("no_mail")
    return f"{name}@{domain}".casefold()


def _one_of(words: frozenset[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.casefold() not in words:
            raise Unreadable("unknown_value")
        return text.casefold()

    return read


_READERS: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "mail": _mail,
    "country": _country,
    "since": _day,
    "until": _day,
    "issued_on": _day,
    "expires_on": _day,
    "completed_on": _day,
    "on": _day,
    "customer_facing": _yes,
    "alliance_manager": _yes,
    "role": _one_of(ROLES),
    "employment": _one_of(EMPLOYMENTS),
}
