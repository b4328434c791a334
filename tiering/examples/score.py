"""Kind `score`: a facts object to tier and lines, as `manage.py guide score` answers."""

from typing import Any

from portal.guides.documents import Document
from portal.guides.examples import example_kind
from tiering.rules.cards.answers import as_json
from tiering.rules.scoring.evaluate import Engine, compile_guide

_LAST: list[tuple[Document, Engine]] = []


def run_score(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """Raises FactsRefused where the facts are none."""
    return as_json(_engine(document).evaluate(facts))


def _engine(document: Document) -> Engine:
    """Examples of one document come one after another: the last engine is kept."""
    if not _LAST or _LAST[0][0] is not document:
        _LAST[:] = [(document, compile_guide(document.sections))]
    return _LAST[0][1]


example_kind("score", run_score)
