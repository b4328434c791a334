"""The folder of mail that was not sent by SMTP: what the operator reads instead of a mailbox."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

#: Our own messages, and those of the library of sign-in.
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,80}\.(?:eml|log)")
MOST = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """One message."""

    name: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str


def newest_letters() -> list[Letter]:
    """The newest messages, without their text."""
    folder = Path(settings.MAIL_DIR)
    files = [path for path in folder.iterdir() if NAME.fullmatch(path.name)] if folder.is_dir() else []
    newest = sorted(files, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)[:MOST]
    return [_read(path) for path in newest]


def letter(name: str) -> Letter | None:
    """One message, None for a name that is none of the folder's."""
    path = Path(settings.MAIL_DIR) / name
    return _read(path) if NAME.fullmatch(name) and path.is_file() else None


def _read(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    return Letter(
        name=path.name,
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=str(body.get_content()).strip() if body else "",
    )
