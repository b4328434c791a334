import os
import random
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from compliance.screening import THRESHOLDS, Index, Match, Party
from compliance.screening.alignment import align
from compliance.screening.blends import Blends
from compliance.screening.difference import carry_over, compare_entries
from compliance.screening.lines import match_lines
from compliance.screening.names import take_apart
from compliance.screening.ofac import read_ofac
from compliance.screening.phrases import worth_of
from compliance.screening.scoring import agreement_for, bound_words, judge_words
from compliance.screening.sieve import UNTOLD, reach
from compliance.screening.spelling import fold
from compliance.screening.text import plain
from compliance.screening.un import read_un
from compliance.screening.vocabulary import Vocabulary
from compliance.screening.words import is_form, worth
from portal.embedded.places import ROOT
from tests.compliance.lists import COMPANIES, OFAC, PEOPLE, UN, entry

INDEX = Index(PEOPLE + COMPANIES)


def _found(name: str, schema: str = "Person") -> list[str]:
    return [match.entry for match in INDEX.match(Party("x", name, schema))]


@pytest.mark.parametrize(
    ("name", "uid"),
    [
        ("Tamim Varqawi", "1"), ("VARQAWI TAMIM", "1"), ("Tamim M. al Warqawi", "1"), ("Tameem Mohammed Rabee Al-Varkawi", "1"),
        ("Tamim MuhammadRabi Varqawi", "1"), ("Tamim Rabi Varkavi", "1"), ("Tmaim Muhammad Rabi Varqawi", "1"),
        ("تميم محمد الورقاوي", "1"),
        ("Сергей Островской", "2"), ("Serhiy Ostrovskoi", "2"), ("Ostrovskoy, S. Petrovitch", "2"), ("Sergey Ostrowskoj", "2"),
        ("Abdulrahman Yaqoub", "3"), ("Abderrahmane ben Yacoub", "3"), ("ABDUL RAHMAN YAQUB", "3"), ("Yaqub Rahman Abdul", "3"),
        ("Kim Tokhun", "4"), ("Tok-hun KIM", "4"), ("Kim Tok Hum", "4"), ("Kym Tok Hun", "4"),
        ("José Ignacio Zapatero", "5"), ("Jose Zapatero Mendiola", "5"), ("Zapatero-Mendiola J. Ignacio", "5"),
        ("习明平", "7"), ("Xi Ming Ping", "7"),
    ],
)  # fmt: skip
def test_a_person_is_found_however_the_name_is_written(name: str, uid: str) -> None:
    assert _found(name) == [uid]


@pytest.mark.parametrize(
    ("name", "uid"),
    [
        ("Querbash Trading Company Limited", "11"), ("QUERBASH TRADING GMBH", "11"), ("Querbash", "11"), ("Qerbash Trading Ltd", "11"),
        ("Severnaya Zvezda LLC", "12"), ("ООО «Северная Звезда»", "12"), ("SEVERNAYAZVEZDA OOO", "12"),
        ("Boldarian Airlines", "13"), ("BOLDARIAN AIR LINES S.A.", "13"),
        ("Korea General Trading Corp.", "14"),
    ],
)  # fmt: skip
def test_a_company_is_found_whatever_its_legal_form(name: str, uid: str) -> None:
    assert _found(name, "Company") == [uid]


@pytest.mark.parametrize(
    "name",
    [
        "John Smith",
        "Maria Garcia",
        "Mohammed Rabi",
        "Sergey Petrov",
        "Jose Mendoza",
        "Kim Jong",
        "John Okafor",
        "Ignacio Perez",
    ],
)
def test_ordinary_people_are_not_found(name: str) -> None:
    assert _found(name) == []


@pytest.mark.parametrize(
    "name", ["General Trading Company", "Korea Airlines", "Star Trading Co., Ltd.", "Air Lines Ltd", "LLC"]
)
def test_what_every_company_is_called_finds_none(name: str) -> None:
    assert _found(name, "Company") == []


