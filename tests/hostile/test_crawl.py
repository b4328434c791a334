"""Every page as everybody, over rows whose texts are hostile: inert, strict, and a GET changes nothing."""

import csv
import io

import pytest
from django.conf import settings

from tests.hostile.corpus import FORMULA_STARTS
from tests.hostile.pages import Page
from tests.hostile.stage import Answer, HostileStage, pages, walk

POLICY = {
    f"{name} {' '.join(values)}" for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
}  # fmt: skip
#: What a download is allowed: nothing at all.
SANDBOX = {"default-src 'none'", "sandbox"}
NO_SCRIPT = ("unsafe-inline", "unsafe-eval", "data:", "http:", "https:", "*", "blob:")


@pytest.mark.timeout(400)
def test_pages_are_inert_strict_and_change_nothing(hostile_stage: HostileStage) -> None:
    answers = walk(hostile_stage)
    wrong: list[str] = []
    for (person, endpoint), answer in answers.items():
        what = f"{endpoint.route} as {person}"
        wrong += [f"{what}: {answer.status}"] if answer.status >= 500 else []
        wrong += [f"{what}: GET stored {answer.stored}"] if answer.stored else []
        wrong += _policy_faults(what, answer)
        if "html" in answer.headers.get("Content-Type", ""):
            wrong += [f"{what}: {live}" for live in Page(answer.text).live]
        elif answer.status == 200:
            wrong += [f"{what}: formula {cell!r}" for cell in _live_cells(answer)]

    assert "\n".join(wrong) == ""
    assert sum(answer.status == 200 for answer in answers.values()) > len(pages())


def _policy_faults(what: str, answer: Answer) -> list[str]:
    policy = {part.strip() for part in answer.headers.get("Content-Security-Policy", "").split(";")}
    if policy not in (POLICY, SANDBOX):
        return [f"{what}: content policy {sorted(policy ^ POLICY)}"]
    return [f"{what}: no nosniff"] if answer.headers.get("X-Content-Type-Options") != "nosniff" else []


def test_policy_trusts_only_the_portal_itself() -> None:
    assert [part for part in POLICY for loose in NO_SCRIPT if loose in part.split()] == []
    assert {part.split()[0] for part in POLICY} >= {
        "default-src",
        "script-src",
        "base-uri",
        "form-action",
        "frame-ancestors",
    }


def _live_cells(answer: Answer) -> list[str]:
    """Cells of a download that a spreadsheet would run."""
    kind = answer.headers.get("Content-Type", "")
    if "csv" in kind:
        rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig", "replace")))
        return [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS) and not _is_number(cell)]
    if "spreadsheet" in kind:
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return []


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdecimal()
