"""The audit trail in sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership
from portal.audit.kinds import KINDS
from portal.audit.models import AuditRecord


@dataclass(frozen=True, slots=True)
class Sentence:
    """WHO did WHAT to which THING, when, with which details."""

    at: datetime
    who: str | Promise
    words: str | Promise
    thing: str
    details: list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; empty means everything."""

    kind: str = ""
    member: int | None = None
    thing: str = ""
    thing_id: int | None = None


def records(wanted: Wanted) -> QuerySet[AuditRecord]:
    """Records of the scope that fit."""
    filters: dict[str, Any] = {
        "kind": wanted.kind,
        "membership_id": wanted.member,
        "subject_type": wanted.thing,
        "subject_id": wanted.thing_id,
    }
    found: QuerySet[AuditRecord] = AuditRecord.objects.filter(
        **{name: value for name, value in filters.items() if value}
    )
    return found


def sentences(rows: Iterable[AuditRecord]) -> list[Sentence]:
    """In words, with the names of today: the trail itself keeps numbers only."""
    rows = list(rows)
    ids = {row.membership_id for row in rows if row.membership_id}
    names: Mapping[int, str] = dict(Membership.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [_sentence(row, names) for row in rows]


def _sentence(row: AuditRecord, names: Mapping[int, str]) -> Sentence:
    kind = KINDS.all().get(row.kind)
    who = names.get(row.membership_id, f"#{row.membership_id}") if row.membership_id else _nobody(row)
    return Sentence(row.at, who, kind.words if kind else row.kind, _thing(row), sorted(row.detail.items()))


def _nobody(row: AuditRecord) -> Promise:
    return _("A stranger") if row.kind == "access.denied" else _("The portal")


def _thing(row: AuditRecord) -> str:
    if not row.subject_type:
        return ""
    try:
        name = str(apps.get_model(row.subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        name = row.subject_type
    return f"{name} {row.subject_id}" if row.subject_id else name
