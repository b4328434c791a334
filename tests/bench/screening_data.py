# ruff: noqa: E501, SIM905 (lists of words are read as lines)
"""Names for the measurements of screening: distorted, left out, and of people and companies that nobody lists. All seeded."""

import dataclasses
import os
import random
from collections.abc import Sequence
from pathlib import Path

from compliance.screening import Entry, Party, Reading
from compliance.screening.ofac import read_ofac
from compliance.screening.ofac_files import find_sets, newest
from compliance.screening.un import read_un

LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: First and last names that ordinary people of a country have; a name is drawn from one line.
PEOPLE = (
    ("James Mary Robert Jennifer Michael Linda David Susan Kevin Laura Brian Emily Jason Megan Eric Rachel Tyler Amber Scott Julie",
     "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Harrison Whitfield Caldwell Mercer Stanton Ferris Beckett"),
    ("Hans Ursula Jürgen Sabine Stefan Petra Matthias Anke Lukas Heike Florian Britta", "Müller Schmidt Schneider Becker Vogel Köhler Lindner Brandt Seidel Ziegler"),
    ("Jean Marie Pierre Camille Luc Sophie Thierry Élodie Mathieu Chloé", "Dupont Lefèvre Moreau Girard Fontaine Chevalier Perrin Marchand Leclerc"),
    ("José María Carlos Lucía Javier Carmen Alejandro Pilar Miguel Rocío Raúl Inés", "García Martínez Navarro Iglesias Cordero Vidal Montero Salinas Pastor Benítez"),
    ("Giovanni Chiara Marco Elena Paolo Francesca Davide Giulia", "Rossi Conti Moretti Gallo Fabbri Marchetti Pellegrini Bellini"),
    ("Piotr Agnieszka Tomasz Katarzyna Marek Ewa", "Nowak Wiśniewski Zieliński Dąbrowska Lewandowski Mazur Krawczyk"),
    ("Иван Ольга Дмитрий Наталья Алексей Елена", "Соколов Морозова Лебедев Козлова Новиков Егорова Волков"),
    ("Ahmed Fatima Youssef Amina Karim Leila Tariq Samira Bilal Nadia", "Benali Haddad Mansouri Chaoui Najjar Sabbagh Darwish Khoury Zidan"),
    ("Rajesh Priya Amit Sunita Vikram Anjali Suresh Deepa", "Sharma Patel Iyer Banerjee Reddy Chatterjee Kulkarni Menon"),
    ("Wei Fang Jie Min Lei Xiaoming Yan Jing", "Wang Li Zhang Liu Chen Yang Huang Zhao"),
    ("Haruto Yuki Kenji Aiko Takeshi Sakura", "Sato Suzuki Takahashi Watanabe Kobayashi Yoshida"),
    ("Chukwuemeka Ngozi Kwame Abena Tunde Folake", "Okafor Adeyemi Mensah Owusu Balogun Eze"),
    ("Mehmet Ayşe Emre Zeynep Burak Elif", "Yılmaz Kaya Demir Şahin Çelik Arslan"),
    ("Nguyễn Trần Phạm Lê", "Văn-An Thị-Hoa Minh-Quân Thu-Trang"),
)  # fmt: skip
COMPANY_WORDS = (
    "Harbor Summit Cedar Falcon Maple Bright Copper Lantern Meadow Orchard Pioneer River Silver Thistle Willow Aurora Beacon Crescent Delta "
    "Evergreen Frontier Granite Horizon Juniper Keystone Lakeside Monarch Northgate Oakwood Pinnacle Quartz Redwood Sterling Tidewater"
).split()
COMPANY_KINDS = "Trading Software Logistics Consulting Foods Energy Systems Partners Media Holdings Construction Textiles Labs Travel".split()
COMPANY_FORMS = "Ltd Inc LLC GmbH S.A. S.r.l. B.V. AG SAS Pty".split()


def find_lists() -> Path | None:
    """The directory that SCREENING_LISTS names, with `ofac/` and `un/UN_consolidated.xml` in it."""
    path = Path(os.environ.get("SCREENING_LISTS", ""))
    return path if os.environ.get("SCREENING_LISTS") and (path / "ofac").is_dir() else None


