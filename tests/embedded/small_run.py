"""`make run` without the portal: the real launcher with the real servers, and a child that has a child of its own."""

import sys
from pathlib import Path

from portal.embedded.launch import Launch, main
from portal.embedded.processes import Process, Program

FAMILY = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"


class SmallLaunch(Launch):
    def prepare_database(self) -> None:
        """Nothing: these tests are about processes."""

    def start_portal(self) -> None:
        pids, logs = self.site.pids, self.site.logs
        program = Program("web", [sys.executable, "-c", FAMILY], logs / "web.log", pids / "web", env=self.variables)
        self.supervisor.start(Process(program), before_restart=lambda: Path(self.site.home / "again").touch())

    def demo_logins(self) -> str:
        return ""


if __name__ == "__main__":
    sys.exit(main(SmallLaunch))
