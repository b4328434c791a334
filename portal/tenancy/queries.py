"""What is known of a vendor now: its mode, its name and its looks."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.urls import reverse

from portal.tenancy.context import acting_as, current_scope, current_vendor_id
from portal.tenancy.models import Address
from portal.tenancy.roles import Role

#: Where a scope keeps its vendor's address.
ADDRESS = "address"
_INFO = """
SELECT v.id, %s, coalesce(b.name, initcap(%s)), coalesce(b.hue, 250), coalesce(b.logo, ''), v.mode, v.time_zone
FROM tenancy_vendor v LEFT JOIN tenancy_brand b ON b.vendor_id = v.id AND b.period @> %s
WHERE v.id = %s
"""
_SIGNS = """
SELECT v.id, a.slug, coalesce(b.name, initcap(a.slug)), coalesce(b.hue, 250), coalesce(b.logo, ''), v.mode, v.time_zone
FROM tenancy_vendor v
JOIN tenancy_address a ON a.vendor_id = v.id AND a.current
LEFT JOIN tenancy_brand b ON b.vendor_id = v.id AND b.period @> %s
ORDER BY 3
"""


@dataclass(frozen=True, slots=True)
class VendorInfo:
    """A vendor as every page shows it. `logo` is SVG path data, `hue` an angle of the colour circle."""

    id: int
    slug: str
    name: str
    hue: int
    logo: str
    mode: str
    time_zone: str

    @property
    def digest(self) -> str:
        """Changes with the looks: part of the addresses that browsers keep."""
        return hashlib.sha256(f"{self.hue}|{self.logo}".encode()).hexdigest()[:12]

    @property
    def brand_url(self) -> str:
        """The style sheet with the vendor's hue."""
        return f"{reverse('brand', kwargs={'vendor': self.slug})}?{self.digest}"

    @property
    def logo_url(self) -> str:
        """The vendor's mark, empty where there is none."""
        return f"{reverse('logo', kwargs={'vendor': self.slug})}?{self.digest}" if self.logo else ""

    @property
    def home_url(self) -> str:
        """Where members begin."""
        return reverse("home", kwargs={"vendor": self.slug})

    @property
    def public_url(self) -> str:
        """What strangers see."""
        return reverse("front", kwargs={"vendor": self.slug})


def vendor_info(vendor_id: int, slug: str, *, at: datetime) -> VendorInfo:
    """The vendor of the running scope as it looks at a moment. `slug` is its current address, which the caller has."""
    with connection.cursor() as cursor:
        cursor.execute(_INFO, [slug, slug, at, vendor_id])
        return VendorInfo(*cursor.fetchone())


def vendor_signs(*, at: datetime) -> list[VendorInfo]:
    """Every vendor's name and looks, which each shows at its own front page: for the page of the whole portal and the switcher."""
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        cursor.execute(_SIGNS, [at])
        return [VendorInfo(*row) for row in cursor.fetchall()]


def current_slug() -> str:
    """The address of the scope's vendor, for links that are made far from a request. Looked up once for each scope."""
    vendor_id, scope = current_vendor_id(), current_scope()
    assert scope is not None
    if ADDRESS not in scope.kept:
        scope.kept[ADDRESS] = Address.objects.values_list("slug", flat=True).get(vendor_id=vendor_id, current=True)
    return scope.kept[ADDRESS]


def forget_slug() -> None:
    """The address of the scope's vendor has changed."""
    if scope := current_scope():
        scope.kept.pop(ADDRESS, None)
