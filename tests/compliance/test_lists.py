import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from compliance.models import ListEntry, ListVersion
from compliance.queries.lists import changes_between, entries_of, entry_rows, index_in_force, versions_in_force
from compliance.screening import ListRefused, Party, Reading
from compliance.screening.ofac import ALIASES, PRIMARY, read_ofac
from compliance.screening.opensanctions import read_opensanctions
from compliance.screening.un import read_un
from compliance.services.lists import load_list
from portal.tenancy import Role, acting_as
from tests.compliance.lists import ADD, ALT, OFAC, SDN, TARGETS, UN

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
#: One entry renamed, one gone and one new; ten rows more, so that nothing has shrunk.
MORE = b"".join(
    b'%d,"ZUBANIA %d LTD",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n' % (n, n) for n in range(9000, 9010)
)
LATER = (
    SDN.replace(b"Sergey Petrovich", b"Serge")
    .replace(SDN.splitlines(keepends=True)[0], b"")
    .replace(b"\x1a", MORE + b"\x1a")
)


def _reading(primary: bytes = SDN) -> Reading:
    return read_ofac("ofac-sdn", OFAC | {PRIMARY: primary}, source="sdn.csv")


def _refused(reading: Reading) -> str:
    with pytest.raises(ListRefused) as refused:
        load_list(reading, at=TUESDAY)
    return str(refused.value)


@pytest.fixture
def platform() -> Any:
    with acting_as(Role.PLATFORM):
        yield


@pytest.mark.usefixtures("platform")
def test_the_same_bytes_are_the_same_version() -> None:
    first, again = load_list(_reading(), at=MONDAY), load_list(_reading(), at=TUESDAY)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.version == again.version
    assert versions_in_force()[0].in_force_since == MONDAY
    assert ListVersion.objects.count() == 1


@pytest.mark.usefixtures("platform")
def test_a_version_says_what_was_read() -> None:
    version = load_list(_reading(), at=MONDAY).version

    assert entries_of(version) == _reading().entries
    assert version.rows == {"primary": 5, "aliases": 2, "addresses": 2}
    assert len(version.sha256) == 64


@pytest.mark.usefixtures("platform")
def test_a_later_version_takes_over_and_keeps_what_did_not_change() -> None:
    old = load_list(_reading(), at=MONDAY).version
    new = load_list(_reading(LATER), at=TUESDAY).version

    assert [version.pk for version in versions_in_force(["ofac-sdn"])] == [new.pk]
    assert set(new.entry_ids) & set(old.entry_ids) == set(old.entry_ids) - _ids("36", "2677", old)
    assert ListEntry.objects.count() == 5 + 1 + 10

    changes = changes_between(old, new)

    assert [entry.uid for entry in changes.removed] == ["36"]
    assert [entry.caption for entry in changes.changed] == ["OSTROVSKOY, Serge"]
    assert len(changes.added) == 10


def _ids(*args: Any) -> set[int]:
    *uids, version = args
    return set(ListEntry.objects.filter(pk__in=version.entry_ids, uid__in=uids).values_list("pk", flat=True))


@pytest.mark.usefixtures("platform")
def test_an_earlier_version_comes_back_into_force_without_being_written_again() -> None:
    old = load_list(_reading(), at=MONDAY).version
    load_list(_reading(LATER), at=MONDAY)

    back = load_list(_reading(), at=TUESDAY, accepted_because="The later one was withdrawn.")

    assert (back.version.pk, back.is_new, back.version.in_force_since) == (old.pk, False, TUESDAY)
    assert ListVersion.objects.count() == 2


@pytest.mark.usefixtures("platform")
def test_a_shrunken_list_is_refused_and_the_old_one_stays_in_force() -> None:
    before = load_list(_reading(LATER), at=MONDAY).version

    reason = _refused(_reading())

    assert "primary has 5 rows and had 14" in reason
    assert [version.pk for version in versions_in_force()] == [before.pk]
    assert ListVersion.objects.count() == 1


@pytest.mark.usefixtures("platform")
def test_fewer_aliases_alone_are_a_shrunken_list() -> None:
    load_list(_reading(), at=MONDAY)

    cut = read_ofac("ofac-sdn", OFAC | {ALIASES: ALT.splitlines(keepends=True)[0] + b"\x1a"}, source="x")

    assert "aliases has 1 rows and had 2" in _refused(cut)


@pytest.mark.usefixtures("platform")
def test_a_list_that_lost_its_end_mark_is_refused() -> None:
    load_list(_reading(), at=MONDAY)

    assert "cut off" in _refused(
        read_ofac("ofac-sdn", {part: content.rstrip(b"\x1a") for part, content in OFAC.items()}, source="x")
    )


PERSON = UN[UN.index(b"<INDIVIDUAL>") : UN.index(b"</INDIVIDUAL>") + len(b"</INDIVIDUAL>")]
NEXT = PERSON.replace(b"QDi.006", b"QDi.007")
HEAD, FIRST, SECOND, *REST = TARGETS.splitlines(keepends=True)


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (read_un(UN.replace(PERSON, PERSON + NEXT)), read_un(UN.replace(PERSON, NEXT + PERSON))),
        (read_opensanctions(TARGETS), read_opensanctions(b"".join([HEAD, SECOND, FIRST, *REST]))),
    ],
)
def test_reordered_rows_are_refused_and_the_old_ones_stay_in_force(before: Reading, after: Reading) -> None:
    kept = load_list(before, at=MONDAY).version

    assert "the rows were reordered" in _refused(after)
    assert [version.pk for version in versions_in_force()] == [kept.pk]
    assert load_list(after, at=TUESDAY, accepted_because="Now by date").version.in_force


