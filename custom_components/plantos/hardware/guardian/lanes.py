"""One worker for each bus or chip: it opens, closes and reads outputs, and turns off what is due."""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Condition, Thread
from time import monotonic
from typing import Any

from ..gpio.troubles import kind_of, text_of
from .banks import Bank, OutputError, bank_name, bank_of

type Answer = dict[str, Any]

# What doesn't read back as off is written again after this.
AGAIN_S = 0.25
# An opening that waited longer behind a slow bus isn't carried out any more.
FRESH_S = 3.0
# A chip that failed so often in a row to turn a line off is opened anew.
REOPEN_AFTER = 4


@dataclass(slots=True)
class Output:
    """One line that lets water flow when it is on."""

    bank: Bank
    line: int | str
    active_low: bool
    settings: Mapping[str, Any]
    # How often in a row it couldn't be turned off.
    failures: int = 0
    # When it has to be off; None while it is.
    due: float | None = None

    def write(self, *, on: bool) -> None:
        """Turn it."""
        self.bank.drive(self.line, level=on is not self.active_low)

    def read(self) -> bool:
        """Whether it is on."""
        return self.bank.level(self.line) is not self.active_low


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[], Answer]
    answer: Callable[[Answer], None]
    # What it would open, until somebody wants that off again.
    opens: str | None = None


@dataclass(slots=True)
class _Orders:
    """What others want of a lane; changed under its lock only."""

    jobs: deque[_Job] = field(default_factory=deque)
    off: bool = False
    ended: bool = False
    # Whether it ends though something may still be on.
    abandoned: bool = False


