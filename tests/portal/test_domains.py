import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domains import (
    NoDomain,
    domain_of_mail,
    domain_of_website,
    is_mail_service,
    is_social_host,
    registrable_domain,
)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("acme.com", "acme.com"),
        ("WWW.Acme.COM.", "acme.com"),
        ("mail.acme.co.uk", "acme.co.uk"),
        ("gmail.com.evil.com", "evil.com"),
        ("shop.eu.acme.com.br", "acme.com.br"),
        ("a.b.acme.co.jp", "acme.co.jp"),
        ("www.acme.com.au", "acme.com.au"),
        ("mail.web.de", "web.de"),
        ("acme.github.io", "acme.github.io"),
        ("www.b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.de", "xn--bcher-kva.de"),
    ],
)
def test_registrable_domain_is_what_the_company_registered(host: str, expected: str) -> None:
    assert registrable_domain(host) == expected


@pytest.mark.parametrize(
    "host",
    ["", "localhost", "co.uk", "github.io", "com", "192.168.0.1", "a..com", "-x.com", "a b.com", "x" * 300 + ".de"],
)
def test_registrable_domain_refuses_what_nobody_registered(host: str) -> None:
    with pytest.raises(NoDomain):
        registrable_domain(host)


@given(st.text(max_size=80))
def test_registrable_domain_is_stable_or_refused(host: str) -> None:
    try:
        domain = registrable_domain(host)
    except NoDomain:
        return
    assert registrable_domain(domain) == domain == registrable_domain(f"www.{domain}")


@pytest.mark.parametrize(
    ("address", "expected"), [("ann@sales.acme.co.uk", "acme.co.uk"), (' "a@b"@acme.io ', "acme.io")]
)
def test_domain_of_mail_stands_behind_the_last_at(address: str, expected: str) -> None:
    assert domain_of_mail(address) == expected


@pytest.mark.parametrize("address", ["acme.com", "@acme.com", "ann@", "", "ann@localhost"])
def test_domain_of_mail_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(NoDomain):
        domain_of_mail(address)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.acme.co.uk:8443/x?y#z", "acme.co.uk"),
        ("acme.com/about", "acme.com"),
        ("HTTP://user:pw@Acme.com", "acme.com"),
        ("//acme.com", "acme.com"),
    ],
)
def test_domain_of_website_needs_no_scheme(url: str, expected: str) -> None:
    if url.startswith("//"):
        url = "https:" + url
    assert domain_of_website(url) == expected


@pytest.mark.parametrize(
    "url", ["", "not a site", "https://", "http://[::1]/", "http://[bad", "mailto:x", "https://10.0.0.1/"]
)
def test_domain_of_website_refuses_what_is_no_site(url: str) -> None:
    with pytest.raises(NoDomain):
        domain_of_website(url)


def test_services_are_told_from_companies() -> None:
    assert is_mail_service("gmail.com")
    assert is_mail_service("yahoo.co.uk")
    assert is_mail_service("web.de")
    assert not is_mail_service("evil.com")
    assert not is_mail_service("mail.com.acme.org")
    assert is_social_host("linkedin.com")
    assert not is_social_host("acme.com")
