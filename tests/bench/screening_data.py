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
    ("James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Charles "
     "Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Sandra Mark Margaret Donald Ashley Steven Kimberly Andrew Emily Paul Donna "
     "Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa George Deborah Timothy Stephanie Ronald Rebecca Jason Laura Edward Helen Jeffrey "
     "Sharon Ryan Cynthia Jacob Kathleen Gary Amy Nicholas Angela Eric Shirley Jonathan Brenda Stephen Emma Larry Anna Justin Pamela Scott Nicole "
     "Brandon Samantha Benjamin Katherine Samuel Christine Gregory Debra Frank Rachel Raymond Carolyn Patrick Janet Jack Maria Dennis Olivia",
     "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Thompson White Harris Clark Lewis "
     "Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Phillips Evans Turner "
     "Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Peterson Cooper Reed Bailey Bell Kelly Howard Ward Cox Richardson Wood "
     "Watson Brooks Bennett Gray Hughes Price Myers Long Foster Sanders Ross Powell Sullivan Russell Jenkins Perry Butler Barnes Fisher Henderson "
     "Coleman Simmons Patterson Jordan Reynolds Hamilton Graham Wallace Woods Cole West Owens Gibson Ellis Hunter Hicks Crawford Henry Boyd Mason "
     "Morrison Kennedy Warren Dixon Burns Gordon Shaw Holmes Rice Robertson Hunt Black Daniels Palmer Mills Nichols Grant Knight Ferguson Rose "
     "Stone Hawkins Dunn Perkins Hudson Spencer Gardner Stephens Payne Pierce Berry Matthews Arnold Wagner Willis Ray Watkins Olson Carroll Duncan"),
    ("Hans Ursula Jürgen Sabine Stefan Petra Matthias Anke Lukas Heike Florian Britta Wolfgang Monika Dieter Renate Uwe Birgit Jens Katrin Sven Silke",
     "Müller Schmidt Schneider Becker Vogel Köhler Lindner Brandt Seidel Ziegler Hoffmann Schäfer Bauer Koch Richter Klein Schröder Neumann Schwarz Zimmermann Krüger Hartmann Lange Werner Krause Lehmann Huber"),
    ("Jean Marie Pierre Camille Luc Sophie Thierry Élodie Mathieu Chloé Nicolas Isabelle Philippe Nathalie Olivier Sandrine Laurent Valérie",
     "Dupont Lefèvre Moreau Girard Fontaine Chevalier Perrin Marchand Leclerc Bonnet Rousseau Mercier Blanchard Gauthier Renard Picard Lacroix Barbier"),
    ("José María Carlos Lucía Javier Carmen Alejandro Pilar Miguel Rocío Raúl Inés Fernando Beatriz Álvaro Cristina Sergio Marta Pablo Teresa",
     "García Martínez Navarro Iglesias Cordero Vidal Montero Salinas Pastor Benítez Serrano Blanco Molina Suárez Ortega Delgado Castro Rubio Marín Sanz Núñez Medina Garrido Cortés Lozano Guerrero Cano Prieto Méndez Calvo"),
    ("Giovanni Chiara Marco Elena Paolo Francesca Davide Giulia Matteo Silvia Alessandro Martina Stefano Federica",
     "Rossi Conti Moretti Gallo Fabbri Marchetti Pellegrini Bellini Russo Ferrari Esposito Bianchi Romano Colombo Ricci Greco Barbieri"),
    ("Piotr Agnieszka Tomasz Katarzyna Marek Ewa Krzysztof Joanna Grzegorz Magdalena", "Nowak Wiśniewski Zieliński Dąbrowska Lewandowski Mazur Krawczyk Kowalczyk Szymański Woźniak Kozłowski Jankowska"),
    ("Иван Ольга Дмитрий Наталья Алексей Елена Михаил Татьяна Андрей Ирина", "Соколов Морозова Лебедев Козлова Новиков Егорова Волков Павлова Семёнов Голубева Виноградов Богданова Фёдоров"),
    ("Ahmed Fatima Youssef Amina Karim Leila Tariq Samira Bilal Nadia Hassan Rania Omar Salma Khalid Huda Walid Mona", "Benali Haddad Mansouri Chaoui Najjar Sabbagh Darwish Khoury Zidan Tazi Berrada Bennani Idrissi Fassi Hamdan Qasim Nasser Farouk Shaheen"),
    ("Rajesh Priya Amit Sunita Vikram Anjali Suresh Deepa Arjun Kavita Rahul Meena", "Sharma Patel Iyer Banerjee Reddy Chatterjee Kulkarni Menon Gupta Desai Joshi Nair Rao Mehta Pillai Agarwal"),
    ("Wei Fang Jie Min Lei Xiaoming Yan Jing Haoran Yuxin Zihan Ruoxi Tianyu Mengyao Jiahui Xinyi", "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang"),
    ("Haruto Yuki Kenji Aiko Takeshi Sakura Hiroshi Naoko Daisuke Emi", "Sato Suzuki Takahashi Watanabe Kobayashi Yoshida Tanaka Ito Yamamoto Nakamura Matsumoto Inoue Kimura"),
    ("Chukwuemeka Ngozi Kwame Abena Tunde Folake Emeka Adaeze Kofi Efua", "Okafor Adeyemi Mensah Owusu Balogun Eze Okonkwo Asante Boateng Nwosu Ogunleye Appiah"),
    ("Mehmet Ayşe Emre Zeynep Burak Elif Mustafa Hatice Murat Merve", "Yılmaz Kaya Demir Şahin Çelik Arslan Yıldız Öztürk Aydın Özdemir Doğan Kılıç"),
    ("Nguyễn Trần Phạm Hoàng Vũ Đặng Bùi", "Văn-An Thị-Hoa Minh-Quân Thu-Trang Đức-Anh Ngọc-Lan Quốc-Bảo Thanh-Hương"),
)  # fmt: skip
COMPANY_WORDS = (
    "Harbor Summit Cedar Falcon Maple Bright Copper Lantern Meadow Orchard Pioneer River Silver Thistle Willow Aurora Beacon Crescent Delta "
    "Evergreen Frontier Granite Horizon Juniper Keystone Lakeside Monarch Northgate Oakwood Pinnacle Quartz Redwood Sterling Tidewater"
).split()
COMPANY_BEGINNINGS = (
    "Acu Alti Arva Bel Brex Cali Cora Dena Dyna Elix Ento Fala Fida Gamo Glen Helva Ido Inso Jova Kala Kemo Lani Lumi Mira Moda Nara "
    "Nexi Oda Opti Pala Quali Rena Sala Seno Tala Tekno Uvi Vala Veri Wexo Xero Yara Zeni"
).split()
COMPANY_ENDS = "bit care com dex form gen lab line link mark nex on path point ra ris sys tec tel tis tron via vex vo ware wise xa zon".split()
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
    """No two alike, half of them of the first line, as in a country with one majority."""
    lines = [[part.split() for part in line] for line in PEOPLE]
    names: dict[str, None] = {}
    while len(names) < count:
        first, last = lines[0] if len(names) % 2 else dice.choice(lines)
        names[f"{dice.choice(first)} {dice.choice(last)}".replace("-", " ")] = None
    return [Party(f"clean:{number}", name) for number, name in enumerate(names)]


