"""What the places of benefits, KPIs, points, reviews and revenue are called when two guides are compared."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.guides.comparison import Steps, place_words
from portal.guides.documents import Document
from tiering.guide.benefits import BenefitsSection
from tiering.guide.points import PointsSection
from tiering.guide.revenue import RevenueSection
from tiering.guide.words import text_of, tier_named

Words = Callable[[Document, Steps], str | None]

_KPI: dict[Steps, str | Promise] = {
    ("kpi1", "excluded", "case_types"): gettext_lazy("KPI 1, cases left out"),
    ("kpi1", "excluded", "min_cases"): gettext_lazy("KPI 1, fewest cases"),
    ("kpi1", "excluded", "new_partner_years"): gettext_lazy("KPI 1, years without a rate change"),
    ("kpi1", "rate_steps"): gettext_lazy("KPI 1, points on the care rate"),
    ("kpi1", "rate", "categories"): gettext_lazy("KPI 1, categories whose rate moves"),
    ("kpi1", "rate", "by_agreement"): gettext_lazy("KPI 1, categories whose rate moves by agreement"),
    ("kpi1", "reports", "delivered_in"): gettext_lazy("KPI 1, months of reports"),
    ("kpi1", "reports", "look_back_months"): gettext_lazy("KPI 1, months that a report looks back"),
    ("kpi1", "reports", "not_before"): gettext_lazy("KPI 1, never before"),
    ("kpi1", "reports", "sets_rates"): gettext_lazy("KPI 1, month of the report that sets rates"),
    ("kpi1", "review", "below"): gettext_lazy("KPI 1, score of a bad year"),
    ("kpi1", "review", "years"): gettext_lazy("KPI 1, bad years in a row"),
    ("kpi2", "target"): gettext_lazy("KPI 2, expected %"),
    ("kpi2", "step"): gettext_lazy("KPI 2, points on the care rate"),
    ("kpi2", "discretionary"): gettext_lazy("KPI 2, finance decides"),
    ("kpi2", "cumulative"): gettext_lazy("KPI 2, points pile up"),
    ("kpi2", "rate", "categories"): gettext_lazy("KPI 2, categories whose rate moves"),
}
_REVIEW: dict[str, str | Promise] = {
    "opens": gettext_lazy("opens"),
    "decides": gettext_lazy("decides"),
    "data_of": gettext_lazy("year of its data"),
    "data_from": gettext_lazy("data from"),
    "data_to": gettext_lazy("data to"),
    "reports_to": gettext_lazy("reports handed in by"),
    "demotes": gettext_lazy("lowers tiers"),
}


def _benefit_words(document: Document, steps: Steps) -> str | None:
    """`Gold: Partner conference`; percentages and points say so."""
    section = document.sections["benefits"]
    assert isinstance(section, BenefitsSection)
    match steps[1:]:
        case ["rows", code, "cells", column] if code in section.rows:
            return f"{_column(document, section, column)}: {text_of(section.rows[code].text)}"
        case ["rows", code, "percent", column] if code in section.rows:
            return f"{_column(document, section, column)}: {text_of(section.rows[code].text)}, %"
        case ["rows", code, *rest] if code in section.rows:
            return ", ".join([text_of(section.rows[code].text), *rest])
        case ["corrections", code, *rest] if code in section.corrections:
            correction = section.corrections[code]
            words = {"benefit": text_of(section.rows[correction.benefit].text), "who": ", ".join(correction.categories)}
            return ", ".join([_("%(benefit)s for %(who)s") % words, *rest])
        case ["badges", code, "cells" | "points" as field, badge] if code in section.badges:
            text = text_of(section.badges[code].text)
            return (
                f"{badge}: {text}"
                if field == "cells"
                else _("%(badge)s: %(benefit)s, percentage points")
                % {
                    "badge": badge,
                    "benefit": text,
                }
            )
    return None


def _column(document: Document, section: BenefitsSection, name: str) -> str:
    """By tier where the column is called like one, else by categories and tiers."""
    column = section.columns.get(name)
    if column is None or column.tiers == (name,):
        return tier_named(document, name)
    tiers = ", ".join(tier_named(document, tier) for tier in column.tiers)
    return f"{', '.join(column.categories)} {tiers}"


def _kpi_words(document: Document, steps: Steps) -> str | None:
    match steps:
        case ["kpi1", "parts", part, field]:
            return _("KPI 1, %(part)s: %(field)s") % {"part": part, "field": _part_words(field)}
    words = _KPI.get(steps)
    return str(words) if words else None


def _part_words(field: str) -> str:
    return {"weight": _("weight"), "per_case": _("how cases are counted"), "of": _("what is counted")}.get(field, field)


def _point_words(document: Document, steps: Steps) -> str | None:
    section = document.sections["points"]
    assert isinstance(section, PointsSection)
    match steps[1:]:
        case ["categories", code, "weight", tier] if code in section.categories:
            words = {"tier": tier_named(document, tier), "category": text_of(section.categories[code].text)}
            return _("%(tier)s: weight of %(category)s, %%") % words
        case ["categories", code, "metrics"] if code in section.categories:
            return _("Metrics of %s") % text_of(section.categories[code].text)
        case ["metrics", key, "weights", stage] if key in section.metrics:
            return f"{text_of(section.metrics[key].text)}: {stage}, %"
        case ["metrics", key, "goal", tier] if key in section.metrics:
            return f"{tier_named(document, tier)}: {text_of(section.metrics[key].text)}"
        case ["metrics", key, *rest] if key in section.metrics:
            return ", ".join([text_of(section.metrics[key].text), *rest])
        case ["bonus", "each"]:
            return _("Points for each new badge")
        case ["bonus", "at_most"]:
            return _("Points for new badges, at most")
    return None


def _review_words(document: Document, steps: Steps) -> str | None:
    if len(steps) != 3 or steps[2] not in _REVIEW:
        return None
    names = {"annual": _("Yearly review"), "monthly": _("Monthly review")}
    return f"{names.get(steps[1], steps[1])}, {_REVIEW[steps[2]]}"


def _revenue_words(document: Document, steps: Steps) -> str | None:
    section = document.sections["revenue"]
    assert isinstance(section, RevenueSection)
    match steps[1:]:
        case ["streams", name, *rest] if name in section.streams:
            return ", ".join([text_of(section.streams[name].text), *rest])
        case ["sums", name, "streams"]:
            return _("Streams that %s adds up") % name
        case ["sums", name, "recurring_only"]:
            return _("%s counts recurring lines only") % name
        case ["sums", name, "once_per_sale"]:
            return _("%s counts each sale once") % name
    return None


_WORDS: dict[str, Words] = {
    "benefits": _benefit_words,
    "kpi1": _kpi_words,
    "kpi2": _kpi_words,
    "points": _point_words,
    "reviews": _review_words,
    "revenue": _revenue_words,
}
for _section, _words in _WORDS.items():
    place_words(_section, _words)
