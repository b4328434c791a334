"""Screening of everybody under fire: however often it is killed, each subject has exactly one result for each list version."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count

from compliance.models import Case, Hit, Screening, Subject
from compliance.screening import PERSON, Entry, Reading
from compliance.services.lists import load_list
from partners.models import Partner, PartnerExecutive, PartnerOwner
from portal.jobs.services import enqueue
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, look_up
from tests.drill import work
from tests.drill.fire import EVERYTHING, Fire, running_crew

SINCE = DateRange(date(2024, 1, 1), None)
WORDS = (
    "amber", "birch", "cobalt", "delta", "ember", "falcon", "garnet", "harbor", "indigo", "juniper", "kestrel", "linden",
    "marble", "nectar", "onyx", "poplar", "quartz", "raven", "saffron", "topaz", "umber", "violet", "willow", "zephyr",
)  # fmt: skip
ENTRIES = 500


def drill_screening_under_fire(seed: int) -> dict[str, object]:
    """40 kills of worker, child, beat, connection and server process, twice, all through the screening of 20,000 partners."""
    return screening_under_fire(seed, partners=20_000, kills=40, pause=(0.1, 8.0))


def screening_under_fire(
    seed: int,
    *,
    partners: int,
    kills: int,
    pause: tuple[float, float] = (0.1, 1.2),
    targets: dict[str, int] | None = None,
    redis_database: int = 63,
) -> dict[str, object]:
    """The drill itself, for any size: one full round, and one by difference after the list has changed.

    `pause` between two kills, in seconds: a job that dies five times without one chunk done counts as poison, so the kills
    are spread over the work.
    """
    acme, dice = look_up("acme"), random.Random(seed)
    _make_partners(acme, partners, dice)
    names = [_name(dice) for _ in range(ENTRIES)]
    fire_report: dict[str, object] = {}
    with running_crew(redis_database=redis_database, application="tests.drill.screening_app") as crew:
        for turn, mark in enumerate("12"):
            version = _load(names[turn * ENTRIES // 10 : ENTRIES], mark)
            with acting_as(Role.STAFF, vendor=acme.id):
                enqueue("compliance.screening", key=f"drill:{mark}")
            fire = Fire(crew, seed + turn, targets=targets or EVERYTHING, pause=pause)
            took = fire.burn(finished=lambda: work.unfinished() == 0, kills=kills, seconds=3_000)
            fire_report |= {f"seconds_{mark}": round(took, 1), f"kills_{mark}": fire.kills.total()}
            assert work.quarantined() == 0
            fire_report |= {f"results_{mark}": _check(acme, version)}
    return {"partners": partners, "lost": 0, "twice": 0, **fire_report}


def _check(acme: VendorCast, version: int) -> int:
    """Exactly one result for everybody, hits as counted, one case for each partner that was hit."""
    with acting_as(Role.STAFF, vendor=acme.id):
        people: int = Subject.objects.filter(known_until=None, partner__isnull=False).count()
        results = Screening.objects.filter(list_version_id=version)
        twice = results.values("subject_id").annotate(n=Count("id")).filter(n__gt=1).count()
        assert (results.count(), twice) == (people, 0)
        counted = sum(results.values_list("hits", flat=True))
        assert Hit.objects.filter(screening__list_version_id=version).count() == counted
        assert Case.objects.values("partner_id").annotate(n=Count("id")).filter(n__gt=1).count() == 0
        return people


def _load(names: list[str], mark: str) -> int:
    entries = tuple(Entry("un", name.replace(" ", "-"), PERSON, ((name, "strong"),)) for name in dict.fromkeys(names))
    reading = Reading(list="un", entries=entries, sha256=mark * 64, source="invented", rows={"rows": len(entries)})
    with acting_as(Role.PLATFORM):
        return int(load_list(reading, at=datetime.now(UTC), accepted_because="invented").version.pk)


def _name(dice: random.Random) -> str:
    return " ".join(dice.choice(WORDS).title() + dice.choice(WORDS) for _ in range(3))


def _make_partners(acme: VendorCast, count: int, dice: random.Random) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        made = Partner.objects.bulk_create([Partner(name=_name(dice)) for _ in range(count)], batch_size=2_000)
        PartnerOwner.objects.bulk_create(
            [
                PartnerOwner(
                    partner=one, kind="person", name=_name(dice), share=Decimal("60.00"), country="DE", period=SINCE
                )
                for one in made
            ],
            batch_size=2_000,
        )
        PartnerExecutive.objects.bulk_create(
            [
                PartnerExecutive(partner=one, name=_name(dice), role="CEO", country="DE", period=SINCE)
                for one in made[::10]
            ],
            batch_size=2_000,
        )
