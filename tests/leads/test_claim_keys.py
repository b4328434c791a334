import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.claim_keys import NoClaimKey, claim_key
from portal.company_names import normalise_company_name


@pytest.mark.rule("F-LEAD-07")
@pytest.mark.parametrize(
    ("company", "country", "website", "email", "expected"),
    [
        ("Acme", "GB", "https://www.acme.co.uk/contact", "bob@agency.com", "domain:acme.co.uk"),
        ("Acme", "GB", "", "ann@mail.acme.co.uk", "domain:acme.co.uk"),
        ("Acme", "GB", "not a site", "ann@acme.co.uk", "domain:acme.co.uk"),
        ("Acme GmbH", "DE", "", "ann@gmail.com", "name:de:acme"),
        ("ACME, Inc.", "US", "https://facebook.com/acme", "", "name:us:acme"),
        ("Acme", "US", "", "ann@gmail.com.evil.com", "domain:evil.com"),
    ],
)
def test_claim_key_is_domain_else_name_with_country(
    company: str, country: str, website: str, email: str, expected: str
) -> None:
    assert str(claim_key(company=company, country=country, website=website, email=email)) == expected


@pytest.mark.parametrize(
    ("company", "country"), [("", "DE"), ("!!!", "DE"), ("Acme", ""), ("Acme", "Germany"), ("Acme", "D1")]
)
def test_claim_key_needs_something_to_tell_apart(company: str, country: str) -> None:
    with pytest.raises(NoClaimKey):
        claim_key(company=company, country=country)


@pytest.mark.rule("F-LEAD-07")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME Inc.", "Acme"),
        ("M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller & S\N{LATIN SMALL LETTER O WITH DIAERESIS}hne GmbH & Co. KG",
         "Muller  Sohne"),
        ("Stra\N{LATIN SMALL LETTER SHARP S}e AG", "STRASSE"),
        ("Acme S.A. de C.V.", "acme s.a. de c.v."),
        ("Data-Works Ltd", "Dataworks Limited"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}cme", "ACME"),
        ("O'Brien LLC", "O\N{RIGHT SINGLE QUOTATION MARK}Brien"),
    ],
)  # fmt: skip
def test_company_names_are_folded_alike(one: str, other: str) -> None:
    assert normalise_company_name(one) == normalise_company_name(other)


def test_company_name_keeps_a_legal_form_that_is_the_name() -> None:
    assert normalise_company_name("Limited") == "limited"
    assert normalise_company_name("Limited Brands Inc") == "limitedbrands"
    assert normalise_company_name("PT Garuda Tbk") == "garudatbk"


@given(st.text(max_size=60))
def test_company_name_is_letters_and_digits_whatever_the_case(name: str) -> None:
    folded = normalise_company_name(name)
    assert folded == "" or folded.isalnum()
    assert "_" not in folded
