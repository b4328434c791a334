"""`manage.py guide facts GUIDE`: a template of every fact that the guide can ask for."""

import json
from argparse import ArgumentParser
from typing import Any, TextIO

from django.core.management.base import CommandError

from portal.guides.commands import guide_command
from tiering.commands.engines import named_document
from tiering.guide.targets import TargetsSection
from tiering.rules.facts.template import template_of
from tiering.rules.scoring.evaluate import NotScored, compile_guide


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("guide", metavar="GUIDE", help="slug of a shipped guide, or a file")


def _run(options: dict[str, Any], out: TextIO) -> int:
    sections = named_document(options["guide"]).sections
    try:
        engine = compile_guide(sections)
    except NotScored as error:
        raise CommandError(f"{options['guide']}: {error}") from error
    targets = sections.get("targets")
    template = template_of(engine, targets if isinstance(targets, TargetsSection) else None)
    json.dump(template, out, indent=2, ensure_ascii=False)
    out.write("\n")
    return 0


guide_command("facts", _add_arguments, _run, help="print a template of every fact that a guide can ask for")
