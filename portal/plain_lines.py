"""One line of text as people see it: names travel into tables, mails, exports and PDFs, and must read alike everywhere."""

import unicodedata

#: Joiners stand inside words of scripts from Arabic to Sinhala, and there only.
JOINERS = "\u200c\u200d"
JOINING = range(0x0600, 0x0E00)
#: Letters and marks that show nothing.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
MOST_MARKS = 4


def plain_line(text: str) -> str:
    """The text on one line, composed (NFC), without what is invisible, reverses its reading or is no character at all.

    A NUL stays: whoever sends one is told so. Of marks piled on one letter the first few stay.
    """
    kept: list[str] = []
    marks = 0
    for place, letter in enumerate(text):
        kind = unicodedata.category(letter)
        if letter in BLANKS or (kind in ("Cf", "Cs", "Cn", "Co") and not _joins(text, place)):
            continue
        marks = marks + 1 if kind == "Mn" else 0
        if marks <= MOST_MARKS:
            kept.append(" " if kind in ("Cc", "Zl", "Zp") and letter != "\x00" else letter)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def says_something(text: str) -> bool:
    """Whether a name has a letter or a digit in it."""
    return any(letter.isalnum() for letter in text)


def _joins(text: str, place: int) -> bool:
    around = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
    return text[place] in JOINERS and len(around) == 2 and all(ord(letter) in JOINING for letter in around)
