"""The three demo vendors: who they are, which programs they run, who works there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoVendor:
    """One vendor of the demo."""

    slug: str
    name: str
    hue: int
    programs: tuple[str, ...]
    logo: str


VENDORS = (
    DemoVendor("freshworks", "Freshworks", 160, ("partner-program",), "M4 4h16v4H8v4h9v4H8v6H4z"),
    DemoVendor(
        "genesys",
        "Genesys",
        25,
        ("gpn-2014", "appfoundry"),
        "M12 2a10 10 0 1 0 10 10h-8v3h4a6 6 0 1 1-2-7l3-3a10 10 0 0 0-7-3z",
    ),
    DemoVendor("smartsheet", "Smartsheet", 255, ("aligned-si",), "M4 4h16v3H4zm0 6h16v3H4zm0 6h10v3H4z"),
)

#: Login name, role. Two people in finance, in compliance and as program admins, since money, cases and guides need four eyes.
STAFF = (
    ("manager", "channel_manager", "Mara Lindqvist"),
    ("finance", "finance", "Felix Okafor"),
    ("finance2", "finance", "Fiona Marsh"),
    ("compliance", "compliance", "Carmen Ruiz"),
    ("compliance2", "compliance", "Clara Novak"),
    ("admin", "program_admin", "Anton Petrov"),
    ("admin2", "program_admin", "Alma Reyes"),
)
#: People of the first partner of each vendor; the others get one salesperson each.
PARTNER_PEOPLE = (
    ("partner", "partner_admin", "Paula Brandt"),
    ("sales", "partner_sales", "Sam Castillo"),
    ("payments", "partner_finance", "Petra Nowak"),
)
OPERATOR = "operator@portal.example"


def mail_of(person: str, vendor: str) -> str:
    """The login of a demo person."""
    return f"{person}@{vendor}.example"
