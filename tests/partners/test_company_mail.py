"""A-EML: mail services, and how close a domain is to a company's name (C73)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.rules.company_mail import Closeness, DomainCheck, compare_domain, is_free_mail
from portal.company_names import company_words
from portal.domains import NoDomain

CLOSE = Closeness(prefix_letters=4, initials_words=3, similarity=Decimal("0.80"))
REFUSED = (
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "live",
    "yahoo",
    "icloud",
    "yandex",
    "gmx",
    "mail.ru",
    "163.com",
    "me.com",
)
MATCH, REVIEW = DomainCheck.MATCH, DomainCheck.REVIEW
labels = st.from_regex(r"[a-z][a-z0-9]{3,15}", fullmatch=True)


@pytest.mark.rule("A-EML-02")
@pytest.mark.parametrize(
    ("company", "host", "found"),
    [
        ("Acme Contact Solutions Ltd", "acmecontactsolutions.com", MATCH),
        ("Acme Contact Solutions Ltd", "acme.io", MATCH),
        ("Acme Contact Solutions Ltd", "acs.com", MATCH),
        ("Acme Contact Solutions Ltd", "acme-contact.co.uk", MATCH),
        ("Acmé S.A.", "acme.fr", MATCH),
        ("Ziplane GmbH", "ziplain.de", MATCH),
        ("Nordwind AG", "nordwindgroup.com", MATCH),
        ("Acme Inc", "gmail.com.acme.com", MATCH),
        ("Acme Contact Solutions Ltd", "zenithcrm.com", REVIEW),
        ("Acme Contact Solutions Ltd", "acmegmail.com", REVIEW),
        ("Acme Inc", "gmail.com.evil.com", REVIEW),
        ("AB Tools Oy", "abt.fi", REVIEW),
        ("AB Oy", "abracadabra.fi", REVIEW),
        # Further: letters of other scripts, one word's initial, a name that is nothing but its legal form.
        ("Bücher Handel GmbH", "xn--bcher-kva.de", MATCH),
        ("Акме", "акме.рф", MATCH),
        ("Zeta Analytics Partners", "zap.com", MATCH),
        ("Limited", "limited.com", MATCH),
        ("---", "acme.com", REVIEW),
        ("Abc", "abcabcabc.com", REVIEW),
    ],
)
def test_domain_matches_a_name_or_a_person_looks(company: str, host: str, found: DomainCheck) -> None:
    assert compare_domain(company, host, CLOSE) is found


@pytest.mark.rule("A-EML-01")
@pytest.mark.parametrize(
    ("host", "refused"),
    [
        ("gmail.com", True), ("GMAIL.com", True), ("mail.gmail.com", True), ("yahoo.co.uk", True), ("yahoo.com.br", True),
        ("hotmail.fr", True), ("mail.ru", True), ("163.com", True), ("me.com", True), ("live.com", True),
        ("gmx.net", True), ("gmx.de", True), ("mail.gmx.net", True), ("gmx.consulting", False), ("me.net", False),
        ("gmail.com.evil.com", False), ("notgmail.com", False), ("gmail-partners.com", False), ("me.fr", False),
        ("mail.com", False), ("outlook.consulting", False), ("live.events", False), ("ru", None),
    ],
)  # fmt: skip
def test_mail_service_is_told_by_the_registrable_domain_alone(host: str, refused: bool | None) -> None:
    if refused is None:
        with pytest.raises(NoDomain):
            is_free_mail(host, REFUSED)
    else:
        assert is_free_mail(host, REFUSED) is refused


@pytest.mark.rule("A-EML-01", "A-EML-02")
@given(service=st.sampled_from(["gmail.com", "yahoo.co.uk", "mail.ru"]), own=labels, company=labels)
def test_a_service_in_front_of_a_domain_changes_nothing(service: str, own: str, company: str) -> None:
    host = f"{own}.org"

    assert is_free_mail(f"{service}.{host}", REFUSED) is is_free_mail(host, REFUSED) is False
    assert compare_domain(company, f"{service}.{host}", CLOSE) is compare_domain(company, host, CLOSE)


@pytest.mark.rule("A-EML-02")
@given(name=labels, form=st.sampled_from(["GmbH", "Ltd", "S.A.", "Inc.", "B.V.", "Oy"]), extra=labels)
def test_case_hyphens_legal_forms_and_subdomains_never_matter(name: str, form: str, extra: str) -> None:
    host = f"{name[:2]}-{name[2:]}.com"

    assert compare_domain(f"{name.upper()} {form}", host, CLOSE) is MATCH
    assert compare_domain(name, f"mail.{host}", CLOSE) is MATCH
    assert compare_domain(name, f"{name}{extra}.com", CLOSE) is MATCH


@pytest.mark.rule("A-EML-02")
@given(company=st.text(max_size=40), host=labels)
def test_whatever_is_typed_is_a_match_or_a_review(company: str, host: str) -> None:
    """Never an error, never a refusal; and a name without a letter matches nothing."""
    found = compare_domain(company, f"{host}.com", CLOSE)

    assert found in (MATCH, REVIEW)
    assert found is REVIEW or company_words(company)


@pytest.mark.rule("A-EML-02")
def test_similarity_is_met_at_its_edge() -> None:
    """Ten letters of which two differ are 0.80 alike; three are not."""
    assert compare_domain("abcdefghij", "zbcdefghiz.com", CLOSE) is MATCH
    assert compare_domain("abcdefghij", "zzcdefghiz.com", CLOSE) is REVIEW
