"""Who acts in a request: a member through a session or a key, resolved before the transaction gets its role."""

from dataclasses import dataclass, field

from portal.tenancy import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A member at work. `rights` are the role's, cut by the key's scopes where a machine asks."""

    vendor_id: int
    membership_id: int
    user_id: int
    name: str
    role: str
    partner_id: int | None
    rights: frozenset[str] = field(default=frozenset())
    key_id: int | None = None

    @property
    def database_role(self) -> Role:
        """The role of this actor's transactions."""
        return Role.STAFF if self.partner_id is None else Role.PARTNER

    @property
    def is_staff(self) -> bool:
        """Whether the actor works for the vendor."""
        return self.partner_id is None

    def may(self, right: str) -> bool:
        """Whether the actor has `right`, a key of `portal.accounts.rights`."""
        return right in self.rights
