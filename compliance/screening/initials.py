"""Names of companies that are the first letters of another: `NIOC` and `National Iranian Oil Company`."""

from collections.abc import Callable, Iterator, Sequence

from compliance.screening.names import Name
from compliance.screening.words import BINDING, is_form

_SHORTEST = 3
#: What initials are worth by their number, on the scale that people see: three letters stand for many.
WORTH = (0, 0, 0, 640, 760, 850)
#: What initials may leave out: nothing, what binds, forms of law, or both.
_LEFT_OUT: tuple[Callable[[str], bool], ...] = (
    lambda word: False,
    BINDING.__contains__,
    lambda word: is_form(word) and word not in BINDING,
    is_form,
)


def written_short(name: Name) -> str:
    """The letters of a name that is nothing but one run of them, forms of law aside; else nothing."""
    words = [word for word in name.spelled if not is_form(word)]
    if words and all(len(word) == 1 for word in words):
        words = ["".join(words)]
    return words[0] if len(words) == 1 and len(words[0]) >= _SHORTEST and words[0].isalpha() else ""


def initials(name: Name) -> Iterator[str]:
    """First letters of all words, with and without those that bind and those that are forms of law."""
    if sum(not is_form(word) for word in name.spelled) < _SHORTEST:
        return
    yield from dict.fromkeys(
        "".join(word[0] for word in name.spelled if not leaves_out(word)) for leaves_out in _LEFT_OUT
    )


def telling_initials(name: Name) -> list[str]:
    """First letters of the words that are no forms, where they are four or more."""
    telling = "".join(word[0] for word in name.spelled if not is_form(word))
    return [telling] if len(telling) > _SHORTEST else []


def worth_of(letters: str) -> int:
    """The score of two names, one of which is the initials of the other."""
    return WORTH[min(len(letters), len(WORTH) - 1)]


class Initials:
    """The names of an index, by their initials and by what is written as initials."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._long: dict[str, list[int]] = {}
        self._short: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            if short := written_short(name):
                self._short.setdefault(short, []).append(place)
            for letters in initials(name):
                self._long.setdefault(letters, []).append(place)

    def like(self, name: Name) -> Iterator[tuple[int, str]]:
        """Places of names that `name` is the initials of, or that are its initials, and the letters."""
        if short := written_short(name):
            for place in self._long.get(short, ()):
                yield place, short
        # Ordinary names are long and their initials somebody's; only of four words that tell it is worth a look.
        for letters in telling_initials(name):
            for place in self._short.get(letters, ()):
                yield place, letters
