"""A run: one watering from command to verified close, as the ledger keeps it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite
from typing import Any, Self

from ..domain.commands import Origin, Priority, WaterCommand
from ..domain.reasons import Reason
from ..domain.verification import Effect


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    VALIDATING = "validating"
    PLANNING = "planning"
    AWAITING_APPROVAL = "awaiting_approval"
    WATERING = "watering"
    SOAKING = "soaking"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    FAILED = "failed"
    DENIED = "denied"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


_ENDS = frozenset({RunState.FAILED, RunState.CANCELLED, RunState.INTERRUPTED})

# A run of several pulses goes round: soaking → queued → validating → planning → watering.
TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.QUEUED: _ENDS | {RunState.VALIDATING},
    RunState.VALIDATING: _ENDS | {RunState.PLANNING, RunState.DENIED, RunState.SOAKING},
    RunState.PLANNING: _ENDS | {RunState.WATERING, RunState.AWAITING_APPROVAL},
    RunState.AWAITING_APPROVAL: _ENDS | {RunState.QUEUED, RunState.DENIED},
    RunState.WATERING: _ENDS | {RunState.SOAKING},
    RunState.SOAKING: _ENDS | {RunState.QUEUED, RunState.VERIFYING},
    RunState.VERIFYING: frozenset({RunState.COMPLETED}),
    RunState.COMPLETED: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.DENIED: frozenset(),
    RunState.CANCELLED: frozenset(),
    RunState.INTERRUPTED: frozenset(),
}

# Waiting: nothing is open. Active: an outlet may be open.
WAITING = frozenset({RunState.QUEUED, RunState.VALIDATING, RunState.PLANNING, RunState.AWAITING_APPROVAL})
SETTLING = frozenset({RunState.SOAKING, RunState.VERIFYING})
ACTIVE = WAITING | {RunState.WATERING}


class IllegalTransition(Exception):
    """A run was asked to move where its table doesn't lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One watering. Instants are real UTC, durations real seconds, amounts ml.

    `deadline_at` is set before the outlet opens and erased only after a confirmed close. `pulse` counts the
    openings so far of the `pulses` that are planned, `denials` how often the same was refused in a row.
    `earlier_ml` is what the pulses before this one gave. `confirmed` says that the outlet said it was open,
    `metered` that a flow meter counted the water, `attempts` how often the outlet had to be asked. `unverified` says
    why moisture tells nothing of what the water did, although it was read.
    """

    run_id: str
    plant_id: str
    plant_name: str
    origin: Origin
    amount_ml: float
    reason: Reason
    requested_at: datetime
    priority: Priority = Priority.NORMAL
    state: RunState = RunState.QUEUED
    pulse: int = 0
    pulses: int = 1
    planned_s: float = 0.0
    deadline_at: datetime | None = None
    opened_at: datetime | None = None
    confirmed: bool = False
    closed_at: datetime | None = None
    delivered_ml: float = 0.0
    earlier_ml: float = 0.0
    estimated: bool = False
    metered: bool = False
    moisture_before: float | None = None
    moisture_after: float | None = None
    effect: Effect | None = None
    unverified: Reason | None = None
    failure: Reason | None = None
    denials: int = 1
    attempts: int = 1
    approved: bool = False
    replays: str | None = None
    idempotency_key: str | None = None
    override: bool = False
    user_id: str | None = None
    context_id: str | None = None

    @classmethod
    def of(cls, command: WaterCommand, run_id: str, plant_name: str, at: datetime) -> Self:
        """The run that a command asks for."""
        return cls(
            run_id=run_id,
            plant_id=command.plant_id,
            plant_name=plant_name,
            origin=command.origin,
            # What is no number can't be written, and is denied anyway.
            amount_ml=command.amount_ml if isfinite(command.amount_ml) else 0.0,
            reason=command.reason,
            requested_at=at,
            pulses=command.pulses,
            priority=command.priority,
            approved=command.approved,
            replays=command.replays,
            idempotency_key=command.idempotency_key,
            override=command.override,
            user_id=command.user_id,
            context_id=command.context_id,
        )

    def moved(self, state: RunState, **changes: Any) -> Self:
        """The run in its next state."""
        if state not in TRANSITIONS[self.state]:
            raise IllegalTransition(f"{self.state} → {state}")
        return replace(self, state=state, **changes)

    def shifted(self, by: timedelta) -> Self:
        """The run by a clock that was set since it began."""
        return replace(
            self,
            opened_at=self.opened_at and self.opened_at + by,
            closed_at=self.closed_at and self.closed_at + by,
            deadline_at=self.deadline_at and self.deadline_at + by,
        )

    def not_after(self, now: datetime) -> Self:
        """The run where a clock set back since puts its instants into the future."""
        return replace(
            self,
            opened_at=self.opened_at and min(self.opened_at, now),
            closed_at=self.closed_at and min(self.closed_at, now),
        )

    def command(self) -> WaterCommand:
        """What is left of the command, for another look at the guardrails."""
        return WaterCommand(
            plant_id=self.plant_id,
            amount_ml=self.left_ml,
            origin=self.origin,
            reason=self.reason,
            pulses=max(1, self.pulses - self.pulse),
            priority=self.priority,
            idempotency_key=self.idempotency_key,
            override=self.override,
            continues=self.pulse > 0,
            approved=self.approved,
            replays=self.replays,
            user_id=self.user_id,
            context_id=self.context_id,
        )

    @property
    def left_ml(self) -> float:
        """What hasn't been given yet."""
        return self.amount_ml - self.amount_ml * self.pulse / self.pulses

    @property
    def pulse_ml(self) -> float:
        """What one opening gives."""
        return self.amount_ml / self.pulses

    @property
    def soaks_between(self) -> bool:
        """Whether it only pauses before its next pulse."""
        return self.state is RunState.SOAKING and 0 < self.pulse < self.pulses

    @property
    def outcome(self) -> str:
        """What a caller is told: once the outlet closed as planned, the watering is completed."""
        return RunState.COMPLETED if self.state in SETTLING and not self.soaks_between else self.state
