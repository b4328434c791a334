"""`manage.py screening load|match`: lists of restricted parties into the database, and names against them."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance.models import ListName
from compliance.queries.lists import index_in_force
from compliance.screening import ListRefused, Reading
from compliance.screening.lines import LineRefused, match_lines, read_threshold
from compliance.screening.ofac import read_ofac
from compliance.screening.ofac_files import find_sets, newest
from compliance.screening.opensanctions import read_opensanctions
from compliance.screening.un import read_un
from compliance.services.lists import Loaded, load_list
from portal.tenancy import Role, acting_as


class Command(BaseCommand):
    """For the operator: lists belong to the installation and to no vendor."""

    help = "load: bring a list into force; match: screen names, one JSON object a line"
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        """`load KIND PATH`, `match [--list NAME ...] [--threshold T]`."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="load|match")
        load = verbs.add_parser("load", help="ofac DIR, un FILE or opensanctions FILE")
        load.add_argument("kind", choices=("ofac", "un", "opensanctions"))
        load.add_argument("path", type=Path)
        load.add_argument(
            "--set", dest="label", help="of several OFAC sets in DIR the one with this in its names: 2019"
        )
        load.add_argument("--date", type=date.fromisoformat, help="when the publisher made the list, YYYY-MM-DD")
        load.add_argument("--accept-because", default="", metavar="REASON", help="take a list that has shrunk")
        match = verbs.add_parser("match", help="names from standard input")
        match.add_argument("--list", dest="lists", nargs="+", action="extend", default=[], metavar="NAME", help=_LISTS)
        match.add_argument("--threshold", type=read_threshold, help="a fraction from 0 to 1")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        """Run the verb; a refusal ends with exit code 1 and its reason, and nothing is changed."""
        try:
            self._load(**options) if verb == "load" else self._match(**options)
        except (ListRefused, LineRefused) as refused:
            self.stdout.flush()
            raise CommandError(str(refused)) from None

    def _load(self, *, kind: str, path: Path, **options: Any) -> None:
        readings = list(self._readings(kind, path, options["label"], options["date"]))
        with acting_as(Role.PLATFORM):
            done = [
                load_list(reading, at=timezone.now(), accepted_because=options["accept_because"])
                for reading in readings
            ]
        for reading, loaded in zip(readings, done, strict=True):
            self.stdout.write(_told(reading, loaded))

    def _readings(self, kind: str, path: Path, label: str | None, made: date | None) -> list[Reading]:
        try:
            if kind == "un":
                return [read_un(path.read_bytes(), source=path.name)]
            if kind == "opensanctions":
                return [read_opensanctions(path.read_bytes(), source=path.name)]
            sets = find_sets(path)
            chosen = newest(sets, label=label)
            for one in sets:
                if one not in chosen:
                    self.stdout.write(f"Passed over {one.names}: --set {one.label or 'undated'} would take it.")
            return [read_ofac(one.list, one.contents(), source=one.names, source_date=made) for one in chosen]
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None

    def _match(self, *, lists: list[str], threshold: int | None, **options: Any) -> None:
        with acting_as(Role.PLATFORM):
            in_force = index_in_force(_named(lists))
        if not in_force.versions:
            raise CommandError("No list is in force: load one first, with `manage.py screening load`.")
        sys.stdin.reconfigure(encoding="utf-8", errors="strict")  # type: ignore[union-attr]
        for line in match_lines(in_force.index, sys.stdin, threshold=threshold):
            self.stdout.write(line)


_LISTS = f"only these lists: {', '.join(ListName.values)}, or ofac for both of OFAC; several, or repeated"


def _named(names: list[str]) -> list[str]:
    """The lists that `names` mean. Raises CommandError for one that there is none of."""
    chosen: list[str] = []
    for name in names:
        found = [known for known in ListName.values if name.lower() in (known, known.partition("-")[0])]
        if not found:
            raise CommandError(f"There is no list {name!r}; {_LISTS}.")
        chosen += found
    return sorted(set(chosen))


def _told(reading: Reading, loaded: Loaded) -> str:
    version = loaded.version
    rows = ", ".join(f"{count} {part}" for part, count in reading.rows.items())
    told = f"{reading.list}: {reading.source}, {len(reading.entries)} entries ({rows}), version {version.sha256[:12]}"
    if loaded.before is not None and loaded.before.pk == version.pk:
        return f"{told} was in force already."
    return f"{told} {'is' if loaded.is_new else 'was known, and is again'} in force."
