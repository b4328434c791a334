"""The characters that every SEPA bank reads: a to z, digits, space and / - ? : ( ) . , ' + (the rest is rewritten)."""

import re
import unicodedata

_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya e i yi ye g u".split(),  # noqa: SIM905
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρςστυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),  # noqa: SIM905
        strict=True,
    )
)
_LATIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
    "&": "+", "@": "(at)", "_": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "`": "'", "´": "'", "“": "'", "”": "'",
    '"': "'", ";": ",", "[": "(", "]": ")", "{": "(", "}": ")", "*": ".", "€": "EUR",
}  # fmt: skip
_SMALL = {**_LATIN, **_GREEK, **{char: text.replace("-", "") for char, text in _CYRILLIC.items()}}
_LETTERS = {char: text for char, text in _SMALL.items() if char.isalpha() and len(char.upper()) == 1}
_TABLE = str.maketrans({**_SMALL, **{char.upper(): text.capitalize() for char, text in _LETTERS.items()}})


def transliterate(text: str, *, longest: int) -> str:
    """Readable by any bank, blanks joined, cut to `longest`; what has no likeness becomes a full stop."""
    composed = unicodedata.normalize("NFC", text).translate(_TABLE)
    bare = "".join(char for char in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(char))
    legible = re.sub(r"[^A-Za-z0-9/?:().,'+ -]", ".", re.sub(r"\s+", " ", bare.translate(_TABLE)))
    # A slash first, last or doubled is a field tag to some banks.
    return re.sub(r"/{2,}", "/", legible).strip(" /")[:longest].rstrip(" /")


def is_legible(text: str) -> bool:
    """Has a letter or digit left, which a name needs."""
    return re.search(r"[A-Za-z0-9]", text) is not None
