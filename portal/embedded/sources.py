"""A digest of source files: whether something made from them must be made again."""

import hashlib
from collections.abc import Sequence

from portal.embedded.places import ROOT

APPS = ("portal", "partners", "tiering", "leads", "commissions", "marketplace", "compliance")
#: What decides how a database looks after `migrate`.
SCHEMA = (
    *(f"{app}/**/{part}" for app in APPS for part in ("migrations/*.py", "sql/*.sql", "models.py", "models/**/*.py")),
    "portal/tenancy/**/*.py",
    "portal/settings.py",
    "portal/guides/library/*.toml",
    "requirements.lock",
)
EVERYTHING = (*(f"{app}/**/*.{kind}" for app in APPS for kind in ("py", "sql", "toml")), "requirements.lock")


def digest_of(patterns: Sequence[str], *, besides: str = "") -> str:
    """SHA-256 over names and contents of the files, and over `besides`."""
    digest = hashlib.sha256(besides.encode())
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
