"""What a category is called: tiers own the names, this app only reads what the guide carries."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from partners.queries.agreements import guide_of
from portal.guides.models import Program


def category_name(program: Program, category: str, *, at: datetime) -> str:
    """The category in the reader's language; its code where the guide has no name for it."""
    guide = guide_of(program, at)
    section: Any = guide.document.sections.get("tiering") if guide else None
    found = getattr(section, "categories", {}).get(category)
    name = getattr(found, "name", None)
    return name.within(get_language() or "en") if name else category
