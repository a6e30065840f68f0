"""Home Assistant's side of the guardian: it keeps it alive, hands it the outputs, and speaks for them."""

import asyncio
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
import itertools
import logging
from typing import Any

from .. import DeviceFault, FailSafe, Fault, GuardLost, HardwareError, NotSent
from .banks import library_of
from .lanes import Answer
from .link import CannotRun, Link, LocalLink, ProcessLink
from .serving import SILENCE_S

_LOGGER = logging.getLogger(__name__)

BEAT_S = 0.5
# A guardian that leaves its beats unanswered for so long is killed.
DEAF_S = 1.5
# How long one output may take to answer.
ANSWER_S = 4.0
# An output that couldn't be had is tried again, first soon, and then after this.
OWN_AGAIN_S = 5.0
# The guardian's own deadline lies so much later than the run's, which closes first.
GRACE_S = 1.0
# How often in a row the process may fail to come up, or die within a moment, before the outputs are driven
# without it, and how long after that it is tried again.
TRIES = 2
BRIEF_S = 5.0
PROCESS_AGAIN_S = 300.0
# How long a stop may take to turn off what a guardian that was ended by force may have left on.
WRITE_OFF_S = 10.0
_REST_S, _OWN_SOON_S = 0.1, 1.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an output can't be had."""

    fault: Fault
    text: str


class Guardian:
    """The outputs of one hub, by names of the hub's choice, and the process that owns them."""

    def __init__(self, outputs: Mapping[str, Mapping[str, Any]], *, python: str | None = None) -> None:
        """Prepare; nothing runs before `start`. `python` is the interpreter, this one's by default."""
        self._outputs = outputs
        self._python = python
        self._libraries = sorted({library_of(settings) for settings in outputs.values()})
        self._link: Link | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._unanswered = 0
        self._unguarded: str | None = None
        self._troubles: dict[str, Trouble] = {}
        # Outputs that were told to be on, and those of them whose guardian died meanwhile.
        self._armed: set[str] = set()
        self._bereft: set[str] = set()
        # Who hears of an output that was turned off by nobody's wish.
        self._hearers: dict[str, Callable[[], None]] = {}
        # Those that nobody has turned off since.
        self._left_on: set[str] = set()

    def listen(self, name: str, turned_off: Callable[[], None]) -> None:
        """Say when an output that was on may have been turned off by nobody's wish."""
        self._hearers[name] = turned_off

    # --- life -------------------------------------------------------------------------------------------

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
                await self._write_off()
        # Who still waits for the start waits no longer.
        self._begun.set()
        self._begun = asyncio.Event()
        # Who ends it on purpose has no need to hear of it.
        self._bereft.clear()

    async def _live(self) -> None:
        deaths, why = 0, ""
        while True:
            link: Link = self._process() if deaths < TRIES else self._local(why)
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
                self._leaving = asyncio.create_task(self._leave(link, self._lose()))
                await asyncio.shield(self._leaving)
            if link.fail_safe is not FailSafe.GUARDED:
                # A process could run now, but that is still to be seen.
                deaths = TRIES - 1
                continue
            _LOGGER.warning("The guardian of the outlets is gone, and is started again")
            deaths = 0 if lived > BRIEF_S else deaths + 1
            await asyncio.sleep(_REST_S)

    def _process(self) -> ProcessLink:
        return ProcessLink(self._hear, self._python, self._libraries)

    def _local(self, why: str) -> LocalLink:
        _LOGGER.warning("The outlets are driven without a guardian: %s", why)
        self._unguarded = why
        return LocalLink(self._hear)

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

    async def _write_off(self) -> None:
        """Have one more process turn off what the last one may have left on."""
        link = self._process()
        try:
            async with asyncio.timeout(WRITE_OFF_S):
                await link.start()
                self._link = link
                await asyncio.gather(*map(self._own_one, self._left_on))
        except CannotRun, TimeoutError:
            _LOGGER.warning("An outlet may have been left on: its guardian was ended by force")
        finally:
            self._link = None
            await link.stop()

    async def _hand_over(self) -> None:
        """Give it every output, and again those that can't be had yet."""
        names, rest = list(self._outputs), min(_OWN_SOON_S, OWN_AGAIN_S)
        while True:
            await asyncio.gather(*map(self._own_one, names))
            self._begun.set()
            await asyncio.sleep(rest)
            names, rest = list(self._troubles), min(2 * rest, OWN_AGAIN_S)

    async def _own_one(self, name: str) -> None:
        try:
            answer = await self.ask("own", name, settings=dict(self._outputs[name]))
        except HardwareError as error:
            self._troubles[name] = Trouble(Fault.UNREACHABLE, str(error))
            return
        if answer["ok"]:
            self._troubles.pop(name, None)
            self._left_on.discard(name)
        else:
            self._troubles[name] = Trouble(Fault(answer.get("fault", Fault.UNREACHABLE)), str(answer.get("text")))

    # --- talk -------------------------------------------------------------------------------------------

    async def ask(self, do: str, name: str, **more: Any) -> Answer:
        """Ask for something of an output. Raises NotSent while there is no guardian, HardwareError without answer."""
        link = self._link
        if link is None or link.lost.is_set():
            raise NotSent("the guardian of the outlets isn't running")
        number = next(self._numbers)
        self._waiting[number] = answer = asyncio.get_running_loop().create_future()
        if do == "arm":
            self._armed.add(name)
        try:
            link.send({"id": number, "do": do, "output": name, **more})
            async with asyncio.timeout(ANSWER_S):
                return self._note(name, await answer)
        except TimeoutError as error:
            raise HardwareError(f"{name} doesn't answer") from error
        finally:
            del self._waiting[number]

    def tell(self, do: str, name: str) -> None:
        """Say something without waiting for an answer."""
        if self._link is not None:
            self._link.send({"id": next(self._numbers), "do": do, "output": name})

    def _note(self, name: str, answer: Answer) -> Answer:
        if answer.get("on") is False or answer.get("sent") is False:
            self._armed.discard(name)
        return answer

    def _hear(self, answer: Answer) -> None:
        self._unanswered = 0
        waiting = self._waiting.get(answer.get("id", 0))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _lose(self) -> set[str]:
        armed, self._armed = self._armed, set()
        self._bereft |= armed
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(GuardLost("the guardian of the outlets died"))
        # Who ends it on purpose has no need to hear of it.
        self._say_off(armed if self._task else set())
        return armed

    def _say_off(self, names: Set[str]) -> None:
        for name in names & self._hearers.keys():
            self._hearers[name]()

    # --- what is known ----------------------------------------------------------------------------------

    @property
    def fault(self) -> DeviceFault | None:
        """What is wrong with the guardian itself."""
        return None if self._unguarded is None else DeviceFault(Fault.UNGUARDED, None, self._unguarded)

    @property
    def fail_safe(self) -> FailSafe:
        """Who turns the outputs off if Home Assistant doesn't."""
        return FailSafe.SOFTWARE_ONLY if self._unguarded is not None else FailSafe.GUARDED

    @property
    def is_any_on(self) -> bool:
        """Whether an output was turned on, and isn't known to be off."""
        return bool(self._armed)

    def trouble(self, name: str) -> Trouble | None:
        """Why an output can't be had now."""
        return self._troubles.get(name)

    def was_bereft(self, name: str) -> bool:
        """Whether the guardian died while an output was on; said once."""
        bereft = name in self._bereft
        self._bereft.discard(name)
        return bereft
