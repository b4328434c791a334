"""Random postings, reversals and repeats, seeded; and beside them a ledger of plain dictionaries that knows nothing of ours."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction

from commissions.models import Account
from commissions.services.ledger import Side, post_entry, reverse_entry
from portal.money import Money
from portal.problems import Conflict, Refusal
from portal.tenancy import current_vendor_id

CURRENCIES = ("USD", "EUR", "JPY")
KINDS = tuple(Account.Kind)
OWNED = {Account.Kind.HELD, Account.Kind.PAYABLE}
Key = tuple[str, int | None, str]


@dataclass
class Book:
    """What ought to be there: balances by account, content by source key, which keys are reversed."""

    balances: Counter[Key] = field(default_factory=Counter)
    posted: dict[str, list[Side]] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)

    def book(self, sides: list[Side], sign: int) -> None:
        for side in sides:
            self.balances[str(side.kind), side.partner_id, side.amount.currency] += sign * side.amount.minor


class Simulator:
    """One seed; call `act` as often as wanted, then `compare`."""

    def __init__(self, seed: int, partners: list[int]) -> None:
        self.random = random.Random(seed)
        self.partners = partners
        self.book = Book()
        self.number = 0

    def act(self) -> None:
        """One operation, chosen by weight."""
        acts = (self._post, self._repeat, self._repeat_otherwise, self._reverse, self._reverse_again, self._unbalanced)
        self.random.choices(acts, (60, 8, 5, 15, 6, 6))[0]()

    def _post(self) -> None:
        self.number += 1
        key, sides = f"sim:{self.number}", self._sides()
        self.book.entries[key] = post_entry(kind="sim", source_key=key, effective_on=self._day(), sides=sides).entry_id
        self.book.posted[key] = sides
        self.book.book(sides, 1)
        self.book.done["posted"] += 1

    def _repeat(self) -> None:
        """A lost answer: the client asks again."""
        if key := self._any(self.book.posted):
            before = self.book.entries[key]
            # The day is part of the content: the repeat carries the first one.
            again = post_entry(kind="sim", source_key=key, effective_on=self._day_of(key), sides=self.book.posted[key])
            assert (again.entry_id, again.replayed) == (before, True), key
            self.book.done["replayed"] += 1

    def _repeat_otherwise(self) -> None:
        if key := self._any(self.book.posted):
            try:
                post_entry(kind="sim", source_key=key, effective_on=self._day_of(key), sides=self._sides())
            except Conflict:
                self.book.done["conflicts"] += 1
            else:
                raise AssertionError(f"{key} took other content")

    def _reverse(self) -> None:
        if key := self._any(self.book.posted.keys() - self.book.reversed):
            reverse_entry(entry_id=self.book.entries[key], effective_on=self._day())
            self.book.reversed.add(key)
            self.book.book(self.book.posted[key], -1)
            self.book.done["reversed"] += 1

    def _reverse_again(self) -> None:
        if key := self._any(self.book.reversed):
            try:
                reverse_entry(
                    entry_id=self.book.entries[key], effective_on=self._day(), source_key=f"again:{self.number}:{key}"
                )
            except (Conflict, Refusal):
                self.book.done["refused_reversals"] += 1
            else:
                raise AssertionError(f"{key} was reversed twice")

    def _unbalanced(self) -> None:
        sides = self._sides()
        broken = [
            Side(sides[0].kind, sides[0].amount + Money(1, sides[0].amount.currency), sides[0].partner_id),
            *sides[1:],
        ]
        try:
            with transaction.atomic():
                post_entry(kind="sim", source_key=f"broken:{self.number}", effective_on=self._day(), sides=broken)
        except IntegrityError as error:
            if not ("entry_is_balanced" in str(error) or "leg_is_not_zero" in str(error)):
                raise
            self.book.done["unbalanced"] += 1
        else:
            raise AssertionError("an unbalanced entry was posted")

    def _sides(self) -> list[Side]:
        """Two to six legs in one or two currencies; each currency sums to zero."""
        sides: list[Side] = []
        for currency in self.random.sample(CURRENCIES, self.random.choice((1, 1, 1, 2))):
            parts = [
                self.random.choice((-1, 1)) * self.random.randint(1, 10**9) for _ in range(self.random.randint(1, 2))
            ]
            rest = -sum(parts)
            amounts = [*parts, rest] if rest else [*parts, 5, -5]
            for amount in amounts:
                kind = self.random.choice(KINDS)
                partner = self.random.choice(self.partners) if kind in OWNED else None
                sides.append(Side(kind, Money(amount, currency), partner))
        return sides

    def _day(self) -> date:
        return date(2026, 1, 1) + timedelta(days=self.number % 300)

    def _day_of(self, key: str) -> date:
        return date(2026, 1, 1) + timedelta(days=int(key.split(":")[1]) % 300)

    def _any(self, keys: object) -> str | None:
        known = sorted(keys)  # type: ignore[call-overload]
        return self.random.choice(known) if known else None

    def compare(self) -> dict[str, int]:
        """The database's balances, read by SQL of its own, against the book's."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.kind, a.partner_id, a.currency, sum(l.amount_minor) FROM commissions_leg l "
                "JOIN commissions_account a ON a.vendor_id = l.vendor_id AND a.id = l.account_id "
                "WHERE l.vendor_id = %s GROUP BY 1, 2, 3",
                [current_vendor_id()],
            )
            theirs = {(kind, partner, currency): int(total) for kind, partner, currency, total in cursor.fetchall()}
            cursor.execute(
                "SELECT count(*), count(*) FILTER (WHERE reverses_id IS NOT NULL) FROM commissions_entry WHERE vendor_id = %s",
                [current_vendor_id()],
            )
            entries, reversals = cursor.fetchone()
        ours = {key: total for key, total in self.book.balances.items() if total or key in theirs}
        assert {key: total for key, total in theirs.items() if total or key in ours} == ours
        assert (entries, reversals) == (len(self.book.posted) + len(self.book.reversed), len(self.book.reversed))
        return dict(self.book.done)
