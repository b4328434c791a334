"""`manage.py guide compare A B`."""

import json
from argparse import ArgumentParser
from typing import Any, TextIO

from django.core.management.base import CommandError

from portal.guides.check_command import required_guide
from portal.guides.commands import guide_command
from portal.guides.comparison import compare_guides
from portal.guides.documents import Document, read_guide
from portal.guides.parsing import MAX_BYTES, GuideRefused, decode_guide
from portal.guides.shipped import read_at_most


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("before", help="slug of a shipped guide, or a file")
    parser.add_argument("after", help="the one to compare with it")
    parser.add_argument("--json", action="store_true", help="one JSON object for each difference, one on a line")


def _run(options: dict[str, Any], out: TextIO) -> int:
    """One sentence for each difference; nothing where there is none."""
    for change in compare_guides(_read(options["before"]), _read(options["after"])):
        if options["json"]:
            answer = {
                "kind": str(change.kind),
                "place": change.place,
                "before": change.before,
                "after": change.after,
                "sentence": str(change),
            }
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        else:
            out.write(f"{change}\n")
    return 0


def _read(name: str) -> Document:
    path = required_guide(name)
    try:
        return read_guide(decode_guide(read_at_most(path, MAX_BYTES)))
    except GuideRefused as refused:
        raise CommandError("\n".join(f"{path}: {problem}" for problem in refused.problems)) from refused


guide_command("compare", _add_arguments, _run, help="say in words what differs between two guides")
