"""Names of companies written together from the beginnings of the words of another: `Agronilo` and `Agropecuaria El Nilo`."""

from collections.abc import Iterator, Sequence

from compliance.screening.initials import written_short
from compliance.screening.names import Name
from compliance.screening.words import is_form, is_known

_SHORTEST, _MOST_WORDS, _KEY = 6, 8, 2
#: What a blend is worth by its letters beyond two for each word, on the scale that people see.
_WORTH = (600, 660, 720, 780)


class Blends:
    """The names of an index, by how their first word that tells begins and how their last one does; blends by what may be both."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._long: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        self._short: dict[str, list[tuple[int, str]]] = {}
        for place, name in enumerate(names):
            if short := _short(name):
                for key in _keys(short):
                    self._short.setdefault(key, []).append((place, short))
            elif words := _words(name):
                self._long.setdefault(_key(words), []).append((place, words))

    def like(self, name: Name) -> Iterator[tuple[int, int]]:
        """Places of names that `name` is a blend of, or that are blends of it, and what that is worth."""
        if short := _short(name):
            found = [(place, blended(short, words)) for key in _keys(short) for place, words in self._long.get(key, ())]
        elif words := _words(name):
            found = [(place, blended(short, words)) for place, short in self._short.get(_key(words), ())]
        else:
            return
        yield from ((place, worth) for place, worth in found if worth)


def _key(words: Sequence[str]) -> str:
    last = next(word for word in reversed(words) if not is_form(word))
    return words[0][:_KEY] + last[:_KEY]


def _keys(short: str) -> set[str]:
    """The keys of all names that `short` may be a blend of: its last part begins anywhere behind the first."""
    return {short[:_KEY] + short[place : place + _KEY] for place in range(_KEY, len(short) - _KEY + 1)}


def blended(short: str, words: Sequence[str]) -> int:
    """What it is worth that `short` is made of beginnings of all `words` in their order, forms of law at will; 0 where it is not."""
    parts = _parts(short, words)
    telling = sum(not is_form(word) for word in words)
    if parts < telling or len(short) <= _KEY * parts:
        return 0
    return _WORTH[min(len(short) - _KEY * parts, len(_WORTH)) - 1]


def _parts(short: str, words: Sequence[str]) -> int:
    """From how few beginnings `short` can be put together, 0 if it cannot."""
    ways = {0: 0}
    for word in words:
        after = dict(ways) if is_form(word) else {}
        for done, parts in ways.items():
            for length in range(_KEY, len(word) + 1):
                if not short.startswith(word[:length], done):
                    break
                after[done + length] = min(parts + 1, after.get(done + length, _MOST_WORDS))
        ways = after
    return ways.get(len(short), 0)


def _short(name: Name) -> str:
    short = written_short(name)
    is_name = is_known(short, of_company=True) or is_known(short.removesuffix("s"), of_company=True)
    return short if len(short) >= _SHORTEST and not is_name else ""


def _words(name: Name) -> tuple[str, ...]:
    """The words of a name of which two or more say something."""
    words = [word for word in name.spelled if word.isalpha()]
    while words and is_form(words[0]):
        del words[0]
    if len(words) > _MOST_WORDS or sum(not is_form(word) for word in words) < 2:
        return ()
    return tuple(words)
