"""What is asked of a hub's outputs, and what is known of them by the answers."""

import asyncio
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
import itertools
from typing import Any

from .. import DeviceFault, FailSafe, Fault, GuardLost, HardwareError, NotSent
from .banks import is_remote
from .lanes import Answer
from .link import Link

# How long one output may take to answer.
ANSWER_S = 4.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an output can't be had."""

    fault: Fault
    text: str


class Asking:
    """The outputs of one hub, by names of the hub's choice, and the link over which they are spoken to."""

    def __init__(self, outputs: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin without a link."""
        self._outputs = outputs
        self._link: Link | None = None
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

    async def _own_one(self, name: str) -> None:
        try:
            answer = await self.ask("own", name, settings=dict(self._outputs[name]))
        except HardwareError as error:
            self._troubles[name] = Trouble(Fault.UNREACHABLE, str(error))
            return
        if answer["ok"]:
            self._troubles.pop(name, None)
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
        if answer.get("on") is False:
            self._left_on.discard(name)
        if fault := answer.get("fault"):
            self._troubles.setdefault(name, Trouble(Fault(fault), str(answer.get("text"))))
        return answer

    def _hear(self, answer: Answer) -> None:
        self._unanswered = 0
        waiting = self._waiting.get(answer.get("id", 0))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _lose(self, *, on_purpose: bool) -> set[str]:
        armed, self._armed = self._armed, set()
        self._bereft |= armed
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(GuardLost("the guardian of the outlets died"))
        # Who ends it on purpose has no need to hear of it.
        self._say_off(set() if on_purpose else armed)
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

    def fail_safe_of(self, name: str) -> FailSafe:
        """Who turns an output off if Home Assistant doesn't."""
        return FailSafe.SOFTWARE_ONLY if is_remote(self._outputs[name]) else self.fail_safe

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
