"""What an applicant holds: a 128-bit token made from a salt and the installation's key, and a code that proves a mail box.

So neither an application nor a mail waiting in the outbox holds what opens the door.
"""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac


def application_token(salt: str) -> str:
    """The token of an application, the same each time."""
    return _short("partners.application", salt)


def mail_code(salt: str, mail: str) -> str:
    """What only the reader of that mail box learns; another address has another code."""
    return _short("partners.application.mail", f"{salt} {mail.lower()}")


def is_mail_code(code: str, *, salt: str, mail: str) -> bool:
    """Whether this is the code, compared in constant time."""
    return constant_time_compare(code, mail_code(salt, mail))


def origin_of(network: str) -> str:
    """A digest by which requests from one network are counted; the address itself is kept nowhere."""
    return salted_hmac("partners.application.origin", network, algorithm="sha256").hexdigest()[:32]


def _short(purpose: str, text: str) -> str:
    mac = salted_hmac(purpose, text, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
