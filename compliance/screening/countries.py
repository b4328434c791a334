"""Names of countries as lists spell them, in ISO 3166 alpha-2."""

from functools import lru_cache

from compliance.screening.text import plain
from portal.countries import COUNTRIES

#: Spellings that portal.countries does not use. A region counts for the country that its people are citizens of.
_ALSO = """
BS bahamas the|MM burma|CV cabo verde|CD congo democratic republic of the|CD democratic republic of the congo
CD congo dr|CG congo republic of the|CG congo|CG republic of the congo|CI cote d ivoire|CI ivory coast
CZ czech republic|KP korea north|KP democratic peoples republic of korea|KP dprk|KR korea south|KR republic of korea
LA lao peoples democratic republic|MO macau|MK macedonia the former yugoslav republic of|MK macedonia
CW netherlands antilles|PS palestinian|PS state of palestine|PS west bank|PS gaza|PS region gaza
PS occupied palestinian territory|UA region crimea|UA crimea|GM the gambia|GM gambia the|TR turkey
VG virgin islands british|VI virgin islands u s|IR iran islamic republic of|IR islamic republic of iran
RU russian federation|SY syrian arab republic|GB united kingdom of great britain and northern ireland|GB great britain
GB england|GB scotland|TZ united republic of tanzania|TZ tanzania united republic of|US united states of america
US usa|US u s a|VE venezuela bolivarian republic of|VE bolivarian republic of venezuela
BO bolivia plurinational state of|VN viet nam|BN brunei darussalam|MD moldova republic of|MD republic of moldova
SZ swaziland|TL east timor|VA holy see|FM micronesia federated states of|LY libyan arab jamahiriya|LY state of libya
CN peoples republic of china|CN china mainland|HK hong kong sar|TW taiwan province of china|TW taiwan china|XK kosovo
AE uae|AE u a e|SU former soviet union|SU soviet union|SU ussr|YU yugoslavia|NL the netherlands|NL holland
PH the philippines|BA bosnia|BA bosnia herzegovina|DE federal republic of germany|SA kingdom of saudi arabia
IE republic of ireland|SS republic of south sudan|SO federal republic of somalia
"""
_CODES = {plain(name): code for code, name in COUNTRIES.items()} | {
    entry[3:]: entry[:2] for entry in (part.strip() for part in _ALSO.replace("\n", "|").split("|")) if entry
}


@lru_cache(maxsize=4096)
def country_code(name: str) -> str:
    """The code of a country by name or code, or nothing where it is none that we know."""
    name = name.strip()
    if len(name) == 2 and name.isalpha():
        return name.upper()
    words = plain(name)
    return _CODES.get(words) or _CODES.get(words.removeprefix("possibly ")) or ""


def country_codes(names: "list[str] | tuple[str, ...]") -> tuple[str, ...]:
    """The codes of those names that are countries, once each, in order of the alphabet."""
    return tuple(sorted({code for name in names if (code := country_code(name))}))
