"""`manage.py guide check [GUIDE ...]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.guides.checking import Report, check_guide
from portal.guides.commands import guide_command
from portal.guides.findings import Finding
from portal.guides.parsing import MAX_BYTES
from portal.guides.shipped import find_guide, read_at_most, shipped_guides


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("guides", nargs="*", metavar="GUIDE", help="slug of a shipped guide, or a file (all that ship)")
    parser.add_argument("--json", action="store_true", help="one JSON object for each guide, one on a line")


def _run(options: dict[str, Any], out: TextIO) -> int:
    """Print what is wrong. 1 where a guide has an error."""
    paths = [required_guide(name) for name in options["guides"]] or shipped_guides()
    failed = False
    for path in paths:
        report = check_guide(read_at_most(path, MAX_BYTES))
        failed = failed or bool(report.errors)
        write = _write_json if options["json"] else _write_words
        write(path, report, out)
    return int(failed)


def required_guide(name: str) -> Path:
    """The file of a guide that was named. Raises CommandError where there is none."""
    path = find_guide(name)
    if path is None:
        shipped = ", ".join(one.stem for one in shipped_guides())
        raise CommandError(f"There is no guide and no file {name!r}. Guides that ship: {shipped}.")
    return path


def _write_words(path: Path, report: Report, out: TextIO) -> None:
    for finding in report.findings:
        out.write(f"{_shown(path)}:{finding.line}: {_kind(finding, report)}: {_sentence(finding)} [{finding.code}]\n")
    out.write(f"{path.stem}: {_summary(report)}\n")


def _kind(finding: Finding, report: Report) -> str:
    if not finding.acknowledged or report.document is None:
        return str(finding.severity)
    said = report.document.acknowledged[finding.acknowledged]
    return f"acknowledged by {said.rule} ({said.why})"


def _sentence(finding: Finding) -> str:
    return f"{finding.place}: {finding.message}" if finding.place else str(finding.message)


def _summary(report: Report) -> str:
    errors, warnings, acknowledged = len(report.errors), len(report.warnings), len(report.acknowledged)
    examples = len(report.document.examples) if report.document else 0
    counts = (
        ngettext("%d error", "%d errors", errors) % errors,
        ngettext("%d warning", "%d warnings", warnings) % warnings,
        _("%d acknowledged") % acknowledged,
        ngettext("%d example", "%d examples", examples) % examples,
    )
    return ", ".join(counts)


def _write_json(path: Path, report: Report, out: TextIO) -> None:
    findings = [
        {
            "file": _shown(path),
            "line": finding.line,
            "place": finding.place,
            "about": finding.about,
            "severity": str(finding.severity),
            "code": finding.code,
            "rule": finding.rule,
            "acknowledged": finding.acknowledged or None,
            "message": str(finding.message),
        }
        for finding in report.findings
    ]
    examples = len(report.document.examples) if report.document else 0
    answer = {"guide": path.stem, "ok": not report.errors, "examples": examples, "findings": findings}
    out.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


guide_command("check", _add_arguments, _run, help="say what is wrong with guides; exit code 1 where one has an error")
