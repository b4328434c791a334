"""Requirements and benefits of a guide as tables: by category, tier by market; the matrix by column."""

from collections.abc import Iterator
from typing import Any, cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.guides.documents import Document
from portal.guides.figures import Figure
from portal.guides.tables import DrawnSection, GuideTable, TableCell, TableRow, guide_tables, shown
from portal.guides.texts import Texts
from tiering.guide.benefits import SECTION as BENEFITS
from tiering.guide.benefits import BenefitsSection
from tiering.guide.benefits import Row as BenefitRow
from tiering.guide.markets import SECTION as MARKETS
from tiering.guide.markets import MarketsSection
from tiering.guide.requirements import FROM_TARGETS, NOT_APPLICABLE, Requirement, RequirementsSection
from tiering.guide.requirements import SECTION as REQUIREMENTS
from tiering.guide.tiers import SECTION as TIERING
from tiering.guide.tiers import TieringSection
from tiering.rules.benefits import Benefit, effective_benefits


def words_of(texts: Texts) -> str:
    """In the reader's language."""
    return texts.within(get_language() or "en")


def requirements_drawn(document: Document) -> DrawnSection:
    """One table for each category; in a category with quotas by market one column for each tier and market."""
    section = cast(RequirementsSection, document.sections[REQUIREMENTS])
    tiering = document.sections.get(TIERING)
    if not isinstance(tiering, TieringSection):
        return DrawnSection(REQUIREMENTS, _("Requirements"), (_whole(section),))
    tables = tuple(_of_category(document, section, tiering, code) for code in tiering.categories)
    return DrawnSection(REQUIREMENTS, _("Requirements"), tuple(table for table in tables if table.rows))


def _whole(section: RequirementsSection) -> GuideTable:
    rows = [
        TableRow(words_of(requirement.text), tuple(_cell(cell) for _tier, _market, cell in requirement.cells()))
        for _key, _variant, requirement in section.each()
    ]
    return GuideTable("", (_("Requirement"), _("Asked")), tuple(rows))


def _of_category(
    document: Document, section: RequirementsSection, tiering: TieringSection, category: str
) -> GuideTable:
    asked = [requirement for _key, _variant, requirement in section.of_category(category)]
    tiers = tiering.tiers_of(category)
    markets = _markets(document, asked, tiers)
    columns = [(tier, market) for tier in tiers for market in (markets or ("",))]
    names = {tier: words_of(tiering.tiers[tier].name) if tier in tiering.tiers else tier for tier in tiers}
    head = (_("Requirement"), *(f"{names[tier]} {market}".strip() for tier, market in columns))
    rows = tuple(_row(requirement, columns) for requirement in asked)
    title = f"{words_of(tiering.categories[category].name)} ({category})"
    return GuideTable(title, head, tuple(row for row in rows if any(cell.text for cell in row.cells)))


def _markets(document: Document, asked: list[Requirement], tiers: tuple[str, ...]) -> tuple[str, ...]:
    section = document.sections.get(MARKETS)
    used = {market for one in asked for tier, market, _cell in one.cells() if tier in tiers and market}
    return tuple(name for name in section.order if name in used) if isinstance(section, MarketsSection) else ()


def _row(requirement: Requirement, columns: list[tuple[str, str]]) -> TableRow:
    cells = {(tier, market): cell for tier, market, cell in requirement.cells()}
    found = tuple(_cell(cells.get((tier, market)) or cells.get((tier, ""))) for tier, market in columns)
    special = f" ({', '.join(requirement.specializations)})" if requirement.specializations else ""
    return TableRow(words_of(requirement.text) + special, found, requirement.rule)


def _cell(cell: Figure[Any] | None) -> TableCell:
    if cell is None:
        return TableCell("")
    words = {NOT_APPLICABLE: _("n/a"), FROM_TARGETS: _("by letter")}
    text = words.get(cell.value, "") if isinstance(cell.value, str) else ""
    return TableCell(text or shown(cell.value), cell.rule, cell.confirmed, "" if cell.confirmed else cell.note)


