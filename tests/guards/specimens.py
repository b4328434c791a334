"""One row of every tenant table for each of two vendors and two partners, made from the models themselves.

What generic values cannot satisfy has an override here; a new table that needs one fails with its own constraint's name.
Text of the outsider's rows carries the marker OUTSIDER.
"""

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from partners.models import Partner
from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.files.store import write_content
from portal.tenancy import Role, acting_as, bare
from portal.tenancy.models import Address, Vendor
from portal.tenancy.policies import tenant_models
from tests.cast import VendorCast, guide_source

DAY = date(2026, 3, 1)
#: Columns that may be empty and are not: a partner's people read only the questions that they asked.
FILLED = {"approvals.approval": {"asked_by"}}
#: Values by "app_label.model" that the database's own laws ask for.
#: A pair is one value for each of a vendor's two partners.
OVERRIDES: dict[str, dict[str, Any]] = {
    "accounts.membership": {"role": "partner_sales"},
    "accounts.invitation": {"role": "partner_sales"},
    "approvals.approval": {"kind": "leads.outbound"},
    "audit.auditrecord": {"kind": "people.suspended"},
    "tenancy.brand": {"hue": 10},
    "guides.guideversion": {"source": guide_source("Specimen")},
    "guides.figurebatch": {"year": 2030},
    "guides.yearlyfigure": {"year": 2030, "kind": "money", "minor": 100, "currency": "USD", "words": ""},
    "leads.lead": {"assignment": "pending", "country": "US", "currency": "USD", "value_minor": 100},
    "leads.deal": {"currency": "USD", "value_minor": 100},
    "commissions.sale": {"kind": "new", "source": "inbound", "amount_minor": 100, "currency": "USD"},
    "commissions.payoutmethod": {"confirmed_by": None},
    "commissions.importrow": {"state": "bad", "error": "unknown_partner"},
    "commissions.account": {"kind": "payable", "currency": "USD"},
    "commissions.rate": {"rate": Decimal("0.2")},
    "commissions.payoutrun": {"approved_by": None},
    "commissions.earning": {"amount_minor": 20, "percent": Decimal("0.2"), "currency": "USD", "rule": "F-COM-01"},
    "commissions.payingaccount": {"currency": ("USD", "EUR")},
    "commissions.statement": {"currency": "USD", "period": "2026-03"},
    "commissions.payout": {"currency": "USD"},
    "commissions.payoutfile": {"currency": "USD"},
    "partners.application": {
        "partner": None,
        "country": "US",
        "mail": "specimen@example.com",
        "answers": {},
        "typed": {},
        "submitted_at": datetime(2026, 3, 1, tzinfo=UTC),
    },
    "partners.applicationtransition": {"before": "", "after": "submitted"},
    "partners.applicationcountry": {"country": "US"},
    "partners.applicationowner": {"share": Decimal("10.01")},
    "partners.partnerowner": {"share": Decimal("10.01")},
    "partners.agreementtext": {
        "body": "specimen",
        "sha256": hashlib.sha256(b"specimen").hexdigest(),
        "effective_from": DAY,
        "published_at": datetime(2026, 3, 1, tzinfo=UTC),
    },
    "partners.agreementmove": {"before": "sent", "after": "withdrawn"},
    "partners.agreementsignature": {"document_sha256": hashlib.sha256(b"specimen").hexdigest()},
    "partners.managerregion": {"country": "US"},
    "partners.certificate": {"expires_on": date(2028, 3, 1)},
    "partners.countrypresence": {"country": "US"},
    "partners.post": {"country": "US"},
    "compliance.listentry": {"schema": "Person", "content": {"names": [["Specimen", "strong"]], "countries": ["DE"]}},
    "compliance.screening": {"hits": 1},
    "compliance.casecheck": {"check_kind": "website"},
    "compliance.casetransition": {"before": "open", "after": "hit"},
    "tiering.reading": {"number": Decimal("8.2")},
    "tiering.collection": {"as_of": DAY},
    "tiering.fact": {"number": Decimal(4), "as_of": DAY},
    "tiering.factsource": {"counted": True},
    "tiering.scorecardline": {"kinds": "iii", "required": Decimal(4), "actual": Decimal(3), "counted": Decimal(3)},
}
#: Values that have to differ between a vendor's two rows.
BY_PARTNER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "commissions.payingaccount": ({"currency": "USD"}, {"currency": "EUR"}),
}
BY_SQL = ("commissions.entry", "commissions.leg")
LEDGER = """
WITH e AS (
    INSERT INTO commissions_entry (vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason)
    VALUES (%(vendor)s, 'specimen', %(key)s, sha256('x'), 2, '2026-03-01', %(text)s) RETURNING id
), l AS (
    INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
    SELECT %(vendor)s, e.id, p, %(account)s, %(partner)s, 'USD', a FROM e, (VALUES (1, 5), (2, -5)) AS v (p, a) RETURNING id
)
SELECT (SELECT id FROM e), (SELECT min(id) FROM l)
"""


@dataclass(slots=True)
class Specimens:
    """Primary keys by model label, vendor slug and partner index."""

    keys: dict[tuple[str, str, int], int] = field(default_factory=dict)
    count: Any = field(default_factory=lambda: itertools.count(1))

    def key(self, model: type[models.Model], vendor: VendorCast, partner: int = 0) -> int:
        """The row of `model` that belongs to a vendor and partner."""
        return self.keys[model._meta.label_lower, vendor.slug, partner]


def build_specimens(*vendors: VendorCast) -> Specimens:
    """Write a row of every tenant table for each vendor and partner, committed by the caller's connection."""
    made = Specimens()
    for vendor in vendors:
        with acting_as(Role.PLATFORM, vendor=vendor.id):
            for partner in (0, 1):
                for model in tenant_models():
                    _make(made, model, vendor, partner)
    return made


