"""What a check says about a guide: where, what, how bad, and whether the guide itself admits it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from portal.guides.figures import GuideModel


class Severity(StrEnum):
    """An error keeps a guide from being published, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. A check fills place and message; who runs it adds code, line and acknowledgement.

    `place` is the dotted path of the key in the document; `about` tells findings at one place apart (a country, a tier).
    `spot` is a path inside `place` that has the line, where the place is a long list: acknowledgements name the place.
    """

    place: str
    message: str | Promise
    about: str = ""
    severity: Severity = Severity.ERROR
    code: str = ""
    rule: str = ""
    line: int = 0
    acknowledged: str = ""
    spot: str = ""

    @property
    def is_error(self) -> bool:
        """Does it keep the guide from being published?"""
        return self.severity is Severity.ERROR and not self.acknowledged

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.place}: {self.message}" if self.place else f"{where}{self.message}"


class Acknowledgement(GuideModel):
    """`[acknowledged.NAME]`: the source really says this; `rule` is how it is read, `why` in words.

    Holds for the findings of `code` at `place`, and of those only for the one `about` this, where that is said.
    """

    code: str
    place: str
    rule: str
    why: str
    about: str = ""

    def covers(self, finding: Finding) -> bool:
        """Is this the finding it speaks of?"""
        return (self.code, self.place) == (finding.code, finding.place) and self.about in ("", finding.about)


Acknowledged = Mapping[str, Acknowledgement]
