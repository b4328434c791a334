"""Which of the certificates held count toward a quota: minima, caps, remainder and split of one cell (G-MIX-01..10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiering.guide.baskets import Basket, Mix

Held = Mapping[str, int]
Problem = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One basket at one tier, market, category and specialization. `most` is None where a code has no cap."""

    codes: tuple[str, ...]
    quota: int
    least: tuple[tuple[str, int], ...] = ()
    most: tuple[tuple[str, int | None], ...] = ()
    split: tuple[str, ...] = ()
    split_rest: int = 0
    split_least: int = 0
    rule: str = ""

    @property
    def is_mixed(self) -> bool:
        """Does it ask for more than a number of certificates?"""
        return bool(self.least or self.split or any(most is not None for _code, most in self.most))

    def held(self, certificates: Held) -> int:
        """How many of its codes are held."""
        return sum(certificates.get(code, 0) for code in self.codes)

    def counted(self, certificates: Held) -> int:
        """How many of those count."""
        total = 0
        for code, most in self.most:
            number = certificates.get(code, 0)
            total += number if most is None or number < most else most
        return total

    def problems(self, certificates: Held, counted: int) -> tuple[Problem, ...]:
        """What keeps the quota from being filled; empty where it is."""
        found: list[Problem] = []
        for code, least in self.least:
            number = certificates.get(code, 0)
            if number < least:
                found.append(("least", code, number, least) if number else ("missing", code))
        if self.split:
            parts = tuple(certificates.get(code, 0) for code in self.split)
            if min(parts) < self.split_least:
                return (*found, ("split", self.split, parts, self.split_rest))
        if counted < self.quota:
            found.append(("counted", counted, self.quota))
        return tuple(found)


def compile_cell(
    basket: Basket,
    *,
    quota: int,
    tier: str,
    market: str | None,
    category: str,
    specialization: str | None,
    surplus_counts: bool = False,
) -> Cell:
    """The cell of a basket, ready to be asked. Without a mix any code fills the quota."""
    mix = basket.mix(tier, market)
    if mix is None:
        return Cell(basket.codes, quota, most=tuple((code, None) for code in basket.codes), rule=basket.rule)
    least = _least(mix, quota, specialization)
    rest = _rest(mix, basket, least)
    split_rest = max(quota - sum(least.values()), 0) if mix.split else 0
    split_least = _split_least(mix, len(rest), split_rest)
    cap = split_rest - (len(rest) - 1) * split_least if mix.split else _cap(mix, category)
    most = {code: _most(code, mix, least, rest, cap, surplus_counts=surplus_counts) for code in basket.codes}
    return Cell(
        basket.codes,
        quota,
        least=tuple(least.items()),
        most=tuple(most.items()),
        split=rest if mix.split else (),
        split_rest=split_rest,
        split_least=split_least,
        rule=mix.rule,
    )


def _least(mix: Mix, quota: int, specialization: str | None) -> dict[str, int]:
    least = {code: number for code, number in mix.least.items() if number}
    own = mix.own.get(specialization or "")
    if own and quota >= mix.own_from_quota:
        least[own] = max(least.get(own, 0), 1)
    return least


def _rest(mix: Mix, basket: Basket, least: Mapping[str, int]) -> tuple[str, ...]:
    if isinstance(mix.rest, tuple):
        return mix.rest
    return {"all": basket.codes, "others": tuple(code for code in basket.codes if code not in least)}.get(mix.rest, ())


def _split_least(mix: Mix, codes: int, rest: int) -> int:
    if mix.split == "equal":
        return rest // codes
    return 1 if mix.split == "shared" and rest >= codes else 0


def _cap(mix: Mix, category: str) -> int | None:
    return mix.cap.get(category) if isinstance(mix.cap, dict) else mix.cap


def _most(
    code: str, mix: Mix, least: Mapping[str, int], rest: tuple[str, ...], cap: int | None, *, surplus_counts: bool
) -> int | None:
    if code in mix.most:
        return mix.most[code]
    needed = least.get(code, 0)
    fills = code in rest or (surplus_counts and bool(rest) and needed > 0)
    if not fills:
        return needed
    return None if cap is None else needed + cap
