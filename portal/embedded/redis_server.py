"""The embedded Redis server: on a socket in a private directory, keeping what it was told."""

import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from portal.embedded import places, processes
from portal.embedded.places import Site
from portal.embedded.postgres import ServerFailed

DATABASES = 64


@dataclass(frozen=True)
class Redis:
    site: Site
    throwaway: bool = False

    @property
    def socket(self) -> Path:
        return self.site.sockets / "redis.sock"

    @property
    def data(self) -> Path:
        return self.site.store / "redis"

    def url(self, *, database: int = 0) -> str:
        return f"unix://{quote(str(self.socket))}?db={database}"

    @property
    def program(self) -> processes.Program:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "databases": str(DATABASES),
            "save": "",
            "appendonly": "no" if self.throwaway else "yes",
            "maxmemory-policy": "noeviction",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return processes.Program(
            name="redis",
            argv=[str(places.find_redis(self.site.account)), *options],
            log=self.site.logs / "redis.log",
            pid_file=self.site.pids / "redis",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            account=self.site.account,
        )

    def make_directory(self) -> None:
        if not self.data.exists():
            self.data.mkdir(mode=0o700)
            self.site.account.own(self.data)

    def end_leftover(self) -> bool:
        return processes.end_leftover(self.site.pids / "redis")

    def wait_until_ready(self, process: processes.Process, *, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not self._answers():
            if not process.is_alive or time.monotonic() > end:
                raise ServerFailed(f"Redis did not start, see {process.program.log}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        """Whether it answers PING; while it loads its file it answers with an error."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
