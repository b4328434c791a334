"""The unprivileged account that owns the embedded servers and runs them."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "partner-portal"


class AccountMissing(Exception):
    """No unprivileged account could be found or made."""


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def is_foreign(self) -> bool:
        """Whether starting something as this account means changing user."""
        return self.uid != os.geteuid()

    def own(self, path: Path) -> None:
        if self.is_foreign:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether the account may walk to `path` and enter (or execute) it; asked of the kernel, not of mode bits."""
        if not self.is_foreign:
            return os.access(path, os.X_OK)
        question = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
            cwd="/", user=self.uid, group=self.gid, extra_groups=[], check=False,
        )  # fmt: skip
        return question.returncode == 0


def find_account(*, owner_of: Path | None = None) -> Account:
    """The account for the servers: who already owns their data, else ourselves, else (as root) one system user.

    PostgreSQL refuses to run as root, and a cluster can only be started by the owner of its files.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if owner_of is not None and owner_of.exists() and owner_of.stat().st_uid != 0:
        return Account(owner_of.stat().st_uid, owner_of.stat().st_gid)
    return _system_account()


def _system_account() -> Account:
    try:
        found = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _add_system_user()
        try:
            found = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            raise AccountMissing(
                f"root may not run PostgreSQL, and the user {SYSTEM_USER} could not be added"
            ) from None
    return Account(found.pw_uid, found.pw_gid)


def _add_system_user() -> None:
    for command in (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", SYSTEM_USER],
        ["adduser", "-S", "-H", "-D", SYSTEM_USER],
    ):
        if shutil.which(command[0]) and subprocess.run(command, check=False, capture_output=True).returncode == 0:
            return
