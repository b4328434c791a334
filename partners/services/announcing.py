"""Files behind a door that the guide announces: everybody it is open to is written to, once, in their language (G-REL-05)."""

from datetime import datetime

from partners.models import DoorFile, Enrolment
from partners.queries.agreements import guide_of, today_of
from partners.queries.door_facts import facts_of
from partners.queries.doors import doors_section
from partners.rules.doors import look_at
from partners.services.agreements.sending import admins_of
from portal.jobs.outbox import send_mail

CHUNK = 100


def announce_file(file_id: int, *, after: int, at: datetime) -> tuple[int, int | None]:
    """Write to the admins of the next partners. Returns how many partners were written to, and after whom to go on; None: all done.

    Nobody is written to of what was taken away meanwhile, or stands behind a door that the guide of today does not announce.
    """
    put: DoorFile | None = DoorFile.objects.select_related("program").filter(pk=file_id, taken_away_at=None).first()
    guide = guide_of(put.program, at) if put else None
    section = doors_section(guide)
    door = section.all().get(put.door) if section and put else None
    if put is None or guide is None or section is None or door is None or not door.announces:
        return 0, None
    enrolled = Enrolment.objects.filter(
        program=put.program, period__contains=today_of(put.program, at), partner_id__gt=after
    )
    ids = list(enrolled.order_by("partner_id").values_list("partner_id", flat=True).distinct()[:CHUNK])
    facts = facts_of(ids, put.program, guide, section, at=at)
    welcome = [one for one in ids if look_at(section, put.door, facts[one]).is_open]
    for partner_id, readers in admins_of(welcome).items():
        for reader in readers:
            send_mail(
                key=f"door-file:{put.pk}:{reader.member.pk}",
                template="partners/door_file",
                to=reader.member,
                language=reader.language,
                context={
                    "door": door.name.within(reader.language),
                    "about": door.about.within(reader.language),
                    "title": put.title,
                    "program": put.program.name,
                },
                partner_id=partner_id,
            )
    return len(welcome), ids[-1] if len(ids) == CHUNK else None
