"""Birth dates as lists write them, brought to `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or a span `YYYY/YYYY`."""

import re

_MONTHS = {
    month: number
    for number, month in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?=$|T|\s)")
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?(?:([a-z]{3})[a-z]*\.?\s+)?(\d{4})", re.IGNORECASE)
_SPAN = re.compile(r"(\d{4})\s*(?:to|-|/)\s*(\d{4})\b")


def birth_date(text: str) -> str:
    """The date that `text` tells, or nothing. Raises nothing: what cannot be read is no evidence."""
    text = re.sub(r"^(circa|approximately|approx\.?|c\.|about)\s+", "", text.strip(), flags=re.IGNORECASE)
    years = re.findall(r"\b(1[89]\d\d|20\d\d)\b", text)
    if " to " in f" {text} " and len(years) == 2:
        return f"{years[0]}/{years[1]}" if years[0] != years[1] else years[0]
    if span := _SPAN.fullmatch(text):
        return f"{span[1]}/{span[2]}"
    if iso := _ISO.match(text):
        return "-".join(part for part in iso.groups() if part)
    if words := _WORDS.search(text):
        day, month, year = words.groups()
        number = _MONTHS.get((month or "").lower())
        if number is None:
            return year
        return f"{year}-{number:02}-{int(day):02}" if day else f"{year}-{number:02}"
    return ""
