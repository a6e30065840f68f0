"""One care cycle of a plant in six steps: the run that follows from a decision, seen from outside.

Automatic care and whoever asks for a cycle go through the same function. A step that fails undoes the
ones before it, in reverse; water that has flowed is never undone, and its record stays.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
import logging
from uuid import uuid4

from ..domain.commands import Origin, Priority, WaterCommand
from ..domain.decisions import Decision
from ..domain.guardrails import check
from ..domain.reasons import Reason, reason
from ..domain.snapshots import Snapshot
from ..domain.strategies import decide
from .decisions import Decisions
from .job import Job
from .ledger_file import LedgerError
from .runs import Run, RunState

_LOGGER = logging.getLogger(__name__)


class Step(StrEnum):
    """The steps of a cycle, in their order."""

    RESERVE = "reserve"
    READ = "read"
    ANALYSE = "analyse"
    WATER = "water"
    RECORD = "record"
    NOTIFY = "notify"


class StepResult(StrEnum):
    """What became of a step."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNDONE = "undone"


@dataclass(slots=True)
class CareCycle:
    """What a cycle did. `status` is `watered`, `awaiting_approval`, `not_needed`, `denied` or `failed`."""

    cycle_id: str
    plant_id: str
    status: str = "not_needed"
    reason: Reason | None = None
    decision: Decision | None = None
    run: Run | None = None
    steps: dict[Step, StepResult] = field(default_factory=lambda: dict.fromkeys(Step, StepResult.SKIPPED))


class CareCycles:
    """Cares for the plants of one hub, one cycle of a plant at a time."""

    def __init__(
        self,
        snapshot: Callable[[str], Snapshot],
        water: Callable[[WaterCommand], Awaitable[Job]],
        decisions: Decisions,
        shown: Callable[[str], None],
        critical: Callable[[str], bool],
    ) -> None:
        """Prepare."""
        self._snapshot = snapshot
        self._water = water
        self._decisions = decisions
        self._shown = shown
        self._critical = critical
        self._reserved: set[str] = set()

    async def care(
        self,
        plant_id: str,
        read: Callable[[], Awaitable[None]],
        *,
        wait: bool = False,
        user_id: str | None = None,
        context_id: str | None = None,
    ) -> CareCycle:
        """Go through the six steps. `read` reads the plant's probes; with `wait` the run is waited for."""
        cycle = CareCycle(uuid4().hex, plant_id)
        if plant_id in self._reserved:
            cycle.status, cycle.reason = "failed", reason("denied_cared_for")
            cycle.steps[Step.RESERVE] = StepResult.FAILED
            return cycle
        undo: list[tuple[Step, Callable[[], None]]] = []
        step = Step.RESERVE
        try:
            self._reserved.add(plant_id)
            undo.append((step, lambda: self._reserved.discard(plant_id)))
            cycle.steps[step] = StepResult.DONE
            step = Step.READ
            await read()
            cycle.steps[step] = StepResult.DONE
            step = Step.ANALYSE
            command = self._analyse(cycle, user_id, context_id)
            cycle.steps[step] = StepResult.DONE
            if command:
                step = Step.WATER
                job = await self._water(command)
                cycle.run = await job.result() if wait else job.run
                self._judge(cycle, cycle.run)
                cycle.steps[step] = StepResult.FAILED if cycle.status == "failed" else StepResult.DONE
            step = Step.RECORD
            if cycle.decision:
                await self._decisions.note(plant_id, cycle.decision)
            cycle.steps[step] = StepResult.DONE
            step = Step.NOTIFY
            self._shown(plant_id)
            cycle.steps[step] = StepResult.DONE
        except Exception as error:
            _LOGGER.exception("Caring for %s failed at %s", plant_id, step)
            cycle.status, cycle.steps[step] = "failed", StepResult.FAILED
            known = isinstance(error, LedgerError)
            cycle.reason = reason("failed_ledger", error=str(error)) if known else reason("failed_step", step=step)
            for done, back in reversed(undo):
                back()
                cycle.steps[done] = StepResult.UNDONE
        finally:
            self._reserved.discard(plant_id)
        return cycle

    def _analyse(self, cycle: CareCycle, user_id: str | None, context_id: str | None) -> WaterCommand | None:
        snapshot = self._snapshot(cycle.plant_id)
        decision = decide(snapshot)
        cycle.decision, cycle.reason = decision, decision.reason
        if not decision.should_water:
            return None
        command = WaterCommand(
            plant_id=cycle.plant_id,
            amount_ml=decision.amount_ml,
            pulses=decision.pulses,
            origin=Origin.AUTOMATIC,
            reason=decision.reason,
            priority=Priority.CRITICAL if self._critical(cycle.plant_id) else Priority.NORMAL,
            user_id=user_id,
            context_id=context_id,
        )
        violations = check(command, snapshot).violations
        if violations:
            cycle.status, cycle.reason = "denied", violations[0]
            return None
        return command

    def _judge(self, cycle: CareCycle, run: Run) -> None:
        match run.state:
            case RunState.DENIED:
                cycle.status, cycle.reason = "denied", run.failure
            case RunState.FAILED | RunState.CANCELLED | RunState.INTERRUPTED:
                cycle.status, cycle.reason = "failed", run.failure
            case RunState.AWAITING_APPROVAL:
                cycle.status = "awaiting_approval"
            case _:
                cycle.status = "watered"