BODIES = Index(
    [
        entry("1", "NATIONAL BOLDARIAN OIL COMPANY", schema="Company"),
        entry("2", "BIMEH BOLDARIA", schema="Company"),
        entry("3", "QVX", schema="Company"),
        entry("4", "GOSUDARSTVENNY BANK KVARNIYA", schema="Company"),
    ]
)


@pytest.mark.parametrize(
    ("name", "uid"),
    [
        ("NBOC", "1"), ("N.B.O.C. Ltd", "1"), ("Compania Nacional Boldarian de Petroleo", "1"), ("Boldaria Insurance Company", "2"),
        ("Kvarniya State Bank", "4"),
    ],
)  # fmt: skip
def test_a_company_is_found_by_initials_and_in_another_language(name: str, uid: str) -> None:
    assert [match.entry for match in BODIES.match(Party("x", name, "Company"))] == [uid]


FIRMS = Index(
    [
        entry("1", "QUERBASH STEEL S.A.", schema="Company"),
        entry("2", "FALCON LOGISTICS", schema="Company"),
        entry("3", "VARNOPECUARIA EL DUMALO LTDA.", schema="Company"),
        entry("4", "PARVAN OIL AND GAS COMPANY", schema="Company"),
        entry("5", "OVRAN CENTRAL ASSEMBLY S.A.", schema="Company"),
        entry("6", "七海科技有限公司", schema="Company"),
        entry("7", "FOURTEEN ZORBAN LAMPS", schema="Company"),
        entry("8", "AL MEADOW SILVER & GLASS", schema="Company"),
    ]
)


@pytest.mark.parametrize(
    ("name", "uid"),
    [
        ("Querbash Trading GmbH", "1"), ("Querbash Madrid", "1"),
        ("Varnodumalo S.A.", "3"), ("POGC", "4"), ("O.C.A. S.A.", "5"), ("14 Zorban Lamps AG", "7"),
    ],
)  # fmt: skip
def test_a_company_is_known_by_the_one_word_that_is_its_own(name: str, uid: str) -> None:
    """Though what it does, where it is and its form of law differ; by a blend of its words, and by their first letters."""
    assert [match.entry for match in FIRMS.match(Party("x", name, "Company"))] == [uid]


@pytest.mark.parametrize(
    ("name", "uid"),
    [
        ("Falcon Logistics Marine GmbH", "2"), ("The Falcon Logistics Company", "2"), ("Central Assembly Ovran", "5"),
        ("Meadow Silver Ltd", "8"),
    ],
)  # fmt: skip
def test_words_that_many_like_are_somebodys_where_they_stand_in_a_row(name: str, uid: str) -> None:
    assert [match.entry for match in FIRMS.match(Party("x", name, "Company"))] == [uid]


@pytest.mark.parametrize(
    ("words", "worths", "says"),
    [
        (("falcon", "logistics"), (420, 330), True), (("general", "trade"), (330, 285), False),
        (("general", "international", "trade"), (345, 345, 285), False), (("falcon", "falcon"), (420, 420), False),
        (("falcon", "sea"), (420, 165), False),
    ],
)  # fmt: skip
def test_a_phrase_has_two_words_of_which_one_is_more_than_generic(
    words: tuple[str, ...], worths: tuple[int, ...], says: bool
) -> None:
    assert (worth_of(words, worths) >= THRESHOLDS["Company"]) is says


@pytest.mark.parametrize(
    ("ours", "theirs", "least", "most"), [("zheng", "cheng", 0, 800), ("dostrov", "tostrov", 900, 999)]
)
def test_a_voiced_letter_makes_another_name_of_a_short_one(ours: str, theirs: str, least: int, most: int) -> None:
    (numbers, likeness) = Vocabulary([theirs]).like([ours])[0]
    assert list(set(numbers.tolist())) == [0]
    assert least < likeness.tolist()[-1] <= most


