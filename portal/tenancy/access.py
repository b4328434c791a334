"""What each database role may do with a table: said on the model, stamped into the database, compared with it by a guard."""

from dataclasses import dataclass, field

VENDOR = "nullif(current_setting('portal.vendor', true), '')::bigint"
PARTNER = "nullif(current_setting('portal.partner', true), '')::bigint"
USER = "nullif(current_setting('portal.user', true), '')::bigint"

#: S select, I insert, U update, D delete.
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


@dataclass(frozen=True, slots=True)
class Access:
    """Verbs per role, as letters of VERBS.

    `partner_column` names the column that must equal the acting partner; None means that all partners of the vendor share the
    rows (guides, benefits, calendars). `published` names the boolean column without which a visitor sees nothing. `login` is
    what the bare login may do, on `login_rows`. Platform may do what staff may, over all vendors; backup reads.
    `shared` rows belong to the installation and to no vendor (sanctions lists): who may read the table reads all of it.
    """

    staff: str = "SIU"
    partner: str = ""
    partner_column: str | None = "partner_id"
    visitor: str = ""
    published: str | None = None
    login: str = ""
    login_rows: str = ""
    login_columns: tuple[str, ...] = field(default=())
    platform: str | None = None
    vendor_column: str = "vendor_id"
    shared: bool = False

    def verbs(self) -> dict[str, str]:
        """Letters by role, without the roles that may do nothing."""
        verbs = {
            "staff": self.staff,
            "partner": self.partner,
            "visitor": self.visitor,
            "platform": self.staff if self.platform is None else self.platform,
            "backup": "S",
            "login": self.login,
        }
        return {role: letters for role, letters in verbs.items() if letters}

    def condition(self, role: str) -> str:
        """The policy of `role`, word for word as design law 1 writes it: plain equality, so that indexes keep working."""
        same_vendor = f"{self.vendor_column} = {VENDOR}"
        if self.shared or role in ("platform", "backup"):
            return "true"
        if role == "login":
            return self.login_rows or "true"
        if role == "partner" and self.partner_column:
            return f"{same_vendor} AND {self.partner_column} = {PARTNER}"
        if role == "visitor" and self.published:
            return f"{same_vendor} AND {self.published}"
        return same_vendor


#: Reference data of the installation: staff of every vendor read it, only the platform adds to it.
REFERENCE = Access(staff="S", platform="SI", shared=True)
#: Rows that are written once and never again.
APPEND_ONLY = Access(staff="SI", partner="S")
