"""Home Assistant's side of the guardian: it keeps it alive, and hands it the outputs."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
import logging
import math
from typing import Any

from .. import FailSafe, Fault, HardwareError
from .asking import Asking, Trouble
from .banks import library_of
from .link import CannotRun, Link, LocalLink, ProcessLink
from .serving import SILENCE_S

_LOGGER = logging.getLogger(__name__)

BEAT_S = 0.5
# A guardian that leaves its beats unanswered for so long is killed.
DEAF_S = 1.5
# An output that couldn't be had is tried again, first soon, and then after this.
OWN_AGAIN_S = 5.0
# The guardian's own deadline lies so much later than the run's, which closes first.
GRACE_S = 1.0
# How often in a row the process may fail to come up, or die within a moment, before the outputs are driven
# without it, and how long after that it is tried again.
TRIES = 2
BRIEF_S = 5.0
PROCESS_AGAIN_S = 300.0
# How long the next process may take to start while something may be on; after that it is turned off without one.
HURRY_S = 3.0
# How long a stop may take to turn off what a guardian that was ended by force may have left on.
WRITE_OFF_S = 10.0
_REST_S, _OWN_SOON_S = 0.1, 1.0


class Guardian(Asking):
    """The outputs of one hub, and the process that owns them."""

    def __init__(self, outputs: Mapping[str, Mapping[str, Any]], *, python: str | None = None) -> None:
        """Prepare; nothing runs before `start`. `python` is the interpreter, this one's by default."""
        super().__init__(outputs)
        self._python = python
        self._libraries = sorted({library_of(settings) for settings in outputs.values()})
        self._leaving: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()

    async def start(self) -> None:
        """Bring the guardian up and hand it the outputs, all off; a second start does nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._live(), name="guardian")
        await self._begun.wait()

    async def stop(self) -> None:
        """Everything off, and the process gone; a second stop does nothing."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if self._leaving is not None:
                await self._leaving
            if self._left_on:
                await self._write_off(self._process(), WRITE_OFF_S)
            if self._left_on:
                _LOGGER.warning("An outlet may have been left on: its guardian was ended by force")
        # Who still waits for the start waits no longer.
        self._begun.set()
        self._begun = asyncio.Event()
        # Who ends it on purpose has no need to hear of it.
        self._bereft.clear()

    async def _live(self) -> None:
        deaths, why, crashed, hurry = 0, "", False, False
        while True:
            if deaths >= TRIES and crashed:
                await self._do_nothing(why)
                deaths = TRIES - 1
            link: Link = self._process(HURRY_S if hurry else math.inf) if deaths < TRIES else self._local(why)
            lived = 0.0
            try:
                await link.start()
                lived = await self._serve(link)
                why = "the guardian's process dies as soon as it has begun"
            except CannotRun as error:
                why = str(error)
            finally:
                self._link = None
                # A stop of the whole doesn't cut it short.
                self._leaving = asyncio.create_task(self._leave(link, self._lose(on_purpose=self._task is None)))
                await asyncio.shield(self._leaving)
            if link.fail_safe is not FailSafe.GUARDED:
                # A process could run now, but that is still to be seen.
                deaths, hurry = TRIES - 1, False
                continue
            _LOGGER.warning("The guardian of the outlets is gone, and is started again")
            crashed = link.crashed or (crashed and lived <= BRIEF_S)
            if not hurry or lived:
                # One that had to hurry is no sign that none can run.
                deaths = 0 if lived > BRIEF_S else deaths + 1
            elif not crashed:
                await self._write_off(LocalLink(self._hear), HURRY_S)
            hurry = bool(lived and self._left_on)
            await asyncio.sleep(_REST_S)

    def _process(self, start_s: float = math.inf) -> ProcessLink:
        return ProcessLink(self._hear, self._python, self._libraries, start_s)

    def _local(self, why: str) -> LocalLink:
        _LOGGER.warning("The outlets are driven without a guardian: %s", why)
        self._unguarded = why
        return LocalLink(self._hear)

    async def _do_nothing(self, why: str) -> None:
        """Drive no output for a while: what crashes the process would crash Home Assistant."""
        _LOGGER.warning("The outlets can't be used, as a library crashes: %s", why)
        self._unguarded = why
        self._troubles |= dict.fromkeys(self._outputs, Trouble(Fault.UNREACHABLE, why))
        self._begun.set()
        await asyncio.sleep(PROCESS_AGAIN_S)

    async def _serve(self, link: Link) -> float:
        """Speak over a link until it is lost; for how long."""
        loop = asyncio.get_running_loop()
        began, self._link = loop.time(), link
        handing_over = asyncio.create_task(self._hand_over())
        try:
            await (self._beat(link) if link.fail_safe is FailSafe.GUARDED else self._bide(link))
        finally:
            handing_over.cancel()
            await asyncio.gather(handing_over, return_exceptions=True)
            # Until the next one has them.
            died = Trouble(Fault.UNREACHABLE, "the guardian of the outlets died")
            self._troubles |= dict.fromkeys(self._outputs, died)
        return loop.time() - began

    async def _leave(self, link: Link, armed: set[str]) -> None:
        """Part with a link; what it may have left on is the next one's to turn off."""
        if not await link.stop():
            self._left_on |= armed

    async def _beat(self, link: Link) -> None:
        """Have a process say again and again that it is there, and kill one that doesn't."""
        loop = asyncio.get_running_loop()
        began, self._unanswered = loop.time(), 0
        while not link.lost.is_set():
            link.send({"id": 0, "do": "beat"})
            # Beats are counted, not seconds: after a pause of this process nobody else is to blame.
            self._unanswered += 1
            sent = loop.time()
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_S):
                    await link.lost.wait()
            if loop.time() - sent > SILENCE_S - BEAT_S:
                # This process hung, and the guardian may have turned everything off meanwhile.
                self._say_off(self._armed)
            if self._unanswered * BEAT_S >= DEAF_S:
                _LOGGER.warning("The guardian of the outlets doesn't answer, and is replaced")
                link.kill()
            elif loop.time() - began > BRIEF_S:
                self._unguarded = None

    async def _bide(self, link: Link) -> None:
        """Do without a process until one could come up while nothing is on."""
        while not link.lost.is_set():
            await asyncio.sleep(PROCESS_AGAIN_S)
            if not self.is_any_on and await self._could_run() and not self.is_any_on:
                link.kill()

    async def _could_run(self) -> bool:
        """Whether a process comes up beside what is there."""
        link = self._process()
        try:
            await link.start()
        except CannotRun:
            return False
        finally:
            await link.stop()
        return True

    async def _write_off(self, link: Link, seconds: float) -> None:
        """Have one more keeper turn off what the last one may have left on."""
        try:
            async with asyncio.timeout(seconds):
                await link.start()
                self._link = link
                while self._left_on:
                    await asyncio.gather(*map(self._turn_off, self._left_on))
                    await asyncio.sleep(_REST_S)
        except CannotRun, TimeoutError:
            # What is still left on is known.
            pass
        finally:
            self._link = None
            await link.stop()

    async def _turn_off(self, name: str) -> None:
        # An output is off from when it is owned; nothing may be opened over this link.
        with suppress(HardwareError):
            await self.ask("own", name, settings=dict(self._outputs[name]))

    async def _hand_over(self) -> None:
        """Give it every output, and again those that can't be had yet."""
        names, rest = list(self._outputs), min(_OWN_SOON_S, OWN_AGAIN_S)
        while True:
            await asyncio.gather(*map(self._own_one, names))
            self._begun.set()
            await asyncio.sleep(rest)
            names, rest = list(self._troubles), min(2 * rest, OWN_AGAIN_S)
