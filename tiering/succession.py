"""The words of a guide of which the next one says what became of them: tiers, categories, specializations, codes."""

from portal.guides.documents import Document
from portal.guides.succession import Vocabulary, guide_vocabulary
from tiering.guide.baskets import SECTION as BASKETS
from tiering.guide.baskets import BasketsSection
from tiering.guide.tiers import SECTION as TIERING
from tiering.guide.tiers import TieringSection


def words_of(document: Document) -> Vocabulary:
    """By kind, in the order of the document."""
    tiering, baskets = document.sections.get(TIERING), document.sections.get(BASKETS)
    words: Vocabulary = {}
    if isinstance(tiering, TieringSection):
        words |= {
            "tiers": list(tiering.order),
            "categories": list(tiering.categories),
            "specializations": list(tiering.specializations),
        }
    if isinstance(baskets, BasketsSection):
        words["codes"] = [code for basket in baskets.all().values() for code in basket.codes]
    return words


guide_vocabulary("tiering", words_of)