@pytest.mark.parametrize(
    "name",
    [
        "Smith Falcon Energy Ltd", "Falcon Software", "Pioneer Falcon Logistics Inc", "Madrid Steel S.A.", "Martin S.A.",
        "方正科技有限公司", "Parvanto Ltd",
    ],
)  # fmt: skip
def test_words_that_many_companies_like_are_nobodys_own(name: str) -> None:
    assert FIRMS.match(Party("x", name, "Company")) == []


@pytest.mark.parametrize(
    ("short", "long", "is_blend"),
    [
        ("varnodum", "Varnopecuaria El Dumalo", True), ("vardumsa", "Varnopecuaria Dumalo S.A.", True),
        ("dumvarno", "Varnopecuaria Dumalo", False), ("varnod", "Varnopecuaria Dumalo", False),
        ("varno", "Varnopecuaria Dumalo", False), ("vadu", "Varnopecuaria Dumalo", False),
    ],
)  # fmt: skip
def test_a_blend_has_two_letters_or_more_of_every_word(short: str, long: str, is_blend: bool) -> None:
    name = take_apart(long, of_company=True)
    found = list(Blends([name]).like(take_apart(short, of_company=True)))
    assert bool(found) is is_blend
    assert [worth for _, worth in Blends([take_apart(short, of_company=True)]).like(name)] == [
        worth for _, worth in found
    ]


@pytest.mark.parametrize(
    ("text", "same"), [("S. A. de C. V.", "sa de cv"), ("E.C.A. S.A.", "eca sa"), ("U. S. S. R. Ltd", "ussr ltd")]
)
def test_letters_with_dots_are_words_as_they_stand_together(text: str, same: str) -> None:
    assert plain(text) == same


@pytest.mark.parametrize("word", ["gaz", "adj", "kes"])
def test_a_short_word_that_sounds_like_a_form_of_law_is_none(word: str) -> None:
    assert not is_form(word)
    assert worth(word, of_company=True) > worth("gmbh", of_company=True)


def test_initials_of_an_ordinary_name_find_no_short_one() -> None:
    assert BODIES.match(Party("x", "Quill Valley Xylophones Ltd", "Company")) == []


def test_another_name_that_many_have_is_no_slip_of_the_fingers() -> None:
    listed = Index([entry("1", "ZHANG, Yarvoming"), entry("2", "OSTROVSKOY, Pavel")])

    def score(name: str) -> int:
        return max((match.score for match in listed.match(Party("x", name), 0)), default=0)

    assert score("Yarvoming Zhagn") > score("Yarvoming Wang") + 80
    assert score("Pavel Ostrovskoy") == 1000
    # What a father was called is left out more often than not.
    with_father = Index([entry("1", "OSTROVSKOY, Pavel Gennadyevich"), entry("2", "OSTROVSKOY, Pavel Mendiola")])
    left_out = {match.entry: match.score for match in with_father.match(Party("x", "Pavel Ostrovskoy"), 0)}
    assert left_out["1"] > left_out["2"]


@pytest.mark.parametrize(
    "name", ["Abdul Rahman Yaqub", "ABBDUL RAHMAN YAQUB", "RAHMAN YAQUB ABDUL", "YAQUB RAHMAN ABDUL"]
)
def test_the_servant_stands_before_whom_he_serves(name: str) -> None:
    assert _found(name) == ["3"]


def test_people_are_not_compared_with_companies() -> None:
    assert _found("Querbash Trading", "Person") == []
    assert _found("Tamim Varqawi", "Company") == []


def test_a_score_is_explained_part_by_part() -> None:
    (match,) = INDEX.match(Party("x", "Tamim Warqawi", countries=("EG",)))

    assert match == Match("un", "1", "AL-VARQAWI, Tamim Muhammad Rabi", match.score, match.parts, PEOPLE[0].digest)
    assert match.parts["pairs"] == [
        {"ours": "warqawi", "theirs": "varqawi", "likeness": 950, "worth": 1100},
        {"ours": "tamim", "theirs": "tamim", "likeness": 1000, "worth": 1000},
    ]
    assert match.parts["name"] == max(match.parts["words"], match.parts["run"])
    assert (match.parts["country"], match.parts["birth_date"], match.parts["identifier"]) == (0, 0, "")


