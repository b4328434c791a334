"""Going live: a list that every app may add to, closed by two persons. Until then nothing leaves for real (X-04)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.approvals.kinds import approval_kind, nothing_follows
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.problems import Refusal
from portal.registry import Registry
from portal.tenancy import current_vendor_id
from portal.tenancy.models import Vendor

KIND = "vendor.go_live"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one point of the list stands. `url_name` is the settings page that mends it."""

    done: bool
    line: str | Promise
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the list with its question."""

    label: str | Promise
    look: Callable[[], Finding]


POINTS: Registry[Point] = Registry("go-live check")


def go_live_check(key: str, *, label: str | Promise) -> Callable[[Callable[[], Finding]], Callable[[], Finding]]:
    """Above a function that looks, in the vendor's scope, whether a point is settled."""

    def keep(look: Callable[[], Finding]) -> Callable[[], Finding]:
        POINTS.register(key, Point(label, look))
        return look

    return keep


def findings() -> list[tuple[Point, Finding]]:
    """The whole list as it stands now."""
    return [(point, point.look()) for point in POINTS.all().values()]


def open_points() -> list[str]:
    """Labels of what is not settled."""
    return [str(point.label) for point, finding in findings() if not finding.done]


@transaction.atomic
def ask_to_go_live(*, by: Actor, at: datetime) -> Approval:
    """Ask a second person. Raises Refusal while a point is open or the vendor is live, Conflict where somebody has asked."""
    _check_ready(Vendor.objects.select_for_update().get(pk=current_vendor_id()))
    return ask(KIND, subject_id=current_vendor_id(), by=by)


def go_live(approval: Approval, *, by: Actor) -> None:
    """What follows the second person's yes: the list is looked at again, then the vendor is live."""
    if approval.state != Approval.State.APPROVED:
        return
    vendor = Vendor.objects.select_for_update().get(pk=current_vendor_id())
    _check_ready(vendor)
    vendor.mode, vendor.live_at = Vendor.Mode.LIVE, approval.decided_at
    vendor.save(update_fields=["mode", "live_at"])
    record("vendor.went_live", by=by, subject=vendor)


def _check_ready(vendor: Vendor) -> None:
    if vendor.mode == Vendor.Mode.LIVE:
        raise Refusal(_("This vendor is live already."))
    if waiting := open_points():
        raise Refusal(_("Settle first: %(points)s.") % {"points": ", ".join(waiting)})


approval_kind(
    KIND, label=_("Going live"), right="vendor.manage", decided=go_live, four_eyes=True, withdrawn=nothing_follows
)
