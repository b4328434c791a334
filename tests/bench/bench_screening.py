"""Screening against the published lists that SCREENING_LISTS names: what it finds, what it costs, and what changed lists cost."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence

from compliance.screening import Entry, Index, Party
from compliance.screening.difference import carry_over, compare_entries
from compliance.screening.text import plain
from tests.bench.figures import Figure
from tests.bench.screening_data import (
    clean_companies,
    clean_people,
    find_lists,
    leave_out,
    read_everything,
    read_sets,
    recombined,
    typed_wrong,
)

SEED = 20260227
CLEAN, QUERIES, FULL, BATCH, SINGLE = 4_000, 1_000, 40, 1_500, 60
#: One in two hundred ordinary names may alarm.
ALERTS = 0.005
BIG = 135_000


def bench_screening() -> Iterator[Figure]:
    """Skipped by name where there are no lists: the project ships none."""
    directory = find_lists()
    if directory is None:
        print("screening: skipped, SCREENING_LISTS names no directory with ofac/ and un/UN_consolidated.xml")
        return
    entries = read_everything(directory)
    yield from _recall(entries)
    yield from _candidates(entries)
    yield from _cost("the lists", entries)
    yield from _cost("135,000 names", [*entries, *recombined(random.Random(SEED), entries, BIG)])
    before, after = (
        [entry for reading in read_sets(directory, label=label) for entry in reading.entries]
        for label in ("2019", "2021")
    )
    yield from _difference(before, after)


def _recall(entries: Sequence[Entry]) -> Iterator[Figure]:
    dice = random.Random(SEED)
    left_out = leave_out(dice, entries, QUERIES, of_people=True)
    index = Index(left_out.entries)
    scores = sorted(_clean_scores(index, clean_people(dice, CLEAN)), reverse=True)
    threshold = scores[int(len(scores) * ALERTS)] + 1
    people = [entry for entry in entries if entry.list == "un" and entry.schema == "Person"]
    wrong = [(Party("un", typed_wrong(dice, one.names[0][0])), one.uid) for one in dice.choices(people, k=QUERIES)]
    yield _share("typed-wrong UN names found at 0.5 % alerts", index, wrong, threshold, ">=0.997")
    people_found = _share("left-out aliases of people found, at the same", index, left_out.parties, threshold, ">=0.75")
    yield people_found
    firms = leave_out(dice, entries, QUERIES, of_people=False)
    index = Index(firms.entries)
    scores = sorted(_clean_scores(index, clean_companies(dice, CLEAN)), reverse=True)
    threshold = scores[int(len(scores) * ALERTS)] + 1
    firms_found = _share("left-out aliases of companies found, at 0.5 %", index, firms.parties, threshold, ">=0.65")
    yield firms_found
    yield _together(people_found, firms_found)


def _together(people: Figure, firms: Figure) -> Figure:
    """Of both. Many companies are listed under names of other languages and of other firms, which no spelling leads to."""
    count = people.n + firms.n
    found = (people.n * people.ratio + firms.n * firms.ratio) / count
    name = "left-out aliases of people and companies found"
    return Figure(name, count, round(found, 4), ">=0.75", "both", round(people.median_s + firms.median_s, 6), 1)


def _clean_scores(index: Index, parties: Sequence[Party]) -> Iterator[int]:
    """The best score of each party; who has the very name of somebody listed is no clean name."""
    listed = {_words(name) for entry in index.entries for name, _ in entry.names}
    for _, matches in index.match_all([party for party in parties if _words(party.name) not in listed], 300):
        yield matches[0].score if matches else 0


def _words(name: str) -> frozenset[str]:
    return frozenset(plain(name).split())


def _best(index: Index, party: Party, uid: str = "") -> int:
    matches = index.match(party, 300)
    return max((match.score for match in matches if uid in ("", match.entry)), default=0)


def _share(name: str, index: Index, wanted: Sequence[tuple[Party, str]], threshold: int, aim: str) -> Figure:
    begin = time.process_time()
    index.learn([party for party, _ in wanted])
    found = sum(_best(index, party, uid) >= threshold for party, uid in wanted)
    spent = time.process_time() - begin
    return Figure(name, len(wanted), round(found / len(wanted), 4), aim, f"threshold {threshold}", round(spent, 6), 1)


def _candidates(entries: Sequence[Entry]) -> Iterator[Figure]:
    """What a full scan, the careful score of every entry, finds from the threshold on: is it a candidate?"""
    dice = random.Random(SEED + 1)
    index = Index(entries)
    people = [entry for entry in entries if entry.schema == "Person"]
    parties = [Party("x", typed_wrong(dice, dice.choice(one.names)[0])) for one in dice.sample(people, FULL // 2)]
    parties += clean_people(dice, FULL - len(parties))
    scanned = kept = 0
    begin = time.process_time()
    for party in parties:
        full = {(match.list, match.entry) for match in index.scan(party)}
        scanned += len(full)
        kept += len(full & {(match.list, match.entry) for match in index.match(party)})
    spent = time.process_time() - begin
    yield Figure(
        "of what a full scan finds, found by candidates", scanned, round(kept / max(scanned, 1), 4), ">=0.99", "full scan",
        round(spent, 6), 1,
    )  # fmt: skip


def _cost(name: str, entries: Sequence[Entry]) -> Iterator[Figure]:
    index = Index(entries)
    dice = random.Random(SEED + 2)
    count = sum(len(entry.names) for entry in entries)
    ours, floor = [], []
    for _ in range(3):
        parties = clean_people(dice, BATCH // 2) + [
            Party("x", typed_wrong(dice, one.names[0][0]), "Person" if one.schema == "Person" else "Company")
            for one in dice.sample(list(entries), BATCH // 2)
        ]
        index.forget()
        begin = time.process_time()
        index.learn(parties)
        for party in parties:
            index.candidates(party)
        floor.append(time.process_time() - begin)
        index.forget()
        begin = time.process_time()
        list(index.match_all(parties))
        ours.append(time.process_time() - begin)
    ratio = statistics.median(one / other for one, other in zip(ours, floor, strict=True))
    yield Figure(
        f"batch against {name}", count, round(ratio, 3), "<=2", "candidates alone", round(statistics.median(ours), 6), 3
    )
    yield Figure(
        f"batch against {name}, ms for a name", BATCH, round(statistics.median(ours) / BATCH * 1000, 3), "<=9", "1 ms",
        round(statistics.median(ours), 6), 3,
    )  # fmt: skip
    times = []
    for party in clean_people(dice, SINGLE):
        begin = time.perf_counter()
        index.match(Party("x", party.name + dice.choice(("ov", "son", "ez"))))
        times.append((time.perf_counter() - begin) * 1000)
    worst = statistics.quantiles(times, n=20)[-1]
    yield Figure(
        f"one check against {name}, ms of 95 in 100",
        SINGLE,
        round(worst, 2),
        "<=150",
        "1 ms",
        round(worst / 1000, 6),
        SINGLE,
    )


def _difference(before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[Figure]:
    """Each party has its matches of 2019; those of 2021 by difference, and by screening everything anew."""
    dice = random.Random(SEED + 3)
    parties = clean_people(dice, QUERIES // 2) + clean_companies(dice, QUERIES // 4)
    parties += [
        Party("x", typed_wrong(dice, dice.choice(one.names)[0]), "Person" if one.schema == "Person" else "Company")
        for one in dice.sample(list(after), QUERIES // 4)
    ]
    parties = [Party(str(number), party.name, party.schema) for number, party in enumerate(parties)]
    old = {party.id: matches for party, matches in Index(before).match_all(parties)}
    changes = compare_entries(before, after)
    delta, new = Index(changes.to_screen), Index(after)
    begin = time.process_time()
    by_difference = {party.id: carry_over(old[party.id], changes, found) for party, found in delta.match_all(parties)}
    middle = time.process_time()
    anew = {party.id: matches for party, matches in new.match_all(parties)}
    end = time.process_time()
    # The set of 2019 comes without addresses, so most entries of 2021 say something new: no difference costs more.
    unlike = sum(by_difference[key] != anew[key] for key in anew)
    spent = round(middle - begin, 6)
    yield Figure(
        "parties that 2019 to 2021 by difference gets otherwise",
        len(parties),
        unlike,
        "<=0",
        "screening anew",
        spent,
        1,
    )
    yield Figure(
        "by difference", len(parties), round((middle - begin) / (end - middle), 3), "<=1.5", "screening anew", spent, 1
    )