LISTED = Index(
    [entry("1", "VARQAWI, Tamim", countries=("EG",), birth_dates=("1951-06-19",), identifiers=("A-108401",))]
)


def _score(**facts: object) -> int:
    return LISTED.match(Party("x", "Tamin Vargawi", **facts), 0)[0].score  # type: ignore[arg-type]


def test_country_birth_date_and_identifier_weigh() -> None:
    plainly = _score()

    assert _score(countries=("EG",)) > plainly > _score(countries=("FR",))
    assert _score(birth_date="1951-06-19") > _score(birth_date="1951") > plainly > _score(birth_date="1971-06-19")
    assert _score(birth_date="1952-01-02") == plainly
    assert _score(identifiers=("a 108401",)) >= 960


def test_an_identifier_is_found_under_another_name() -> None:
    (match,) = LISTED.match(Party("x", "Somebody Else", identifiers=("A108401",)))

    assert (match.entry, match.score, match.parts["identifier"]) == ("1", 960, "A-108401")


def test_a_weak_alias_is_worth_less_than_a_name() -> None:
    strong, weak = read_un(UN).entries[0].names[0], read_un(UN).entries[0].names[-1]
    index = Index(read_un(UN).entries)

    assert (strong[1], weak[1]) == ("strong", "weak")
    assert index.match(Party("x", strong[0]))[0].score == 1000
    assert index.match(Party("x", weak[0]))[0].score == 950


@pytest.mark.parametrize("name", ["", " ", "-", "'", "\u200b", "١٢٣", "🦊", "a" * 5_000, "ab " * 500, "\ud800", "\0"])
def test_strange_names_are_answered(name: str) -> None:
    assert _found(name) == []
    assert _found(name, "Company") == []


def _distorted(dice: random.Random) -> Iterator[Party]:
    names = [name for listed in PEOPLE + COMPANIES for name, _ in listed.names]
    for number in range(120):
        letters = list(dice.choice(names))
        for _ in range(dice.randrange(3)):
            letters[dice.randrange(len(letters))] = dice.choice("aeioubdk ")
        yield Party(str(number), "".join(letters), dice.choice(("Person", "Company")))


def test_what_is_found_depends_on_the_pair_alone() -> None:
    """Neither the other entries of the index, nor the other parties of the batch, nor their order."""
    parties = list(_distorted(random.Random(4)))
    together = {party.id: matches for party, matches in INDEX.match_all(parties, 300)}
    backwards = {party.id: matches for party, matches in Index(reversed(INDEX.entries)).match_all(parties[::-1], 300)}
    alone = [Index([one]) for one in INDEX.entries]
    one_by_one = {
        party.id: sorted(
            (match for index in alone for match in index.match(party, 300)),
            key=lambda match: (-match.score, match.list, match.entry),
        )
        for party in parties
    }

    assert together == one_by_one == backwards
    assert sum(map(len, together.values())) > 50


def test_a_rerun_gives_the_same_bits_in_another_process() -> None:
    program = (
        "import sys; from compliance.screening.lines import match_lines; from compliance.screening import Index;"
        "from tests.compliance.lists import COMPANIES, PEOPLE;"
        "print('\\n'.join(match_lines(Index(PEOPLE + COMPANIES), sys.stdin, threshold=300)))"
    )
    people = '{"id": 1, "name": "Tamin Varqavi"}\n{"id": 2, "name": "Mohammed Rabi"}\n'
    lines = people + '{"id": 3, "name": "Querbash Trade", "schema": "Company"}\n'

    answers = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=lines, capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "77")
    ]  # fmt: skip

    assert (
        answers[0]
        == answers[1]
        == "".join(f"{line}\n" for line in match_lines(INDEX, lines.splitlines(), threshold=300))
    )