def _make(made: Specimens, model: type[models.Model], vendor: VendorCast, partner: int) -> int:
    label = model._meta.label_lower
    known = made.keys.get((label, vendor.slug, partner))
    if known is not None:
        return known
    if model is Vendor:
        key: int = vendor.id
    elif model is Partner:
        key = vendor.partners[partner]
    elif model is Address:
        key = _address(vendor, partner)
    elif model is StoredFile:
        key = _file(_values(made, model, vendor, partner), vendor)
    elif label in BY_SQL:
        return _post(made, vendor, partner, label)
    else:
        key = model._default_manager.create(**_values(made, model, vendor, partner)).pk
    made.keys[label, vendor.slug, partner] = key
    return key


def _file(values: dict[str, Any], vendor: VendorCast) -> int:
    """A row with its bytes, so that it can be downloaded."""
    sha256 = write_content(vendor.id, b"specimen")
    key: int = StoredFile.objects.create(**{**values, "sha256": sha256, "size": 8, "content_type": "text/plain"}).pk
    return key


def _address(vendor: VendorCast, partner: int) -> int:
    if partner == 0:
        return int(Address.objects.get(slug=vendor.slug).pk)
    return int(Address.objects.create(slug=f"{vendor.slug}-once", vendor_id=vendor.id, current=False).pk)


def _post(made: Specimens, vendor: VendorCast, partner: int, label: str) -> int:
    from commissions.models import Account

    values: dict[str, str | int] = {
        "vendor": vendor.id,
        "key": f"specimen:{partner}",
        "text": _text(vendor, next(made.count)),
        "account": _make(made, Account, vendor, partner),
        "partner": vendor.partners[partner],
    }
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, values)
        entry, leg = cursor.fetchone() or (0, 0)
    made.keys["commissions.entry", vendor.slug, partner] = entry
    made.keys["commissions.leg", vendor.slug, partner] = leg
    return int(made.keys[label, vendor.slug, partner])


def _values(made: Specimens, model: type[models.Model], vendor: VendorCast, partner: int) -> dict[str, Any]:
    number = next(made.count)
    values: dict[str, Any] = {}
    overrides = _overrides(model._meta.label_lower, partner, number)
    for column in model._meta.concrete_fields:
        if column.name in overrides:
            chosen = overrides[column.name]
            values[column.name] = chosen[partner] if isinstance(chosen, tuple) else chosen
        elif column.name == "vendor":
            values[column.attname] = vendor.id
        elif column.attname == "partner_id":
            values[column.attname] = vendor.partners[partner]
        elif column.attname == "entry_id" and not isinstance(column, models.ForeignKey):
            from commissions.models import Entry

            values[column.attname] = _make(made, Entry, vendor, partner)
        elif column.name in FILLED.get(model._meta.label_lower, ()) or not (
            column.primary_key or column.null or _fills_itself(column)
        ):
            values[column.attname] = _value(made, column, vendor, partner, number)
    return values


def _overrides(label: str, partner: int, number: int) -> dict[str, Any]:
    """A run's month stands in its address, so no two rows may share one."""
    months = {"commissions.payoutrun": {"period": f"{2030 + number % 900}-01"}}
    differing = BY_PARTNER[label][partner] if label in BY_PARTNER else {}
    return OVERRIDES.get(label, {}) | differing | months.get(label, {})


def _fills_itself(column: Any) -> bool:
    made_there = isinstance(column, models.GeneratedField) or column.db_default is not models.NOT_PROVIDED
    return made_there or column.has_default() or getattr(column, "auto_now", False)


def _value(made: Specimens, column: Any, vendor: VendorCast, partner: int, number: int) -> Any:
    if isinstance(column, models.ForeignKey):
        target: Any = column.remote_field.model
        return _user(vendor, number) if target is User else _make(made, target, vendor, partner)
    if column.choices:
        return column.choices[0][0]
    if column.name == "currency":
        return "USD"
    if isinstance(column, DateRangeField):
        day = date(2020, 1, 1) + timedelta(days=number)
        return DateRange(day, day + timedelta(days=1))
    if isinstance(column, DateTimeRangeField):
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number)
        return DateTimeTZRange(moment, moment + timedelta(days=1))
    for kind, value in _PLAIN.items():
        if isinstance(column, kind):
            return value(vendor, number, column)
    raise AssertionError(f"no specimen value for {column}: add an override")


def _user(vendor: VendorCast, number: int) -> int:
    with bare():
        return int(User.objects.create_user(f"specimen{number}@{vendor.slug}.example").pk)


def _text(vendor: VendorCast, number: int) -> str:
    return f"{'OUTSIDER' if vendor.slug == 'globex' else 'insider'}-{number}"


_PLAIN: dict[Any, Any] = {
    models.EmailField: lambda vendor, number, _: f"specimen{number}@{vendor.slug}.example",
    models.SlugField: lambda vendor, number, _: f"s{number}",
    models.CharField: lambda vendor, number, column: (
        _text(vendor, number)[: column.max_length] if (column.max_length or 99) > 12 else "x"
    ),
    models.TextField: lambda vendor, number, _: _text(vendor, number),
    models.BinaryField: lambda vendor, number, _: hashlib.sha256(str(number).encode()).digest(),
    models.DateTimeField: lambda *_: datetime(2026, 3, 1, tzinfo=UTC),
    models.DateField: lambda *_: DAY,
    models.DecimalField: lambda *_: Decimal("0.5"),
    models.IntegerField: lambda vendor, number, _: number,
    models.BooleanField: lambda *_: False,
    models.JSONField: lambda *_: {},
    ArrayField: lambda *_: [],
}
