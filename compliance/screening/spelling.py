"""How a word may be written otherwise: one spelling for those that transliteration and ear confuse."""

import re
from functools import lru_cache

#: In this order; each is what is written, what it is taken for, and a letter without which there is nothing to do.
_SOUNDS = (
    (re.compile(r"c(?=[eiy])"), "s", "c"),
    (re.compile(r"c(?!h)"), "k", "c"),
    (re.compile(r"tsch|tch"), "c", "c"),
    (re.compile(r"shch|sch|sh"), "s", "h"),
    (re.compile(r"ch"), "c", "c"),
    (re.compile(r"dzh|dj|zh"), "j", ""),
    (re.compile(r"kh"), "h", "k"),
    (re.compile(r"gh"), "g", "g"),
    (re.compile(r"ph"), "f", "p"),
    (re.compile(r"th"), "t", "h"),
    (re.compile(r"dh"), "d", "h"),
    (re.compile(r"ts|tz"), "s", "t"),
    (re.compile(r"q"), "k", "q"),
    (re.compile(r"x"), "ks", "x"),
    (re.compile(r"(?<=[aeiou])j(?![aeiou])"), "i", "j"),
    (re.compile(r"ou|oo|oe|ue|uu"), "u", ""),
    (re.compile(r"ee|ie|iy|yi|ij|yy"), "i", ""),
    (re.compile(r"w"), "v", "w"),
    (re.compile(r"y"), "i", "y"),
    (re.compile(r"o"), "u", "o"),
    (re.compile(r"e"), "a", "e"),
    (re.compile(r"z"), "s", "z"),
    (re.compile(r"(?<=[a-z]{2})(?:ah)$"), "a", "h"),
    (re.compile(r"([a-z])\1+"), r"\1", ""),
)
_SERVANT = re.compile(r"^abd(?:ul|el|al|ol|oul|il|u|e)?(?=[a-z]{4})")
#: The article written into the word: not in Albert, Alfred or Alvarez.
_ARTICLE = re.compile(r"^(?:al|el)(?=[dghjkmnqrstwyz][a-z]{3})(?!mir|man|dr|gard|ton)")
_ALLAH = re.compile(r"^(abd|abdu|abde)l?[aiu]?ll?[ao]h?$")
#: Given names that cross a border under another spelling; the first of a line stands for all.
_SAME = {
    other: line.split()[0]
    for line in """
sergey sergei serhiy serhii siarhei siarhey sergiy serge sergej
aleksandr alexander oleksandr aliaksandr alyaksandr alexandr aleksander iskandar alexandros
aleksey alexey alexei aleksei oleksiy oleksii aliaksei alyaksey
vladimir volodymyr uladzimir vladimiros wladimir
dmitry dmitri dmitriy dmitrij dmytro dzmitry dimitri dimitry dimitrios
nikolay nikolai nikolaj mykola mikalai mikola nicolai nicolae
mikhail mikhailo mykhailo mikail mihail michail
andrey andrei andriy andrii andrej andrzej
yevgeny evgeny evgeni yevgeniy evgeniy yevhen yauhen eugen eugene
igor ihor
petr pyotr petro pyotra piotr
pavel pavlo pawel
oleg oleh aleh
yuri yuriy yury yurii iurii jurij
viktor victor viktar
vasily vasiliy vasyl vasil vasili wassili
grigory grigoriy hryhoriy grigori
anatoly anatoliy anatolii anatol
konstantin kostyantyn kanstantsin constantine
valery valeriy valerii valeri
vyacheslav viacheslav wjatscheslaw
ilya illia ilia
fyodor fedor fedir
maxim maksim maksym
joseph josef yosef yousef iosif osip josep jozef yossef
yusuf youssef yousef yusif yousif yosuf yussuf
jacob yakov yaakov jakob yacov iakov
john jhon jon
isaac yitzhak itzhak
abraham avraham
muhammad mohammed mohamed mohammad muhammed mohamad muhamad mohamud md mohd magomed mokhammad
ahmad ahmed ahmet akhmad akhmed achmad achmed
hussein husayn hossein hussain husain huseyin khusein
hassan hasan khasan
ali aly
usama osama oussama
uthman othman osman usman ousmane
umar omar oumar
yahya yahia
qasim kassem qassem kasim gasim ghassem qasem kacem
jamal gamal djamal cemal
jalal galal djalal celal
mahmoud mahmud mahmood makhmud
mustafa mostafa moustafa mustapha
ibrahim ebrahim ibrahima
ismail ismael esmail
khalid khaled halid
said saeed saed
abu abou
choe choi
kim gim
pak park bak
ri yi rhee
jo cho
jong chong
jang chang
""".splitlines()
    if line
    for other in line.split()
}
#: Every spelling in that table.
SAME_NAMES = frozenset(_SAME)
_HARD = str.maketrans({"b": "p", "d": "t", "g": "k", "j": "c"})
_VOWELS = str.maketrans("", "", "aeiouyv")


@lru_cache(maxsize=131_072)
def fold(word: str) -> str:
    """One spelling for all that sound alike: `Mohammed`, `Muhamad` and `Mouhammad` fold to the same word."""
    if word.isdecimal():
        return word
    word = _SAME.get(word, word)
    if _ALLAH.match(word):
        word = "abdulah"
    elif servant := _SERVANT.match(word):
        return "abd" + fold(word[servant.end() :])
    word = _ARTICLE.sub("", word)
    for pattern, sound, letter in _SOUNDS:
        if letter in word:
            word = pattern.sub(sound, word)
    return word


def harden(folded: str) -> str:
    """A folded word without the voice in its consonants, which Korean, Chinese and Arabic names gain or lose on the way."""
    return folded.translate(_HARD)


def without_servant(folded: str) -> str:
    """`Abd al-Qadir` is often called `Qadir` alone."""
    return folded[3:] if folded.startswith("abd") and len(folded) > 6 else folded


def skeleton(folded: str) -> str:
    """The consonants of a folded word, and its first letter: what remains of it in a script without vowels."""
    return ("a" if folded[:1] in tuple("uiv") else folded[:1]) + folded[1:].translate(_VOWELS)