def test_screening_the_difference_finds_what_screening_everything_finds() -> None:
    before = read_ofac("ofac-sdn", OFAC, source="x").entries
    after = (
        before[0],
        entry("900", "Ostrovskoy, Pyotr"),
        *(one for one in before[1:-1] if one.uid != "2677"),
        entry("901", "QUERBASH SHIPPING", schema="Company"),
    )
    changed = tuple(
        entry(one.uid, *(name for name, _ in one.names), "WARKAWI, Timothy") if one.uid == "2676" else one
        for one in after
    )
    parties = [*_distorted(random.Random(5)), *(Party(name, name) for one in before for name, _ in one.names)]
    parties += [Party("c" + name, name, "Company") for one in before for name, _ in one.names]
    old, new = Index(before), Index(changed)
    changes = compare_entries(before, changed)
    delta = Index(changes.to_screen)

    by_difference = {p.id: carry_over(old.match(p, 400), changes, delta.match(p, 400)) for p in parties}

    assert by_difference == {p.id: new.match(p, 400) for p in parties}
    assert by_difference != {p.id: old.match(p, 400) for p in parties}
    assert len(changes.to_screen) < len(changed)


def test_candidates_that_are_sifted_out_could_not_have_scored() -> None:
    """The sieve says of no name less than the careful score by words, and of most exactly that."""
    told = 0
    for party in _distorted(random.Random(6)):
        side = INDEX._sides[party.schema != "Person"]
        name, pool = side.name_of(party), side.pool
        hits = pool.hits(name)
        table = pool.compare(name, hits, pool.every)
        for place, most in enumerate(reach(name, table, side.weights).tolist()):
            careful = judge_words(align(name, table.of(place), pool.names[place], own=side.weights.own), side.weights)
            assert most in (careful, UNTOLD)
            told += most != UNTOLD
        agreed = np.arange(0, 4 * name.total, 7, dtype=np.int32)
        bound = bound_words(agreed, name.total, np.zeros_like(agreed), side.weights)
        for score in (450, 636, 700, 900):
            assert not (bound[agreed < agreement_for(score, name.total, side.weights)] >= score).any()
    assert told > 300


def test_a_likeness_of_runs_is_left_out_only_below_what_is_wanted() -> None:
    side = INDEX._sides[False]
    every = side.pool.every
    for party in _distorted(random.Random(7)):
        name = side.name_of(party)
        whole = side._runs.likeness(name, every, np.zeros_like(every))
        wanted = side._runs.likeness(name, every, np.full_like(every, 780))
        assert (wanted[whole >= 780] == whole[whole >= 780]).all()
        assert (wanted <= whole).all()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Müller & Söhne", "muller and sohne"), ("S.A. de C.V.", "sa de cv"), ("Sa'id", "said"), ("Łukasz Ørsted", "lukasz orsted"),
        ("Жуков", "zhukov"), ("Χρήστος", "christos"), ("  a\tb ", "a b"),
    ],
)  # fmt: skip
def test_text_of_any_script_becomes_plain(text: str, same: str) -> None:
    assert plain(text) == same


@pytest.mark.parametrize(
    "spellings",
    [
        ("mohammed", "muhammad", "mouhamad", "mohamed"), ("husayn", "hussein", "hossain"),
        ("abdulrahman", "abdurrahman", "abdelrahman"),
        ("yusuf", "youssef", "yousif"), ("sergey", "serhiy", "siarhei"), ("abdullah", "abdallah", "abdulla"),
    ],
)  # fmt: skip
def test_spellings_that_sound_alike_fold_to_one(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


def test_thresholds_are_apart_for_people_and_companies() -> None:
    assert set(THRESHOLDS) == {"Person", "Company"}
    assert THRESHOLDS["Person"] != THRESHOLDS["Company"]