class Lane:
    """The worker of one bus or chip. A hung one keeps no other back."""

    def __init__(self, name: str) -> None:
        """Begin with nothing."""
        self._lock = Condition()
        self._orders = _Orders()
        self._outputs: dict[str, Output] = {}
        self._banks: dict[str, Bank] = {}
        self._thread = Thread(target=self._run, name=f"guardian {name}", daemon=True)
        self._thread.start()

    # --- what others ask for ----------------------------------------------------------------------------

    def own(self, name: str, settings: Mapping[str, Any], answer: Callable[[Answer], None]) -> None:
        """Take hold of an output, off from its first moment on."""
        self._order(_Job(lambda: self._own(name, settings), answer))

    def arm(self, name: str, seconds: float, answer: Callable[[Answer], None]) -> None:
        """Turn an output on for so many seconds from now at most."""
        asked = monotonic()
        self._order(_Job(lambda: self._arm(name, asked, seconds), answer, opens=name))

    def disarm(self, name: str, answer: Callable[[Answer], None]) -> None:
        """Turn an output off; an opening that still waits never happens."""
        with self._lock:
            dropped = self._drop(name)
            self._orders.jobs.append(_Job(lambda: self._disarm(name), answer))
            self._lock.notify()
        _refuse(dropped)

    def status(self, name: str, answer: Callable[[Answer], None]) -> None:
        """Whether an output is on."""
        self._order(_Job(lambda: self._status(name), answer))

    def off(self) -> None:
        """Turn everything off before anything else."""
        with self._lock:
            dropped = self._drop(None)
            self._orders.off = True
            self._lock.notify()
        _refuse(dropped)

    def end(self) -> None:
        """Turn everything off, let go of it once it is, and end; a second time does nothing."""
        with self._lock:
            before, self._orders.ended = self._orders.ended, True
        if not before:
            self.off()

    def abandon(self) -> None:
        """Turn everything off once more, let go of it in any case, and end."""
        with self._lock:
            self._orders.abandoned = True
        self.end()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within so many seconds."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _order(self, job: _Job) -> None:
        with self._lock:
            self._orders.jobs.append(job)
            self._lock.notify()

    def _drop(self, name: str | None) -> list[_Job]:
        jobs = self._orders.jobs
        dropped = [job for job in jobs if job.opens and name in {None, job.opens}]
        self._orders.jobs = deque(job for job in jobs if job not in dropped)
        return dropped

    # --- the worker -------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._lock:
                while not self._busy() and (pause := self._pause()) != 0:
                    self._lock.wait(pause)
                off, self._orders.off = self._orders.off, False
                job = self._orders.jobs.popleft() if self._orders.jobs and not off else None
            if off:
                for output in self._outputs.values():
                    output.due = monotonic()
            self._turn_off_due()
            if job:
                # Who asked may be gone; the outputs still need this thread.
                _quietly(partial(job.answer, _answered(job.work)))
            if self._may_end():
                self._let_go()
                return

    def _busy(self) -> bool:
        return bool(self._orders.jobs) or self._orders.off or self._may_end()

    def _may_end(self) -> bool:
        orders = self._orders
        return orders.ended and not orders.jobs and (orders.abandoned or self._pause() is None)

    def _pause(self) -> float | None:
        """How long until something is due; None for ever."""
        dues = [output.due for output in self._outputs.values() if output.due is not None]
        return max(0.0, min(dues) - monotonic()) if dues else None

    def _turn_off_due(self) -> None:
        for output in self._outputs.values():
            if output.due is not None and output.due <= monotonic():
                # One after the other: what one line's write raises is no reason to leave the next one on.
                self._turn_off(output)

    def _turn_off(self, output: Output) -> bool | None:
        """Write off and read it back: False is off, None is unknown."""
        try:
            output.write(on=False)
            on = output.read()
            output.failures = 0
        except Exception:  # noqa: BLE001  # whatever a library raises, it is tried again
            on = None
            output.failures += 1
            if output.failures % REOPEN_AFTER == 0:
                _quietly(partial(self._reopen, output))
        output.due = None if on is False else monotonic() + AGAIN_S
        return on

    def _reopen(self, lost: Output) -> None:
        """Open a chip anew that doesn't answer: its daemon or adapter may have been away. All its lines are off."""
        chip, old = bank_name(lost.settings), lost.bank
        outputs = [output for output in self._outputs.values() if output.bank is old]
        for output in outputs:
            _quietly(partial(old.release, output.line))
        _quietly(old.close)
        self._banks[chip] = bank = bank_of(lost.settings)
        for output in outputs:
            output.bank, output.due = bank, monotonic()
            _quietly(partial(bank.take, output.line, level=output.active_low))

    def _let_go(self) -> None:
        for output in self._outputs.values():
            _quietly(partial(output.bank.release, output.line))
        for bank in self._banks.values():
            _quietly(bank.close)

    # --- the jobs ---------------------------------------------------------------------------------------

    def _own(self, name: str, settings: Mapping[str, Any]) -> Answer:
        if name in self._outputs:
            return {"ok": True, "on": self._outputs[name].read()}
        chip, fresh = bank_name(settings), False
        if (bank := self._banks.get(chip)) is None:
            bank, fresh = bank_of(settings), True
        output = Output(bank, settings["line"], bool(settings.get("active_low")), settings)
        try:
            bank.take(output.line, level=output.active_low)
        except BaseException:
            if fresh:
                _quietly(bank.close)
            raise
        self._banks[chip], self._outputs[name] = bank, output
        return {"ok": True, "on": self._turn_off(output) if output.read() else False}

    def _arm(self, name: str, asked: float, seconds: float) -> Answer:
        output = self._outputs.get(name)
        if output is None or monotonic() - asked > min(FRESH_S, seconds):
            why = "it isn't owned" if output is None else "it came too late"
            return {"ok": False, "sent": False, "text": why}
        output.due = asked + seconds
        try:
            output.write(on=True)
            on = output.read()
        except Exception as error:  # noqa: BLE001  # whatever a library raises, the line may be on
            self._turn_off(output)
            return {"ok": False, "sent": True, "text": text_of(error)}
        if not on:
            self._turn_off(output)
            return {"ok": False, "sent": True, "on": False, "text": "the line reads off after it was turned on"}
        return {"ok": True, "on": True}

    def _disarm(self, name: str) -> Answer:
        on = self._turn_off(self._outputs[name])
        return {"ok": on is False, "on": on, "text": "" if on is False else "the line doesn't read off"}

    def _status(self, name: str) -> Answer:
        output = self._outputs[name]
        armed = output.due is not None
        try:
            on: bool | None = output.read()
        except Exception:
            if not armed:
                # It counts as on until it is known to be off.
                output.due = monotonic()
            raise
        if on and not armed:
            # Nobody wants it on, as after an expander's loss of power.
            on = self._turn_off(output)
        if on is None:
            raise OSError("the line doesn't read off")
        return {"ok": True, "on": on}


def _answered(work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except OutputError as error:
        return {"ok": False, "fault": error.fault, "text": str(error)}
    except KeyError as error:
        return {"ok": False, "fault": "not_found", "text": f"nothing is known of {error}"}
    except Exception as error:  # noqa: BLE001  # whatever a library raises is an answer
        return {"ok": False, "fault": kind_of(error), "text": text_of(error)}


def _refuse(jobs: list[_Job]) -> None:
    refusal = {"ok": False, "sent": False, "text": "it was turned off before it could be opened"}
    for job in jobs:
        _quietly(partial(job.answer, refusal))


def _quietly(work: Callable[[], object]) -> None:
    # Nobody can do anything about it any more.
    with suppress(Exception):
        work()
