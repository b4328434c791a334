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
    files = "".join(f"{name} {digest}\n" for name, digest in digests_of(patterns).items())
    return hashlib.sha256(f"{besides}\n{files}".encode()).hexdigest()


def digests_of(patterns: Sequence[str]) -> dict[str, str]:
    """Name, relative to the tree, and SHA-256 of each file, in order of name."""
    paths = sorted({path for pattern in patterns for path in ROOT.glob(pattern)})
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
