"""Keeping who is screened in step with what partners and applications say: a change ends a row and begins another."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from compliance.models import Subject
from compliance.queries.subjects import Known, known_of_application, known_of_partners
from partners.models import Application, Partner
from partners.queries.people import vendor_today

Owner = tuple[str, int]


def keep_subjects_of_application(application: Application, *, above: Decimal, at: datetime) -> list[Subject]:
    """The subjects of an application as it is now, in the order they were named."""
    known = {("application_id", application.pk): known_of_application(application, above=above)}
    return _keep(known, Q(application=application), at=at)


def keep_subjects_of_partners(partner_ids: list[int], *, above: Decimal, at: datetime) -> list[Subject]:
    """The subjects of many partners as they are today, by the later of two calendars: nobody just recorded waits."""
    found = known_of_partners(partner_ids, on=max(at.date(), vendor_today(at)), above=above)
    known = {("partner_id", partner): people for partner, people in found.items()}
    return _keep(known, Q(partner_id__in=partner_ids), at=at)


def close_subjects_of_terminated(partner_ids: list[int] | None = None, *, at: datetime) -> int:
    """Nobody of a partner that ended is screened or stands in the register from now on. Returns how many were closed."""
    over = Subject.objects.filter(partner__state=Partner.State.TERMINATED, known_until=None, known_from__lte=at)
    if partner_ids is not None:
        over = over.filter(partner_id__in=partner_ids)
    return int(over.update(known_until=at))


def _keep(known: Mapping[Owner, Iterable[Known]], whose: Q, *, at: datetime) -> list[Subject]:
    standing = {_key(row): row for row in Subject.objects.filter(whose, known_until=None)}
    wanted = {(owner, one.role.value, one.source_id): one for owner, people in known.items() for one in people}
    same = {key for key, one in wanted.items() if key in standing and standing[key].digest == one.digest}
    over = [row.pk for key, row in standing.items() if key not in same]
    if over:
        Subject.objects.filter(pk__in=over, known_from__lte=at).update(known_until=at)
    new = [_subject(key[0], one, at=at) for key, one in wanted.items() if key not in same]
    # Another worker may have written the same people a moment ago.
    Subject.objects.bulk_create(new, ignore_conflicts=True)
    kept = {_key(row): row for row in Subject.objects.filter(whose, known_until=None)} if new or over else standing
    return [kept[key] for key in wanted if key in kept]


def _key(row: Subject) -> tuple[Owner, str, int]:
    owner = ("partner_id", row.partner_id) if row.partner_id else ("application_id", row.application_id)
    return owner, row.role, row.source_id  # type: ignore[return-value]


def _subject(owner: Owner, one: Known, *, at: datetime) -> Subject:
    whose: dict[str, Any] = {owner[0]: owner[1]}
    return Subject(
        **whose,
        role=one.role.value,
        source_id=one.source_id,
        schema=one.schema,
        name=one.name,
        country=one.country,
        birth_date=one.birth_date,
        identifier=one.identifier,
        share=one.share,
        digest=one.digest,
        known_from=at,
    )
