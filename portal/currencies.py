"""ISO 4217 as data: how many decimal places each currency has.

Active codes with a minor unit. Precious metals, drawing rights and test codes have none and cannot be paid, so they
are not here. Withdrawn codes stay readable, because history carries them; `is_active` tells them apart.
"""

_ACTIVE_BY_DIGITS: dict[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW"
        " CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF"
        " IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK"
        " MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP"
        " SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG"
        " YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_WITHDRAWN_BY_DIGITS: dict[int, str] = {2: "ANG BGN CUC HRK SLL ZWL"}


def _unfold(table: dict[int, str]) -> dict[str, int]:
    return {code: digits for digits, codes in table.items() for code in codes.split()}


_ACTIVE = _unfold(_ACTIVE_BY_DIGITS)
MINOR_UNITS: dict[str, int] = _ACTIVE | _unfold(_WITHDRAWN_BY_DIGITS)


class UnknownCurrency(ValueError):
    """Not a currency code of ISO 4217 that has a minor unit. Codes are written in capitals."""


def minor_units(currency: str) -> int:
    """Decimal places of the currency: 2 for USD, 0 for JPY, 3 for KWD."""
    try:
        return MINOR_UNITS[currency]
    except (KeyError, TypeError):
        raise UnknownCurrency(f"{currency!r} is not a currency code of ISO 4217") from None


def is_active(currency: str) -> bool:
    return currency in _ACTIVE
