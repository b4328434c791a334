"""Keeps a handful of processes alive, and ends them all when it is told to."""

import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from portal.embedded.processes import Process, kill_group

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
#: A process that lived this long is healthy again, and its next death starts with the first delay.
HEALTHY_AFTER = 60.0


class Stopped(Exception):
    """Somebody asked us to stop; raised only where nothing can be lost by it."""


class StopRequest:
    """Turns SIGINT, SIGTERM and SIGHUP into a question asked at safe points: an exception out of a handler could
    strike between starting a process and remembering it."""

    def __init__(self) -> None:
        self.is_set = False
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for sign in STOP_SIGNALS:
            signal.signal(sign, self._note)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only so that it wakes us up

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.is_set = True

    def check(self) -> None:
        if self.is_set:
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Sleep until then, or until a signal arrives (a child's death is one)."""
        if not self.is_set and select.select([self._reader], [], [], seconds)[0]:
            os.read(self._reader, 4096)


@dataclass
class Charge:
    """One supervised process and when it may be started again."""

    process: Process
    before_restart: Callable[[], object] = lambda: None
    delay: float = FIRST_DELAY
    started: float = field(default_factory=time.monotonic)
    due: float | None = None


class Supervisor:
    """`say` prints one line. Charges are ended in the reverse of the order in which they were started."""

    def __init__(self, stop: StopRequest, say: Callable[[str], None]) -> None:
        self.stop_request = stop
        self.say = say
        self.charges: list[Charge] = []

    def start(self, process: Process, *, before_restart: Callable[[], object] = lambda: None) -> None:
        self.stop_request.check()
        self.charges.append(Charge(process, before_restart))
        process.start()

    def watch(self) -> None:
        """Restart what dies, until a stop is asked for."""
        while not self.stop_request.is_set:
            for charge in self.charges:
                self.tend(charge)
            self.stop_request.sleep(1.0)

    def tend(self, charge: Charge) -> None:
        now = time.monotonic()
        if charge.due is None and not charge.process.is_alive:
            self._note_death(charge, now)
        elif charge.due is not None and now >= charge.due:
            charge.before_restart()
            charge.process.start()
            charge.started, charge.due = now, None

    def _note_death(self, charge: Charge, now: float) -> None:
        popen = charge.process.popen
        assert popen is not None
        kill_group(popen.pid)  # its children must not work on beside its successor
        if now - charge.started > HEALTHY_AFTER:
            charge.delay = FIRST_DELAY
        charge.due = now + charge.delay
        self.say(
            f"{charge.process.program.name} {how_it_ended(popen.returncode)}, starting it again in {charge.delay:g} s"
        )
        charge.delay = min(charge.delay * 2, LONGEST_DELAY)

    def stop(self, *, last: Sequence[str] = ()) -> None:
        """End everything: first all at once but `last`, then those, one after the other in reverse order of start."""
        together = [charge.process for charge in self.charges if charge.process.program.name not in last]
        for process in together:
            process.ask_to_stop()
        for process in together:
            process.stop()
        for charge in reversed(self.charges):
            charge.process.stop()
        self.charges.clear()


def how_it_ended(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
