"""The consolidated list of the UN Security Council as XML."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from xml.parsers import expat

from compliance.screening.countries import country_codes
from compliance.screening.dates import birth_date
from compliance.screening.parties import COMPANY, PERSON, STRONG, WEAK, Entry, Quality
from compliance.screening.reading import ListRefused, Reading, digest_parts

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def read_un(content: bytes, *, list_name: str = "un", source: str = "UN_consolidated.xml") -> Reading:
    """The UN list from the bytes of its XML. Raises ListRefused where it is cut off, declares entities or is another document."""
    _refuse_declarations(content, source)
    root = ET.fromstring(content)  # noqa: S314 (entities are refused above)
    people, entities = root.find("INDIVIDUALS"), root.find("ENTITIES")
    if root.tag != "CONSOLIDATED_LIST" or people is None or entities is None:
        raise ListRefused(f"{source}: this is no consolidated list with individuals and entities.")
    entries = tuple(
        _entry(list_name, node, kind, prefix)
        for group, kind, prefix in ((people, PERSON, "INDIVIDUAL"), (entities, COMPANY, "ENTITY"))
        for node in _children(group, prefix, source)
    )
    if not entries:
        raise ListRefused(f"{source}: the list holds no entry.")
    if len({entry.uid for entry in entries}) < len(entries):
        raise ListRefused(f"{source}: two entries have the same reference number.")
    return Reading(
        list=list_name,
        source=source,
        sha256=digest_parts({"un": content}),
        rows={"individuals": len(people), "entities": len(entities)},
        entries=entries,
        source_date=_day(root.get("dateGenerated", "")),
        ended=True,
    )


def _refuse_declarations(content: bytes, source: str) -> None:
    def refuse(*_: object) -> None:
        raise ListRefused(f"{source}: the document declares a type or entities, which the UN's does not.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ListRefused(f"{source}: cut off or no XML ({error}).") from None


def _children(group: ET.Element, tag: str, source: str) -> Iterator[ET.Element]:
    for number, node in enumerate(group, 1):
        if node.tag != tag or not _text(node, "REFERENCE_NUMBER") or not _text(node, "FIRST_NAME"):
            raise ListRefused(f"{source}: {tag} {number} lacks its reference number or name; this is another layout.")
        yield node


def _entry(list_name: str, node: ET.Element, kind: str, prefix: str) -> Entry:
    countries = [value.text or "" for value in node.iterfind("NATIONALITY/VALUE")]
    countries += [_text(address, "COUNTRY") for address in node.iterfind(f"{prefix}_ADDRESS")]
    days = [birth_date(text) for text in _births(node)]
    numbers = [_text(document, "NUMBER") for document in node.iterfind("INDIVIDUAL_DOCUMENT")]
    return Entry(
        list=list_name,
        uid=_text(node, "REFERENCE_NUMBER"),
        schema=kind,
        names=tuple(_names(node, prefix).items()),
        countries=country_codes(countries),
        birth_dates=tuple(sorted({day for day in days if day})),
        identifiers=tuple(sorted({number for number in numbers if any(sign.isdigit() for sign in number)})),
        programs=tuple(filter(None, [_text(node, "UN_LIST_TYPE")])),
    )


def _names(node: ET.Element, prefix: str) -> dict[str, Quality]:
    names: dict[str, Quality] = {" ".join(filter(None, (_text(node, part) for part in _PARTS))): STRONG}
    if original := _text(node, "NAME_ORIGINAL_SCRIPT"):
        names.setdefault(original, STRONG)
    for alias in node.iterfind(f"{prefix}_ALIAS"):
        # Some aliases are several, with semicolons between them.
        for text in _text(alias, "ALIAS_NAME").split(";"):
            if text.strip():
                names.setdefault(text.strip(), WEAK if _text(alias, "QUALITY") == "Low" else STRONG)
    return names


def _births(node: ET.Element) -> Iterator[str]:
    for birth in node.iterfind("INDIVIDUAL_DATE_OF_BIRTH"):
        if first := _text(birth, "FROM_YEAR"):
            yield f"{first} to {_text(birth, 'TO_YEAR') or first}"
        else:
            yield _text(birth, "DATE") or _text(birth, "YEAR")


def _text(node: ET.Element, tag: str) -> str:
    return " ".join((node.findtext(tag) or "").split())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
