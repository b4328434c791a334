"""Figures of a program year, as they hold on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery

from portal.guides.models import FigureDecision, YearlyFigure
from portal.money import Money, format_plain

Key = tuple[str, str, str, str]
TARGETS = "targets."


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """One value that holds. `value` is canonical text ("1000000.00", "15", "MAJ"); amounts of money have a `currency`.

    `confirmed` is False where only a proposal stands: a demo vendor computes with it, a live one stops (X-04). `earlier` are
    the values that were in force before in the same year, oldest first: what was earned under one of them stays earned
    (G-GEN-04), so whoever measures a period takes the one that is better for the partner.
    """

    id: int
    name: str
    country: str
    tier: str
    category: str
    kind: str
    value: str
    currency: str
    confirmed: bool
    effective_on: date
    earlier: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """What the value is for."""
        return self.name, self.country, self.tier, self.category


def figures_of(
    program_id: int, year: int, on: date, *, known_at: datetime | None = None, name: str = ""
) -> list[HeldFigure]:
    """The value of every figure of `year` that somebody entered, as it holds on the day `on`, by name and scope.

    The newest confirmed value whose day has come; where none is confirmed, the newest proposal, with `confirmed=False`.
    Refused ones never count. `known_at` leaves out what was entered or decided later; `name` narrows to one figure.
    """
    rows = _rows(program_id, year, known_at)
    if name:
        rows = rows.filter(name=name)
    chains: dict[Key, list[dict[str, Any]]] = {}
    for row in rows:
        if row["accepted"] is not False:
            chains.setdefault((row["name"], row["country"], row["tier"], row["category"]), []).append(row)
    held = (_held(chain, on) for chain in chains.values())
    return sorted((figure for figure in held if figure is not None), key=lambda figure: figure.key)


def has_figures(program_id: int, year: int) -> Exists:
    """Whether anybody entered a figure of `year`, to be asked beside something else."""
    return Exists(YearlyFigure.objects.filter(program_id=program_id, year=year))


def _rows(program_id: int, year: int, known_at: datetime | None) -> Any:
    """Values of a year, refused ones too, in the order in which they were entered, which is the order of their chains."""
    decisions = FigureDecision.objects.filter(batch_id=OuterRef("batch_id"))
    rows = YearlyFigure.objects.filter(program_id=program_id, year=year)
    if known_at is not None:
        decisions = decisions.filter(decided_at__lte=known_at)
        rows = rows.filter(batch__entered_at__lte=known_at)
    rows = rows.annotate(accepted=Subquery(decisions.values("accepted")[:1]), effective_on=F("batch__effective_on"))
    return rows.order_by("id").values(
        "id", "name", "country", "tier", "category", "kind", "minor", "currency", "number", "words", "accepted", "effective_on"
    )  # fmt: skip


def _held(chain: list[dict[str, Any]], on: date) -> HeldFigure | None:
    confirmed = [row for row in chain if row["accepted"]]
    begun = [row for row in confirmed if row["effective_on"] <= on]
    if not begun and confirmed:
        return None  # announced for a later day: nothing holds yet, and nothing is missing either
    row = begun[-1] if begun else chain[-1]
    return HeldFigure(
        id=row["id"],
        name=row["name"],
        country=row["country"],
        tier=row["tier"],
        category=row["category"],
        kind=row["kind"],
        value=text_of(row["kind"], row["minor"], row["currency"], row["number"], row["words"]),
        currency=row["currency"],
        confirmed=bool(begun),
        effective_on=row["effective_on"],
        earlier=tuple(text_of(r["kind"], r["minor"], r["currency"], r["number"], r["words"]) for r in begun[:-1]),
    )


def text_of(kind: str, minor: int | None, currency: str, number: Decimal | None, words: str) -> str:
    """The value as canonical text: amounts with the decimals of their currency, numbers without trailing zeros."""
    if kind == YearlyFigure.Kind.MONEY:
        return format_plain(Money(minor or 0, currency))
    if number is not None:
        return format(number.normalize(), "f")
    return words


def targets_of(
    figures: Iterable[HeldFigure], *, with_proposals: bool, category: str = ""
) -> dict[str, dict[str, dict[str, str]]]:
    """`{"mlb": {"US": {"Gold": "1000000.00"}}}`: figures named `targets.*` in the shape of an evaluator's facts.

    What holds in every country stands under "*", and for every tier under "*" too. `with_proposals` takes unconfirmed ones as
    well, as a demo does. `category` asks for one category: its own figures go before those of all categories.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for figure in sorted(figures, key=lambda figure: bool(figure.category)):
        wanted = figure.category in ("", category) and (figure.confirmed or with_proposals)
        if figure.name.startswith(TARGETS) and wanted:
            by_country = found.setdefault(figure.name.removeprefix(TARGETS), {})
            by_country.setdefault(figure.country or "*", {})[figure.tier or "*"] = figure.value
    return found


def ends_of_chains(program_id: int, year: int) -> dict[Key, dict[str, Any]]:
    """The last value of every figure of a year, whatever was decided about it; `confirmed` says whether any value of it
    stands confirmed, `refused` whether the last one was refused."""
    decision = FigureDecision.objects.filter(batch_id=OuterRef("batch_id")).values("accepted")[:1]
    rows = (
        YearlyFigure.objects.filter(program_id=program_id, year=year)
        .annotate(accepted=Subquery(decision))
        .order_by("id")
    )
    ends: dict[Key, dict[str, Any]] = {}
    for row in rows.values(
        "id", "name", "country", "tier", "category", "kind", "minor", "currency", "number", "words", "accepted"
    ):
        key = (row["name"], row["country"], row["tier"], row["category"])
        confirmed = bool(row["accepted"]) or (key in ends and ends[key]["confirmed"])
        ends[key] = row | {"confirmed": confirmed, "refused": row["accepted"] is False}
    return ends
