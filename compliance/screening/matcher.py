"""Parties against entries, in stages: candidates by an inverted index, a bound on what they can reach, then the careful score."""

import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from compliance.screening import scoring
from compliance.screening.alignment import Alignment, Pair, align, as_slip
from compliance.screening.blends import Blends
from compliance.screening.evidence import (
    SAME_IDENTIFIER,
    bare_identifiers,
    judge_birth,
    judge_countries,
    most_evidence,
    same_identifier,
)
from compliance.screening.initials import Initials, worth_of
from compliance.screening.names import Name, take_apart
from compliance.screening.parties import PERSON, WEAK, Entry, Match, Party, Quality
from compliance.screening.phrases import Phrases
from compliance.screening.pool import Hits, Pool
from compliance.screening.runs import Runs
from compliance.screening.scoring import RUN_FROM, Weights, agreement_for, bound_words, judge_run, judge_words, run_for
from compliance.screening.sieve import reach
from compliance.screening.vocabulary import Ints

#: Changes with every change of the code or tables that may change a score.
MATCHER_VERSION: Final = "4"
#: Scores, 0 to 1000, from which a match is worth a person's look: at most 0.5 % of ordinary names reach them.
THRESHOLDS: Final = {"Person": 620, "Company": 560}
#: One for all, or by kind of party; None is THRESHOLDS.
Threshold = int | Mapping[str, int] | None
#: A name that its list calls low quality, or a nickname, is worth so much of a proper one.
_WEAK_SHARE = 950
_LEARNED_AT_ONCE = 2_000
#: So few are looked at one by one sooner than sifted.
_SIFTED_FROM = 25


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

    def match(self, party: Party, threshold: Threshold = None) -> list[Match]:
        """Matches from `threshold` (that of the party's kind) on, best first."""
        least = _least(party, threshold)
        matches = self._sides[party.schema != PERSON].match(party, least)
        known = {(match.list, match.entry) for match in matches}
        matches += [match for match in self._by_number(party, least) if (match.list, match.entry) not in known]
        return sorted(matches, key=lambda match: (-match.score, match.list, match.entry))

    def match_all(self, parties: Iterable[Party], threshold: Threshold = None) -> Iterator[tuple[Party, list[Match]]]:
        """The matches of each party, as `match` finds them; words of many parties are looked up at once."""
        batch: list[Party] = []
        for party in parties:
            batch.append(party)
            if len(batch) == _LEARNED_AT_ONCE:
                yield from self._matched(batch, threshold)
                batch = []
        yield from self._matched(batch, threshold)

    def scan(self, party: Party, threshold: Threshold = None) -> list[Match]:
        """The same by the careful score of every entry: slow, to measure what the earlier stages lose."""
        side = self._sides[party.schema != PERSON]
        return side.match(party, _least(party, threshold), full=True)

    def forget(self) -> None:
        """Drop the words that were looked up, so that a measurement starts cold."""
        for side in self._sides.values():
            side.pool.forget()

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

    def _matched(self, batch: Sequence[Party], threshold: Threshold) -> Iterator[tuple[Party, list[Match]]]:
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
        self._runs = Runs(names)
        self._initials = Initials(names if of_company else ())
        self._blends = Blends(names if of_company else ())
        self._phrases = Phrases(names if of_company else ())
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

    def match(self, party: Party, least: int, *, full: bool = False) -> list[Match]:
        name = self.name_of(party)
        places, agreed, hits = self.candidates(name)
        if full:
            places, agreed = self.pool.every, self.pool.totals
        reach = 0 if full else least * 1000 // (1000 + most_evidence(party))
        best: dict[int, _Scored] = {}
        for scored in itertools.chain(self._scored(name, places, agreed, hits, reach), self._short(name)):
            owner = self.owners[scored.place]
            if owner not in best or scored.name > best[owner].name:
                best[owner] = scored
        found = (self._qualified(party, self.entries[owner], scored, least) for owner, scored in best.items())
        return [match for match in found if match is not None]

    def _scored(self, name: Name, places: Ints, agreed: Ints, hits: Sequence[Hits], least: int) -> Iterator["_Scored"]:
        """The careful score of each candidate that the cheap ones let reach `least`."""
        if not len(places):
            return
        by_words = agreed >= agreement_for(least, name.total, self.weights)
        able = np.flatnonzero(by_words)
        by_words[able] = bound_words(agreed[able], name.total, self.pool.totals[places[able]], self.weights) >= least
        runs = self._runs.likeness(name, places, np.where(by_words, RUN_FROM, run_for(least)))
        at_all = np.flatnonzero(by_words | (runs >= run_for(least)))
        if not len(at_all):
            return
        with self._lock:
            table = self.pool.compare(name, hits, places[at_all])
        near = runs[at_all] >= run_for(least)
        near |= True if len(at_all) < _SIFTED_FROM else reach(name, table, self.weights) >= least
        for row in np.flatnonzero(near).tolist():
            place, run = int(places[at_all[row]]), int(runs[at_all[row]])
            alignment = align(name, table.of(row), self.pool.names[place], own=self.weights.own)
            words, whole = judge_words(alignment, self.weights), judge_run(as_slip(name, table.of(row), run))
            score = max(words, whole)
            weak = self.texts[place][1] == WEAK
            yield _Scored(place, score * _WEAK_SHARE // 1000 if weak else score, words, whole, alignment)

    def _short(self, name: Name) -> Iterator["_Scored"]:
        """Names of companies of which one is the initials, or a blend, of the other, or stands in it."""
        if not self.of_company:
            return
        by_initials = ((place, worth_of(letters)) for place, letters in self._initials.like(name))
        for place, score in itertools.chain(by_initials, self._blends.like(name), self._phrases.like(name)):
            pair = Pair(" ".join(name.words), " ".join(self.pool.names[place].words), name.total, score)
            weak = self.texts[place][1] == WEAK
            yield _Scored(place, score * _WEAK_SHARE // 1000 if weak else score, score, 0, Alignment((pair,), 0, 0))

    def _qualified(self, party: Party, entry: Entry, scored: "_Scored", least: int) -> Match | None:
        """The match with all that speaks for and against it, None where that is less than `least`."""
        country, birth = judge_countries(party, entry), judge_birth(party.birth_date, entry.birth_dates)
        identifier = same_identifier(party, entry)
        total = min(1000, max(0, scored.name * (1000 + country + birth) // 1000))
        total = max(total, SAME_IDENTIFIER if identifier else 0)
        if total < least:
            return None
        text, quality = self.texts[scored.place]
        parts = {
            "name": scored.name,
            "quality": quality,
            "words": scored.words,
            "run": scored.run,
            "pairs": [_told(pair) for pair in scored.alignment.pairs],
            "country": country,
            "birth_date": birth,
            "identifier": identifier,
        }
        return Match(entry.list, entry.uid, text, total, parts, entry.digest)


class _Scored(NamedTuple):
    """A candidate's place, the score of its name, and what that came from."""

    place: int
    name: int
    words: int
    run: int
    alignment: Alignment


def _least(party: Party, threshold: Threshold) -> int:
    if isinstance(threshold, int):
        return threshold
    return (threshold or THRESHOLDS)["Person" if party.schema == PERSON else "Company"]


def _told(pair: Pair) -> dict[str, Any]:
    return {"ours": pair.ours, "theirs": pair.theirs, "likeness": pair.likeness, "worth": pair.worth}
