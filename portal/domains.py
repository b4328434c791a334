"""Whose domain is it: the part of a host name that a company registers, from a mail address or a website.

Public suffixes below country codes are a short list of our own: those under which companies register. A suffix that is
missing makes two companies look like one, so add it here with a test. gmail.com.evil.com is evil.com.
"""

import re
from urllib.parse import urlsplit


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SECOND_LEVEL: dict[str, str] = {
    "ac": "com gov mil net org",
    "ae": "ac co gov net org sch",
    "ag": "co com net nom org",
    "ar": "com edu gob int mil net org tur",
    "at": "ac co gv or",
    "au": "asn com edu gov id net org",
    "az": "biz com edu gov info net org",
    "bd": "ac com edu gov info net org",
    "bh": "com edu gov net org",
    "bo": "com edu gob net org tv web",
    "br": "adm adv agr app art blog com dev eco edu emp eng esp etc far flog fm gov ind inf jus leg med mil net nom"
    " ong org pro psi rec srv tec tur tv vet wiki",
    "bw": "ac co gov net org",
    "by": "com gov mil of",
    "bz": "co com net org",
    "ci": "ac co com edu go net or org",
    "cm": "co com gov net",
    "cn": "ac com edu gov mil net org",
    "co": "com edu gov mil net nom org",
    "cr": "ac co ed fi go or sa",
    "cy": "ac biz com gov ltd net org pro",
    "do": "com edu gob gov net org web",
    "dz": "art com edu gov net org",
    "ec": "com edu fin gob gov info med net org pro",
    "eg": "com edu eun gov net org sci",
    "es": "com edu gob nom org",
    "et": "biz com edu gov info net org",
    "fj": "ac com gov info net org pro",
    "fr": "asso com gouv nom prd tm",
    "ge": "com edu gov net org pvt",
    "gh": "com edu gov mil org",
    "gr": "com edu gov net org",
    "gt": "com edu gob ind net org",
    "hk": "com edu gov idv net org",
    "hn": "com edu gob net org",
    "hu": "co info org priv sport tm",
    "id": "ac biz co desa go my net or ponpes sch web",
    "il": "ac co gov k12 muni net org",
    "im": "ac co com net org",
    "in": "ac co com edu firm gen gov ind net nic org res",
    "iq": "com edu gov net org",
    "ir": "ac co gov id net org sch",
    "it": "edu gov",
    "jm": "com edu gov net org",
    "jo": "com edu gov net org sch",
    "jp": "ac ad co ed go gr lg ne or",
    "ke": "ac co go info me mobi ne or sc",
    "kg": "com edu gov net org",
    "kh": "com edu gov net org",
    "kr": "ac co es go hs kg mil ms ne or pe re sc",
    "kw": "com edu emb gov ind net org",
    "kz": "com edu gov mil net org",
    "lb": "com edu gov net org",
    "lk": "ac assn com edu gov hotel ltd net org sch web",
    "lv": "asn com conf edu gov id net org",
    "ly": "com edu gov id med net org plc sch",
    "ma": "ac co gov net org press",
    "mk": "com edu gov inf name net org",
    "mm": "com edu gov net org",
    "mo": "com edu gov net org",
    "mt": "com edu net org",
    "mu": "ac co com gov net or org",
    "mx": "com edu gob net org",
    "my": "biz com edu gov mil name net org",
    "mz": "ac adv co edu gov net org",
    "na": "co com org",
    "ng": "com edu gov i mil mobi name net org sch",
    "ni": "ac co com edu gob in info int mil net nom org web",
    "np": "com edu gov mil name net org",
    "nz": "ac co cri geek gen govt health iwi kiwi maori mil net org parliament school",
    "om": "co com edu gov med museum net org pro",
    "pa": "abo ac com edu gob ing med net nom org sld",
    "pe": "com edu gob mil net nom org",
    "pg": "ac com gov net org",
    "ph": "com edu gov i mil net ngo org",
    "pk": "biz com edu fam gob gok gon gop gos gov info net org web",
    "pl": "biz com edu gov info net org waw",
    "pr": "biz com edu gov info name net org pro",
    "ps": "com edu gov net org plo sec",
    "pt": "com edu gov int net nome org publ",
    "py": "com coop edu gov mil net org",
    "qa": "com edu gov mil name net org sch",
    "ro": "com firm info nom nt org rec store tm www",
    "rs": "ac co edu gov in org",
    "ru": "com edu gov int mil msk net org pp spb",
    "rw": "ac co coop gov mil net org",
    "sa": "com edu gov med net org pub sch",
    "sg": "com edu gov net org per",
    "sn": "art com edu gouv org perso univ",
    "sv": "com edu gob org red",
    "sy": "com edu gov mil net org",
    "th": "ac co go in mi net or",
    "tj": "ac biz co com edu go gov int mil name net nic org web",
    "tn": "com ens fin gov ind info intl mincom nat net org perso tourism",
    "tr": "av bbs bel biz com dr edu gen gov info k12 kep mil name net org pol tel tsk tv web",
    "tt": "biz co com edu gov info mil name net org pro",
    "tw": "club com ebiz edu game gov idv mil net org",
    "tz": "ac co go hotel info me mil mobi ne or sc tv",
    "ua": "com edu gov in kharkov kiev kyiv lviv net odessa org",
    "ug": "ac co com go ne or org sc",
    "uk": "ac co gov ltd me net nhs org plc police sch",
    "uy": "com edu gub mil net org",
    "uz": "co com net org",
    "ve": "arts bib co com e12 edu firm gob gov info int mil net nom org rar rec store tec web",
    "vn": "ac biz com edu gov health info int name net org pro",
    "ye": "com edu gov mil net org",
    "za": "ac agric alt co edu gov grondar law mil net ngo nic nis nom org school tm web",
    "zm": "ac biz co com edu gov info mil net org sch",
    "zw": "ac co gov mil org",
}
_SUFFIXES: frozenset[str] = frozenset(
    f"{label}.{country}" for country, labels in _SECOND_LEVEL.items() for label in labels.split()
)
# Below these, every name belongs to somebody else.
_SHARED_HOSTS = _words(
    "appspot.com azurewebsites.net blogspot.com github.io gitlab.io herokuapp.com myshopify.com netlify.app pages.dev"
    " tumblr.com vercel.app webflow.io weebly.com wixsite.com wordpress.com"
)
# A mail box or page there says nothing about the company (A-EML-01 carries the list of mail services).
_MAIL_SERVICES = _words(
    "gmail googlemail hotmail outlook live msn yahoo ymail rocketmail icloud aol gmx proton protonmail zoho yandex"
)
_MAIL_DOMAINS = _words(
    "me.com mac.com pm.me mail.ru bk.ru inbox.ru list.ru ya.ru mail.com qq.com foxmail.com 163.com 126.com web.de"
    " t-online.de freenet.de libero.it laposte.net orange.fr free.fr naver.com hanmail.net seznam.cz"
    " rediffmail.com"
)
_SOCIAL_HOSTS = _words(
    "facebook.com fb.com instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com linktr.ee t.me wa.me"
    " google.com xing.com vk.com"
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


class NoDomain(ValueError):
    """The text names no host on the public internet."""


def registrable_domain(host: str) -> str:
    """mail.acme.co.uk is acme.co.uk. Lower case, in the ASCII form of international names. Raises NoDomain."""
    labels = _labels(host)
    for suffix_length in (2, 1):
        suffix = ".".join(labels[-suffix_length:])
        if suffix_length == 1 or suffix in _SUFFIXES or suffix in _SHARED_HOSTS:
            if len(labels) <= suffix_length:
                raise NoDomain(f"{host!r} is nobody's own domain")
            return ".".join(labels[-suffix_length - 1 :])
    raise AssertionError("one label is always a suffix")


def domain_of_mail(address: str) -> str:
    name, at, host = address.strip().rpartition("@")
    if not (name and at):
        raise NoDomain(f"{address!r} is not a mail address")
    return registrable_domain(host)


def domain_of_website(url: str) -> str:
    text = url.strip()
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname
    except ValueError:
        host = None
    if not host:
        raise NoDomain(f"{url!r} is not a website")
    return registrable_domain(host)


def is_mail_service(domain: str) -> bool:
    """gmail.com, yahoo.co.uk: the domain belongs to whoever runs the mail, not to its user."""
    return domain in _MAIL_DOMAINS or domain.partition(".")[0] in _MAIL_SERVICES


def is_social_host(domain: str) -> bool:
    return domain in _SOCIAL_HOSTS


def _labels(host: str) -> list[str]:
    try:
        ascii_host = host.strip().rstrip(".").lower().encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise NoDomain(f"{host!r} is not a host name") from None
    labels = ascii_host.split(".")
    if len(ascii_host) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise NoDomain(f"{host!r} is not a host name")
    if labels[-1].isdigit():
        raise NoDomain(f"{host!r} is an address, not a name")
    return labels
