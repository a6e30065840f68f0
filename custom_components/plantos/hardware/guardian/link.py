"""The way to a keeper: over a socket to a process of its own, or within this one where there can be none."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
import json
import math
from pathlib import Path
import signal
import socket
import sys
from typing import Any, Protocol

from .. import FailSafe, HardwareError
from .keeper import Keeper
from .lanes import Answer

# What a slow computer needs to start Python and to import the outputs' libraries, in real seconds.
START_S = 15.0
# How long a process that was asked to end may take to turn everything off.
END_S = 2.0
# A killed process that is in the kernel's hands, as on a hanging bus, is left to it after this.
GRIEF_S = 1.0
# Local outputs are off within this, or their lane hangs.
LOCAL_END_S = 1.5

# Deaths by a fault in a native library, which would be Home Assistant's own if it were used there.
_CRASHES = frozenset(-number for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL))

_SCRIPT = Path(__file__).with_name("process.py")


class CannotRun(HardwareError):
    """The guardian's process didn't come up."""


class Link(Protocol):
    """A keeper that can be spoken to."""

    fail_safe: FailSafe
    # Set once nothing can be said any more.
    lost: asyncio.Event

    @property
    def crashed(self) -> bool:
        """Whether it died of what would be Home Assistant's end, too, within the same process."""

    async def start(self) -> None:
        """Bring the keeper up. Raises CannotRun."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Say something; answers come by themselves. Does nothing on a lost link."""

    def kill(self) -> None:
        """End a keeper that doesn't answer."""

    async def stop(self) -> bool:
        """Everything off, and nothing left; whether another keeper has nothing more to turn off."""


class ProcessLink:
    """A keeper in a process of its own, that lives as long as its socket to this one."""

    fail_safe = FailSafe.GUARDED

    def __init__(
        self,
        heard: Callable[[Answer], None],
        python: str | None = None,
        libraries: Sequence[str] = (),
        start_s: float = math.inf,
    ) -> None:
        """Prepare; nothing runs before `start`, which takes no longer than `start_s`.

        The process imports `libraries` before it says that it is there.
        """
        self.lost = asyncio.Event()
        self._heard = heard
        self._python = python or sys.executable
        self._libraries = libraries
        self._start_s = start_s
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None

    @property
    def crashed(self) -> bool:
        """Whether the process died of a fault in a native library."""
        return self._process is not None and self._process.returncode in _CRASHES

    @property
    def pid(self) -> int | None:
        """The process."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process and wait until it says so."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = await self._spawn(theirs.fileno())
            reader, self._writer = await asyncio.open_unix_connection(sock=ours)
            async with asyncio.timeout(min(START_S, self._start_s)):
                hello = await reader.readline()
            if not hello.startswith(b'{"hello"'):
                raise CannotRun("the guardian's process ended before it had begun")
        except TimeoutError as error:
            await self._abandon(ours)
            raise CannotRun("the guardian's process says nothing") from error
        except (OSError, ValueError, NotImplementedError) as error:
            await self._abandon(ours)
            raise CannotRun(f"the guardian's process can't be started: {error}") from error
        except BaseException:
            await self._abandon(ours)
            raise
        self._reader = asyncio.create_task(self._read(reader))

    async def _spawn(self, descriptor: int) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            self._python or "python3",
            # -S: the module path comes from here, and start-up hooks of other packages cost time and memory.
            *("-I", "-S", str(_SCRIPT), str(descriptor), json.dumps(sys.path), *self._libraries),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=(descriptor,),
            start_new_session=True,
        )

    async def _abandon(self, ours: socket.socket) -> None:
        if self._writer is None:
            ours.close()
        await self._gone()

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one line."""
        if self._writer is not None and not self.lost.is_set():
            self._writer.write(json.dumps(message).encode() + b"\n")

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                self._heard(json.loads(line))
        except OSError, ValueError:
            # Half a line, or a torn connection: it is killed and begins anew.
            pass
        finally:
            self.lost.set()

    def kill(self) -> None:
        """Kill the process, and be lost at once."""
        self.lost.set()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def stop(self) -> bool:
        """Close the socket, which turns everything off, and wait for the end; kill what doesn't end."""
        self.lost.set()
        if self._writer is not None:
            self._writer.close()
        await self._ended(END_S)
        await self._gone()
        return self._process is not None and self._process.returncode == 0

    async def _ended(self, seconds: float) -> None:
        if self._process is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._process.wait()

    async def _gone(self) -> None:
        """Leave neither a process nor a task behind."""
        self.kill()
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._writer is not None:
            self._writer.close()
        await self._ended(GRIEF_S)


class LocalLink:
    """A keeper within this process: it turns off in time, but dies with Home Assistant."""

    fail_safe = FailSafe.SOFTWARE_ONLY
    crashed = False

    def __init__(self, heard: Callable[[Answer], None]) -> None:
        """Begin."""
        self.lost = asyncio.Event()
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        self._keeper = Keeper()

    async def start(self) -> None:
        """There is nothing to bring up."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Hand it over."""
        if not self.lost.is_set():
            self._keeper.handle(message, self._hop)

    def _hop(self, answer: Answer) -> None:
        self._loop.call_soon_threadsafe(self._heard, answer)

    def kill(self) -> None:
        """Nothing can be killed here; nothing is sent any more."""
        self.lost.set()

    async def stop(self) -> bool:
        """Everything off. What hangs here is kept from everybody else."""
        self.lost.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(LOCAL_END_S):
                # By no thread of Home Assistant's: all of them may be busy.
                while not self._keeper.finish(0):  # noqa: ASYNC110  # what a thread does rings no bell here
                    await asyncio.sleep(0.01)
        return True