def clean_companies(dice: random.Random, count: int) -> list[Party]:
    """By turns: words that companies like; a name made up of syllables; a founder; each with what they do and a legal form."""
    founders = [name for _, last in PEOPLE for name in last.split()]
    made = []
    for number in range(count):
        kinds = [dice.choice(COMPANY_KINDS)] + [dice.choice(COMPANY_KINDS)] * (dice.random() < 0.3)
        names = (
            [dice.choice(COMPANY_WORDS + founders), dice.choice(COMPANY_WORDS)],
            [dice.choice(COMPANY_BEGINNINGS) + dice.choice(COMPANY_ENDS)],
            [dice.choice(founders)],
        )[number % 3]
        made.append(Party(f"firm:{number}", " ".join([*names, *kinds, dice.choice(COMPANY_FORMS)]), "Company"))
    return made


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
    place = dice.choice([i for i, letter in enumerate(letters) if letter.isalpha()] or [0])
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
    """One alias each of `count` entries of OFAC, people or companies; ships have other names rather than aliases."""
    schema = "Person" if of_people else "Company"
    able = [e for e in entries if e.list != "un" and e.schema == schema and len(e.names) > 1]
    chosen = {id(e): dice.choice(e.names[1:]) for e in dice.sample(able, min(count, len(able)))}
    parties = [
        (Party(f"alias:{e.uid}", chosen[id(e)][0], schema), e.uid)
        for e in entries
        if id(e) in chosen and chosen[id(e)][1] == "strong"
    ]
    kept = [_without(e, chosen[id(e)][0]) if id(e) in chosen else e for e in entries]
    return LeftOut(kept, parties)


def _without(entry: Entry, alias: str) -> Entry:
    return dataclasses.replace(entry, names=tuple(name for name in entry.names if name[0] != alias), digest="")