@pytest.mark.usefixtures("platform")
def test_new_entries_anywhere_reorder_nothing() -> None:
    load_list(read_un(UN), at=MONDAY)

    assert load_list(read_un(UN.replace(PERSON, NEXT + PERSON)), at=TUESDAY).is_new


@pytest.mark.usefixtures("platform")
def test_a_person_may_accept_a_shrunken_list_with_a_reason() -> None:
    load_list(_reading(LATER), at=MONDAY)

    taken = load_list(_reading(), at=TUESDAY, accepted_because="OFAC delisted ten").version

    assert (taken.in_force, taken.accepted_because) == (True, "OFAC delisted ten")


@pytest.mark.usefixtures("platform")
def test_the_index_follows_the_versions_in_force() -> None:
    load_list(_reading(), at=MONDAY)
    party = Party("x", "Zubania 9001", "Company")

    before = index_in_force()
    load_list(_reading(LATER), at=TUESDAY)
    after = index_in_force()
    (match, *_) = after.index.match(party)

    assert before.index.match(party) == []
    assert after.index is index_in_force().index
    assert (match.entry, match.score > 990) == ("9001", True)
    assert [row.uid for row in entry_rows([match]).values()] == ["9001"]


def test_staff_of_any_vendor_read_the_lists(cast: Any) -> None:
    with acting_as(Role.PLATFORM):
        load_list(_reading(), at=MONDAY)

    for vendor in cast:
        with acting_as(Role.STAFF, vendor=vendor.id):
            assert len(index_in_force().index) == 5


# What the operator types


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    for name, content in (
        ("sdn.csv", SDN),
        ("alt.csv", ALT),
        ("add.csv", ADD),
        ("un.xml", UN),
        ("targets.simple.csv", TARGETS),
    ):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def _told(*words: Any) -> str:
    out = io.StringIO()
    call_command("screening", *map(str, words), stdout=out)
    return out.getvalue()


def _matched(monkeypatch: pytest.MonkeyPatch, lines: str, *words: str) -> list[Any]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    return [json.loads(line) for line in _told("match", *words).splitlines()]


def test_the_command_loads_each_kind_and_says_what_it_took(lists: Path) -> None:
    assert "ofac-sdn: sdn.csv, alt.csv, add.csv, 5 entries" in _told("load", "ofac", lists)
    assert "was in force already" in _told("load", "ofac", lists)
    assert "un: un.xml, 2 entries (1 individuals, 1 entities)" in _told("load", "un", lists / "un.xml")
    assert "2 entries (3 targets)" in _told("load", "opensanctions", lists / "targets.simple.csv")


def test_the_command_refuses_with_the_reason_and_changes_nothing(lists: Path) -> None:
    _told("load", "ofac", lists)
    (lists / "sdn.csv").write_bytes(SDN[:300])

    with pytest.raises(CommandError, match="cut off"):
        _told("load", "ofac", lists)
    with pytest.raises(CommandError, match="No such file"):
        _told("load", "un", lists / "nowhere.xml")
    with acting_as(Role.PLATFORM):
        assert len(versions_in_force()) == 1


def test_the_command_matches_names_best_first(lists: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _told("load", "ofac", lists)
    _told("load", "un", lists / "un.xml")
    asked = '{"id": 7, "name": "Tamim Varqawi", "schema": "Person", "country": "Egypt", "birth_date": "1951"}'
    lines = asked + '\n\n{"id": "b", "name": "Jane Roe"}\n'

    found, none = _matched(monkeypatch, lines)

    assert {(hit["list"], hit["entry"]) for hit in found["hits"]} == {("ofac-sdn", "2676"), ("un", "QDi.006")}
    assert found["id"] == 7
    assert 0.7 <= found["hits"][1]["score"] <= found["hits"][0]["score"] <= 1
    assert found["hits"][0]["parts"]["country"] == 0.02
    assert none == {"id": "b", "hits": []}
    assert [hit["list"] for hit in _matched(monkeypatch, lines, "--list", "un")[0]["hits"]] == ["un"]
    for named in (
        ["--list", "ofac", "un"],
        ["--list", "ofac", "--list", "un"],
        ["--list", "un", "ofac", "--threshold", "0.1"],
    ):
        assert {hit["list"] for hit in _matched(monkeypatch, lines, *named)[0]["hits"]} == {"ofac-sdn", "un"}
    assert {hit["score"] for hit in _matched(monkeypatch, lines, "--threshold", "1")[0]["hits"]} <= {1.0}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", "line 2: Expecting value"),
        ("[]", "line 2: a party is an object"),
        ('{"name": "A"}', "line 2: id"),
        ('{"id": 1}', "line 2: name"), ('{"id": 1, "name": " "}', "line 2: name"),
        ('{"id": 1, "name": "A", "schema": "Ship"}', "line 2: schema"),
        ('{"id": 1, "name": "A", "birth_date": "1.2.1950"}', "line 2: birth_date"),
        ('{"id": 1, "name": "A", "country": 7}', "line 2: country"),
        ("[" * 100_000, "line 2: nested"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named(lists: Path, monkeypatch: pytest.MonkeyPatch, line: str, reason: str) -> None:
    _told("load", "un", lists / "un.xml")

    with pytest.raises(CommandError, match=reason):
        _matched(monkeypatch, f'{{"id": 1, "name": "A"}}\n{line}\n')


def test_wrong_words_are_refused(monkeypatch: pytest.MonkeyPatch, lists: Path) -> None:
    with pytest.raises(CommandError, match="No list is in force"):
        _matched(monkeypatch, "")
    with pytest.raises(CommandError, match="no list 'nato'"):
        _matched(monkeypatch, "", "--list", "nato")
    with pytest.raises(CommandError, match="threshold"):
        _matched(monkeypatch, "", "--threshold", "70")