def benefits_drawn(document: Document) -> DrawnSection:
    """The matrix as it was printed, one table for each group, and the corrections that make it effective."""
    section = cast(BenefitsSection, document.sections[BENEFITS])
    columns = tuple(section.columns)
    tables = [
        GuideTable(
            words_of(words),
            (_("Benefit"), *columns),
            tuple(_benefit_row(section, row, columns) for row in section.rows.values() if row.group == group),
        )
        for group, words in section.groups.items()
    ]
    return DrawnSection(BENEFITS, _("Benefits"), (*tables, _corrections(section)))


def _benefit_row(section: BenefitsSection, row: BenefitRow, columns: tuple[str, ...]) -> TableRow:
    cells = tuple(
        _benefit_cell(section, row.cells.get(name) or section.columns[name].absent, row.percent.get(name))
        for name in columns
    )
    return TableRow(words_of(row.text), cells, row.rule)


def _benefit_cell(section: BenefitsSection, cell: Figure[Any] | None, percent: Figure[Any] | None) -> TableCell:
    if cell is None:
        return TableCell("")
    word = section.values.get(str(cell.value))
    text = words_of(word.text) if word else shown(cell.value)
    confirmed = cell.confirmed and (percent is None or percent.confirmed)
    return TableCell(f"{text}, {percent.value} %" if percent else text, cell.rule, confirmed)


def _corrections(section: BenefitsSection) -> GuideTable:
    rows = tuple(_correction_rows(section))
    head = (_("Benefit"), _("For"), _("Holds instead"), _("Because"))
    return GuideTable(_("Corrections of the matrix"), head, rows)


def _correction_rows(section: BenefitsSection) -> Iterator[TableRow]:
    for one in section.corrections.values():
        value = _benefit_cell(section, one.value, None)
        needs = " + ".join(words_of(section.flags[name].text) for name in one.needs)
        text = f"{value.text} ({needs})" if needs else value.text
        why = section.reasons.get(one.why)
        yield TableRow(
            words_of(section.rows[one.benefit].text),
            (
                TableCell(", ".join((*one.categories, *one.tiers))),
                TableCell(text, one.rule, one.confirmed and value.confirmed, one.note),
                TableCell(words_of(why.text) if why else one.why),
            ),
            one.rule,
        )


def benefits_by_tier(document: Document) -> Iterator[GuideTable]:
    """What partners of each category have at each tier, effective: the matrix with its corrections, where nothing is promised."""
    section, tiering = document.sections.get(BENEFITS), document.sections.get(TIERING)
    if not isinstance(section, BenefitsSection) or not isinstance(tiering, TieringSection):
        return
    for code, category in tiering.categories.items():
        tiers = tiering.tiers_of(code)
        held = [{one.code: one for one in effective_benefits(section, category=code, tier=tier)} for tier in tiers]
        rows = [
            TableRow(words_of(row.text), tuple(_effective_cell(section, by_code.get(benefit)) for by_code in held))
            for benefit, row in section.rows.items()
            if any(benefit in by_code and by_code[benefit].grants for by_code in held)
        ]
        head = (_("Benefit"), *(words_of(tiering.tiers[t].name) if t in tiering.tiers else t for t in tiers))
        yield GuideTable(words_of(category.name), head, tuple(rows))


def _effective_cell(section: BenefitsSection, benefit: Benefit | None) -> TableCell:
    if benefit is None or not benefit.grants:
        return TableCell("")
    word = section.values.get(str(benefit.value))
    text = words_of(word.text) if word else shown(benefit.value)
    return TableCell(text if benefit.percent is None else f"{text}, {benefit.percent} %")


def for_strangers(table: GuideTable) -> GuideTable:
    """The same without rules, notes and what is confirmed: that is between the vendor and its guide."""
    rows = tuple(TableRow(row.label, tuple(TableCell(cell.text) for cell in row.cells)) for row in table.rows)
    return GuideTable(table.title, table.head, rows, table.line)


guide_tables(REQUIREMENTS, requirements_drawn)
guide_tables(BENEFITS, benefits_drawn)
