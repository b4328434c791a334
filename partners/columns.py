"""Columns that higher apps add to the list of partners: what stands there beside each enrolment of the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from portal.accounts.actor import Actor
from portal.registry import Registry

if TYPE_CHECKING:
    from partners.models import Enrolment

#: (enrolments of a whole page, moment) to words by enrolment: set by set, never one partner at a time.
Fill = Callable[[Sequence["Enrolment"], datetime], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One registered column, and who sees it."""

    label: str | Promise
    right: str
    order: int
    fill: Fill


COLUMNS: Registry[Column] = Registry("columns of the list of partners")


def partner_column(key: str, *, label: str | Promise, right: str, order: int) -> Callable[[Fill], Fill]:
    """Above a function that fills a column; an enrolment that it leaves out has nothing there."""

    def keep(fill: Fill) -> Fill:
        COLUMNS.register(key, Column(label, right, order, fill))
        return fill

    return keep


def columns_seen(actor: Actor) -> list[Column]:
    """What this member sees, in its order."""
    seen = (column for column in COLUMNS.all().values() if actor.may(column.right))
    return sorted(seen, key=lambda column: column.order)
