"""Demo seats: who decides about applications at two of the vendors; where nobody sits, the roles do."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import ApprovalSeat
from portal.demo.parts import World, demo_part

#: By vendor and program: group, person, days ago.
SEATS = {
    ("freshworks", "partner-program"): (("onboarding_team", "manager", 400), ("onboarding_team", "admin", 90)),
    ("genesys", "appfoundry"): (("partner_management", "manager", 400), ("product_management", "admin2", 120)),
}


@demo_part("deciders", order=21, vendors=("freshworks", "genesys"))
def build_seats(world: World) -> None:
    """Seats given some time ago."""
    for slug, program_id in world.programs.items():
        for group, person, days in SEATS.get((world.slug, slug), ()):
            ApprovalSeat.objects.create(
                program_id=program_id,
                group=group,
                member_id=world.members[person],
                period=DateRange(world.today - timedelta(days=days), None),
                seated_by_id=world.members["admin"],
                seated_at=world.now - timedelta(days=days),
            )
