"""Parties against entries, in stages: candidates by an inverted index, a bound on what they can reach, then the careful score."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from compliance.screening import scoring
from compliance.screening.alignment import Alignment, Pair, align, likeness_of
from compliance.screening.evidence import (
    SAME_IDENTIFIER,
    bare_identifiers,
    judge_birth,
    judge_countries,
    same_identifier,
)
from compliance.screening.names import Name, take_apart
from compliance.screening.parties import PERSON, WEAK, Entry, Match, Party, Quality
from compliance.screening.pool import Hits, Pool
from compliance.screening.scoring import Weights, judge_run, judge_words
from compliance.screening.vocabulary import Ints

#: Changes with every change of the code or tables that may change a score.
MATCHER_VERSION: Final = "1"
#: Scores, 0 to 1000, from which a match is worth a person's look: at most 0.5 % of ordinary names reach them.
THRESHOLDS: Final = {"Person": 700, "Company": 700}
#: A name that its list calls low quality, or a nickname, is worth so much of a proper one.
_WEAK_SHARE = 950
_LEARNED_AT_ONCE = 2_000


class Index:
    """Entries made ready to be searched. What it finds for a party depends on the party and the entry alone."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._sides = {of_company: _Side(self.entries, of_company=of_company) for of_company in (False, True)}
        self._by_identifier: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            for number in bare_identifiers(entry.identifiers):
                self._by_identifier.setdefault(number, []).append(place)

    def __len__(self) -> int:
        return len(self.entries)

    def candidates(self, party: Party) -> list[str]:
        """Uids of the entries that the first stage keeps, in the order of the list."""
        side = self._sides[party.schema != PERSON]
        places, _, _ = side.candidates(side.name_of(party))
        return [self.entries[owner].uid for owner in sorted({side.owners[place] for place in places.tolist()})]

    def match(self, party: Party, threshold: int | None = None) -> list[Match]:
        """Matches from `threshold` (that of the party's kind) on, best first."""
        least = THRESHOLDS["Person" if party.schema == PERSON else "Company"] if threshold is None else threshold
        matches = self._sides[party.schema != PERSON].match(party, least)
        known = {(match.list, match.entry) for match in matches}
        matches += [match for match in self._by_number(party, least) if (match.list, match.entry) not in known]
        return sorted(matches, key=lambda match: (-match.score, match.list, match.entry))

    def match_all(self, parties: Iterable[Party], threshold: int | None = None) -> Iterator[tuple[Party, list[Match]]]:
        """The matches of each party, as `match` finds them; words of many parties are looked up at once."""
        batch: list[Party] = []
        for party in parties:
            batch.append(party)
            if len(batch) == _LEARNED_AT_ONCE:
                yield from self._matched(batch, threshold)
                batch = []
        yield from self._matched(batch, threshold)

    def learn(self, parties: Sequence[Party]) -> None:
        """Look up the words of many parties at once."""
        for of_company, side in self._sides.items():
            side.learn([party for party in parties if (party.schema != PERSON) is of_company])

    def _by_number(self, party: Party, least: int) -> Iterator[Match]:
        """Entries that have an identifier of the party, whatever they are called."""
        if least > SAME_IDENTIFIER:
            return
        places = {
            place for number in bare_identifiers(party.identifiers) for place in self._by_identifier.get(number, ())
        }
        for entry in (self.entries[place] for place in places):
            parts = {
                "name": 0,
                "country": judge_countries(party, entry),
                "birth_date": judge_birth(party.birth_date, entry.birth_dates),
                "identifier": same_identifier(party, entry),
            }
            yield Match(entry.list, entry.uid, entry.caption, SAME_IDENTIFIER, parts, entry.digest)

    def _matched(self, batch: Sequence[Party], threshold: int | None) -> Iterator[tuple[Party, list[Match]]]:
        self.learn(batch)
        for party in batch:
            yield party, self.match(party, threshold)


class _Side:
    """The people, or everything else, of an index: a person is not compared with a ship."""

    def __init__(self, entries: Sequence[Entry], *, of_company: bool) -> None:
        self.entries = entries
        self.of_company = of_company
        self.weights: Weights = scoring.COMPANY if of_company else scoring.PERSON
        self.owners: list[int] = []
        self.texts: list[tuple[str, Quality]] = []
        names: list[Name] = []
        for place, entry in enumerate(entries):
            if (entry.schema != PERSON) is of_company:
                for text, quality in entry.names:
                    if (name := take_apart(text, of_company=of_company)).words:
                        names.append(name)
                        self.owners.append(place)
                        self.texts.append((text, quality))
        self.pool = Pool(names)
        self._runs = [_runs(name) for name in names]
        self._lock = threading.Lock()

    def name_of(self, party: Party) -> Name:
        return take_apart(party.name, of_company=self.of_company)

    def learn(self, parties: Sequence[Party]) -> None:
        with self._lock:
            self.pool.learn([self.name_of(party) for party in parties])

    def candidates(self, name: Name) -> tuple[Ints, Ints, list[Hits]]:
        with self._lock:
            hits = self.pool.hits(name)
            places, agreed = self.pool.candidates(name, hits)
        return places, agreed, hits

    def match(self, party: Party, least: int) -> list[Match]:
        name = self.name_of(party)
        places, _, hits = self.candidates(name)
        likes = [one.like for one in hits]
        best: dict[int, tuple[int, int, dict[str, Any]]] = {}
        runs = _runs(name)
        for place in places.tolist():
            score, parts = self._score(name, runs, likes, place)
            owner = self.owners[place]
            if owner not in best or score > best[owner][0]:
                best[owner] = (score, place, parts)
        found = [self._qualified(party, self.entries[owner], *one) for owner, one in best.items()]
        return [match for match in found if match.score >= least]

    def _score(
        self, name: Name, runs: tuple[str, str], likes: Sequence[dict[int, int]], place: int
    ) -> tuple[int, dict[str, Any]]:
        theirs = self.pool.names[place]
        alignment = align(name, likes, theirs, self.pool.words[place])
        by_words = judge_words(alignment, self.weights)
        likeness = max(likeness_of(ours, other) for ours, other in zip(runs, self._runs[place], strict=True))
        by_run = judge_run(likeness, (name.total + theirs.total) // 2, self.weights)
        score = max(by_words, by_run)
        if self.texts[place][1] == WEAK:
            score = score * _WEAK_SHARE // 1000
        return score, {"words": by_words, "run": by_run, "pairs": _pairs(alignment)}

    def _qualified(self, party: Party, entry: Entry, score: int, place: int, parts: dict[str, Any]) -> Match:
        country, birth = judge_countries(party, entry), judge_birth(party.birth_date, entry.birth_dates)
        identifier = same_identifier(party, entry)
        text, quality = self.texts[place]
        total = min(1000, max(0, score * (1000 + country + birth) // 1000))
        if identifier:
            total = max(total, SAME_IDENTIFIER)
        evidence = {
            "name": score,
            "quality": quality,
            "country": country,
            "birth_date": birth,
            "identifier": identifier,
        }
        return Match(entry.list, entry.uid, text, total, evidence | parts, entry.digest)


def _runs(name: Name) -> tuple[str, str]:
    """The name as one run of letters, as it is written and with its words in order of the alphabet."""
    return "".join(name.words), "".join(sorted(name.words))


def _pairs(alignment: Alignment) -> list[dict[str, Any]]:
    return [_pair(pair) for pair in alignment.pairs]


def _pair(pair: Pair) -> dict[str, Any]:
    return {"ours": pair.ours, "theirs": pair.theirs, "likeness": pair.likeness, "worth": pair.worth}
