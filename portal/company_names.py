"""How two spellings of a company's name are compared: folded, without legal forms."""

import re
import unicodedata

# Dropped from the end of a name only, so that "Limited Brands" stays itself. Written as they look after folding.
_LEGAL_FORM_WORDS = (
    "ab ag aps as asa bhd bv co company corp corporation cv doo eirl eood gmbh inc incorporated kft kg kk lda limitada"
    " limited llc llp lp ltd ltda mbh nv ohg oo oy oyj plc pte pty pvt private sa sac sarl sas sdn se sl slu spa spol"
    " sro srl sau srls ug zoo"
)
_LEGAL_FORMS = frozenset(_LEGAL_FORM_WORDS.split())
# These stand in front. Cyrillic letters are named, because they look like Latin ones.
_LEADING_FORMS: frozenset[str] = frozenset(
    (
        "pt",
        "\N{CYRILLIC SMALL LETTER O}" * 3,
        "\N{CYRILLIC SMALL LETTER O}\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER O}",
        "\N{CYRILLIC SMALL LETTER ZE}\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER O}",
        "\N{CYRILLIC SMALL LETTER PE}\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER O}",
        "\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER O}",
    )
)
_FOLDED_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "ħ": "h", "þ": "th"}
)


def company_words(name: str) -> list[str]:
    """Words of a name, folded (case, accents, width), letters and digits only, legal form dropped."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(char for char in folded if not unicodedata.combining(char)).translate(_FOLDED_LETTERS)
    words = re.findall(r"[^\W_]+", re.sub("['\N{RIGHT SINGLE QUOTATION MARK}.]", "", bare))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    if len(words) > 1 and words[0] in _LEADING_FORMS:
        del words[0]
    return words


def normalise_company_name(name: str) -> str:
    """The same words, joined."""
    return "".join(company_words(name))
