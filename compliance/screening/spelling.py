"""How a word may be written otherwise: one spelling for those that transliteration and ear confuse."""

import re
from functools import lru_cache

#: In this order; each pair is what is written and what it is taken for.
_SOUNDS = (
    (re.compile(r"tsch|tch"), "c"),
    (re.compile(r"shch|sch|sh"), "s"),
    (re.compile(r"ch"), "c"),
    (re.compile(r"dzh|dj|zh"), "j"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"ts|tz"), "s"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"ou|oo|oe|ue|uu"), "u"),
    (re.compile(r"ee|ie|iy|yi|ij|yy"), "i"),
    (re.compile(r"w"), "v"),
    (re.compile(r"y"), "i"),
    (re.compile(r"o"), "u"),
    (re.compile(r"e"), "a"),
    (re.compile(r"z"), "s"),
    (re.compile(r"(?<=[a-z]{2})(?:ah)$"), "a"),
    (re.compile(r"([a-z])\1+"), r"\1"),
)
_SERVANT = re.compile(r"^abd(?:ul|el|al|ol|oul|il|u|e)?(?=[a-z]{4})")
#: The article written into the word: not in Albert, Alfred or Alvarez.
_ARTICLE = re.compile(r"^(?:al|el)(?=[dghjkmnqrstwyz][a-z]{3})(?!mir|man|dr|gard|ton)")
_ALLAH = re.compile(r"^(abd|abdu|abde)l?[aiu]?ll?[ao]h?$")
_VOWELS = str.maketrans("", "", "aeiouy")


@lru_cache(maxsize=131_072)
def fold(word: str) -> str:
    """One spelling for all that sound alike: `Mohammed`, `Muhamad` and `Mouhammad` fold to the same word."""
    if word.isdecimal():
        return word
    if word.startswith("abd"):
        word = "abdulah" if _ALLAH.match(word) else _SERVANT.sub("abd", word)
    word = _ARTICLE.sub("", word)
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def skeleton(folded: str) -> str:
    """The consonants of a folded word, and its first letter: what remains of it in a script without vowels."""
    return folded[:1].replace("u", "a").replace("i", "a") + folded[1:].translate(_VOWELS)
