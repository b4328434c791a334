"""A guide with faults planted in it, one at a time: each is refused with its line and its reason, and nothing is stored."""

import time
from dataclasses import dataclass
from datetime import date

import pytest

from portal.guides.checking import check_guide
from portal.guides.models import GuideDraft, GuideProposal, GuideVersion, Program
from portal.guides.parsing import MAX_BYTES
from portal.guides.services.publication import publish_guide
from portal.guides.shipped import LIBRARY
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast

GPN = (LIBRARY / "gpn-2014.toml").read_text()
#: Seconds of one core that any text may take, however it was made.
LONGEST = 5.0


@dataclass(frozen=True)
class Fault:
    """`old` becomes `new`; the finding stands on the line of `at` (the first line of `new`) and says `reason`."""

    name: str
    old: str
    new: str
    reason: str
    at: str = ""

    @property
    def source(self) -> str:
        assert self.old in GPN, f"{self.name}: the guide has changed"
        return GPN.replace(self.old, self.new, 1)

    @property
    def line(self) -> int:
        source = self.source
        return source.count("\n", 0, source.index(self.at or self.new.strip("\n"))) + 1


CUSTOMERS = "quota.Gold = { NA = 8, MAJ = 5, LG = 3, MID = 3, SM = 3 }"
WINDOWS = "[tiering.windows]\n"
DEEP = "[" * 2_000