def read_sets(directory: Path, *, label: str | None = None) -> list[Reading]:
    """The newest OFAC lists (or those with `label` in their names)."""
    chosen = newest(find_sets(directory / "ofac"), label=label)
    return [read_ofac(one.list, one.contents(), source=one.names) for one in chosen]


def read_everything(directory: Path) -> list[Entry]:
    """Every entry of the newest lists."""
    readings = [*read_sets(directory), read_un((directory / "un" / "UN_consolidated.xml").read_bytes())]
    return [entry for reading in readings for entry in reading.entries]


def clean_people(dice: random.Random, count: int) -> list[Party]:
    """Half of them of the first line, as in a country with one majority."""
    lines = [[part.split() for part in line] for line in PEOPLE]
    picked = [lines[0] if number % 2 else dice.choice(lines) for number in range(count)]
    return [
        Party(f"clean:{number}", f"{dice.choice(first)} {dice.choice(last)}".replace("-", " "))
        for number, (first, last) in enumerate(picked)
    ]


def clean_companies(dice: random.Random, count: int) -> list[Party]:
    """Two words that companies like, what they do, and a legal form."""
    surnames = [name for _, last in PEOPLE for name in last.split()]
    return [
        Party(
            f"firm:{number}",
            f"{dice.choice(COMPANY_WORDS + surnames)} {dice.choice(COMPANY_WORDS)} {dice.choice(COMPANY_KINDS)} {dice.choice(COMPANY_FORMS)}",
            "Company",
        )
        for number in range(count)
    ]


def recombined(dice: random.Random, entries: Sequence[Entry], count: int) -> list[Entry]:
    """`count` more entries: words of real names put together anew, each with the number of words of another."""
    made = []
    for schema in ("Person", "Company"):
        own = [
            name.replace(",", "").split()
            for e in entries
            if (e.schema == "Person") is (schema == "Person")
            for name, _ in e.names
        ]
        words = [word for name in own for word in name]
        share = count * len(own) // sum(len(e.names) for e in entries)
        for number in range(share):
            name = " ".join(dice.choice(words) for _ in dice.choice(own)[:6])
            made.append(Entry("recombined", f"{schema}{number}", schema, ((name, "strong"),)))
    return made


def typed_wrong(dice: random.Random, name: str) -> str:
    """One slip of the fingers: a letter wrong, missing, double or in the wrong place; or words in another order or run together."""
    way, letters, words = dice.randrange(7), list(name), name.split()
    place = dice.choice([i for i, letter in enumerate(letters) if letter.isalpha()])
    if way == 0:
        letters[place] = dice.choice(LETTERS)
    elif way == 1:
        del letters[place]
    elif way == 2:
        letters.insert(place, letters[place])
    elif way == 3 and place + 1 < len(letters):
        letters[place : place + 2] = letters[place : place + 2][::-1]
    elif way == 4:
        letters = list(" ".join(words[1:] + words[:1]))
    elif way == 5 and len(words) > 1:
        letters = list("".join(words[:2]) + " ".join(["", *words[2:]]))
    else:
        letters = list("-".join(words).title())
    return "".join(letters)


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """Entries without some of their aliases, and those aliases as parties that look for them."""

    entries: list[Entry]
    parties: list[tuple[Party, str]]


def leave_out(dice: random.Random, entries: Sequence[Entry], count: int, *, of_people: bool) -> LeftOut:
    """One alias each of `count` entries of OFAC."""
    able = [e for e in entries if e.list != "un" and (e.schema == "Person") is of_people and len(e.names) > 1]
    chosen = {id(e): dice.choice(e.names[1:]) for e in dice.sample(able, min(count, len(able)))}
    parties = [
        (Party(f"alias:{e.uid}", chosen[id(e)][0], "Person" if of_people else "Company"), e.uid)
        for e in entries
        if id(e) in chosen and chosen[id(e)][1] == "strong"
    ]
    kept = [_without(e, chosen[id(e)][0]) if id(e) in chosen else e for e in entries]
    return LeftOut(kept, parties)


def _without(entry: Entry, alias: str) -> Entry:
    return dataclasses.replace(entry, names=tuple(name for name in entry.names if name[0] != alias), digest="")
