"""Revenue of a partner from invoice lines and sales, each sale once (A-REV-03, A-REV-04). Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from portal.money import Money, total
from tiering.guide.revenue import RevenueSection


class RevenueLine(NamedTuple):
    """A line of a stream for one sale."""

    stream: str
    sale: str
    amount: Money
    recurring: bool


def revenue(section: RevenueSection, name: str, lines: Iterable[RevenueLine], *, currency: str) -> Money:
    """The sum `name` of the guide. Raises CurrencyMismatch for a line in another currency."""
    return total((line.amount for line in counted_lines(section, name, lines)), currency=currency)


def counted_lines(section: RevenueSection, name: str, lines: Iterable[RevenueLine]) -> list[RevenueLine]:
    """The lines that a sum counts: of a sale billed by a stream that another holds, only the bill."""
    asked = section.sums[name]
    mine = [line for line in lines if line.stream in asked.streams]
    billed = {(line.stream, line.sale) for line in mine}
    return [
        line
        for line in mine
        if (line.recurring or not asked.recurring_only)
        and not any((held, line.sale) in billed for held in section.streams[line.stream].holds)
    ]