FAULTS = [
    # wrong types
    Fault("a text for a day", "effective_from = 2014-01-01", 'effective_from = "soon"', "a day such as 2024-01-31"),
    Fault("a number for a text", 'name = "Genesys Partner Network"', "name = 14", "a text is expected, not 14"),
    Fault("a text for a number", "min_cases = { value = 20,", 'min_cases = { value = "many",', "a whole number is expected"),
    Fault("a word for yes or no", "discretionary = { value = true,", 'discretionary = { value = "maybe",', "true or false"),
    Fault("a number for a list", 'order = ["NA", "MAJ", "LG", "MID", "SM"]', "order = 5", "a list is expected"),
    Fault("a number for a table", "[markets.regions]", "[markets]\nregions = 5\n[unused]", "a second time", "[markets]\nregions"),
    Fault("a yes as a minimum", "quota = { Gold = 8, Silver = 8,", "quota = { Gold = true, Silver = 8,", "can ask"),
    Fault("a share in text", 'share = { value = "0.5"', 'share = { value = "half"', "a number is expected, not 'half'"),
    # unknown and missing names
    Fault("a misspelt key", "sets_rates = {", "set_rates = {", "no key of this name"),
    Fault("an unknown section", "[kpi2]\n", "[kpi3]\n", "is no section of a guide", "[kpi3]"),
    Fault("an unknown time zone", "America/Los_Angeles", "America/Atlantis", "no IANA time zone"),
    Fault("an unknown metric", "[requirements.new_customers.cloud]", "[requirements.new_clients.cloud]", "nobody measures"),
    Fault("an unknown tier in a quota", "quota = { Silver = 2, Bronze = 1 }", "quota = { Platinum = 2, Bronze = 1 }", "no tier"),
    Fault("an unknown category", 'categories = ["VAR", "MSP"]', 'categories = ["VAR", "MPS"]', "no category MPS"),
    Fault("an unknown basket", 'basket = "gcs"', 'basket = "gsc"', "no basket gsc"),
    Fault("an unknown kind", 'kind = "maximum"', 'kind = "maximal"', "must be"),
    Fault("a missing rule", '[requirements.churn.cloud]\nrule = "G-REQ-13"', "[requirements.churn.cloud]", "is missing"),
    Fault("a missing market", CUSTOMERS, CUSTOMERS.replace(", SM = 3", ""), "no figure for the class SM"),
    Fault("a missing language", 'es = "Clientes nuevos", ', "", "is missing", 'text = { en = "New customers", ru'),
    Fault("a rule that is none", 'rule = "G-REQ-13"', 'rule = "see page 9"', "is no rule ID"),
    # contradictions
    Fault("overlapping bands of a score", "{ below = 50, points = 2 }", "{ below = 70, points = 2 }", "lower", "[kpi1.rate_steps]"),
    Fault("overlapping bands of markets", "MID = { value = 100,", "MID = { value = 250,", "overlaps"),
    Fault("a cyclic reference", 'of = ["survey_scores"]', 'of = ["nps_avg"]', "is made of itself"),
    Fault("easier at a higher tier", CUSTOMERS, CUSTOMERS.replace("MAJ = 5", "MAJ = 3"), "easier than Silver"),
    Fault("a country in two classes", '["FR"], ["DE"]', '["FR"], ["GR"], ["DE"]', "GR stands in class", '["AR"], ["AT"]'),
    Fault("at most below at least", "most = { GCP8-BEP = 3,", "most = { GCP8-BEP = 1,", "is below at least"),
    Fault("a recovery longer than the longest", "days = { value = 90,", "days = { value = 200,", "longer than the longest"),
    # absurd figures
    Fault("a negative count", CUSTOMERS, CUSTOMERS.replace("NA = 8", "NA = -8"), "cannot be"),
    Fault("a share above the whole", "quota = { Gold = 80,", "quota = { Gold = 800,", "cannot be"),
    Fault("more customers than people", CUSTOMERS, CUSTOMERS.replace("NA = 8", "NA = 8000000000"), "cannot be"),
    Fault("not a number", "target = { value = 100,", "target = { value = nan,", "infinity and NaN"),
    Fault("an endless number", "target = { value = 100,", "target = { value = -inf,", "infinity and NaN"),
    Fault("a huge whole number", CUSTOMERS, CUSTOMERS.replace("NA = 8", "NA = " + "9" * 5_000), "as large as this"),
    Fault("a huge power of ten", 'step = { value = "0.5"', "step = { value = 1e99999999", "as large as this"),
    Fault("a day that is none", "effective_from = 2014-01-01", "effective_from = 2014-02-30", "Invalid date"),
    Fault("a day out of range", "effective_from = 2014-01-01", "effective_from = 9014-01-01", "must be at most 2199-12-31"),
    # text that is no guide
    Fault("a key written twice", WINDOWS, f"{WINDOWS}mlb = 1\n", "a second time", 'mlb = { value = "flow"'),
    Fault("a table written twice", "[kpi2]\n", "[kpi1]\n", "a second time", '[kpi1]\nrule = "G-KPI2-01"'),
    Fault("a quote never closed", 'code_of_ethics = { value = "status"', 'code_of_ethics = { value = "status', "no TOML"),
    Fault("a bracket never closed", 'order = ["NA", "MAJ", "LG", "MID", "SM"]', 'order = ["NA", "MAJ"', "no TOML", 'unlisted = '),
    Fault("a null byte", "# ---- Markets ----", "# ---- Mar\x00kets ----", "no TOML"),
    Fault("a control character", 'name = "Genesys Partner Network"', 'name = "Genesys\x07 Partner Network"', "no TOML"),
    Fault("half a character", 'name = "Genesys Partner Network"', 'name = "Genesys\udcff Partner Network"', "no UTF-8"),
    Fault("deep nesting", WINDOWS, f"{WINDOWS}deep = {DEEP}\n", "at most 24 deep", "deep = ["),
    Fault("a deep key", WINDOWS, f"{WINDOWS}{'a.' * 50_000}a = 1\n", "at most 24 deep", "a.a.a."),
    Fault("five megabytes", "[guide]\n", "#" * 5_000_000 + "\n[guide]\n", f"at most {MAX_BYTES} bytes", "# Genesys Partner"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_planted_fault_is_refused_with_line_and_reason_and_nothing_is_stored(
    fault: Fault, cast: tuple[VendorCast, VendorCast]
) -> None:
    started = time.process_time()
    found = check_guide(fault.source).errors
    assert time.process_time() - started < LONGEST
    assert [str(one) for one in found if one.line == fault.line and fault.reason in str(one.message)], found

    acme, _ = cast
    with acting_as(Role.STAFF, vendor=acme.id):
        before = stored()
        with pytest.raises(Refusal) as refused:
            publish_guide(Program.objects.get(pk=acme.program), source=fault.source, effective_from=date(2027, 1, 1))
        assert stored() == before
    assert f"line {fault.line}: " in str(refused.value)
    assert fault.reason in str(refused.value)


def stored() -> list[int]:
    return [model.objects.count() for model in (GuideVersion, GuideDraft, GuideProposal)]


def test_bytes_that_are_no_utf8_are_refused_with_their_line() -> None:
    raw = GPN.encode().replace(b'name = "Genesys Partner Network"', b'name = "Gen\xff\xfe"', 1)

    (found,) = check_guide(raw).findings

    assert (found.line, str(found.message)) == (raw[: raw.index(b"\xff")].count(b"\n") + 1, "This is no UTF-8 text.")


@pytest.mark.parametrize(
    "text",
    [
        "a = [" + "1," * 400_000 + "]",
        "".join(f"k{number} = {number}\n" for number in range(70_000)),
        "".join(f"[t.t{number}]\n" for number in range(60_000)),
        "[[a]]\n" * 160_000,
        'a = """' + '"" ' * 300_000,
        "a = '" + "'" * 900_000,
        'a = "' + "\\u0041" * 160_000,
        "\n" * 999_000,
        "a" * 999_000,
        "[" * 999_000,
        "a.b." * 240_000,
        "a = {" * 190_000,
        "#" * 999_999,
        "a = 2024-01-01" + " " * 900_000,
    ],
    ids=lambda text: text[:12].strip(),
)
def test_text_made_to_be_slow_is_refused_in_bounded_time(text: str) -> None:
    started = time.process_time()

    assert check_guide(text).errors
    assert time.process_time() - started < LONGEST
