"""Who lets a company in: people seated in the guide's groups, and its roles where nobody is (X-06, A-ONB-03, F-ELG-01)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody whose seat counts today."""

    group: str
    member: int
    name: str


@dataclass(frozen=True, slots=True)
class Deciders:
    """What the guide says, and who sits where: only seats that count are here."""

    roles: tuple[str, ...]
    groups: tuple[str, ...]
    seated: tuple[Seated, ...] = ()

    def include(self, *, role: str, member: int) -> bool:
        """Whether this member decides. A seat adds no right: the role must be named as well."""
        return role in self.roles and (not self.seated or any(one.member == member for one in self.seated))
