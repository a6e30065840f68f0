"""The flow meters of a hub's supplies: what they counted of a run, and whether water flows that shouldn't."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
import logging

from ..domain.clock import Clock
from ..domain.flow import Flowing, FlowLimits, FlowTrace, verdict
from ..domain.plants import Plant
from ..hardware import HardwareError, MeterReader

_LOGGER = logging.getLogger(__name__)

# A meter that reports less often can't say what a short run gave.
PROMPT_S = 5.0
# A run must not wait for its meter.
ANSWER_S = 1.0


@dataclass(slots=True)
class _Meter:
    reader: MeterReader
    trace: FlowTrace = field(default_factory=FlowTrace)
    flow_ml_s: float | None = None
    silent: bool = False


class Meters:
    """Every flow meter by its supply. One that doesn't answer says nothing, and is never taken for no flow."""

    def __init__(self, clock: Clock) -> None:
        """Begin without meters."""
        self.limits = FlowLimits()
        self._clock = clock
        self._meters: dict[str, _Meter] = {}

    def use(self, readers: Mapping[str, MeterReader]) -> None:
        """Take up these meters; until an outlet opens, nothing should flow."""
        now = self._clock.now()
        idle = FlowTrace().opened(now).closed(now)
        self._meters = {supply_id: _Meter(reader, idle) for supply_id, reader in readers.items()}

    def __contains__(self, supply_id: str | None) -> bool:
        """Whether a supply has a meter."""
        return supply_id in self._meters

    def flow_ml_s(self, supply_id: str) -> float | None:
        """How fast water flows now, in ml/s; None is unknown."""
        meter = self._meters.get(supply_id)
        return meter.flow_ml_s if meter else None

    async def open(self, supply_id: str) -> None:
        """Begin to count for an outlet that is about to open."""
        await self._sample(supply_id)
        meter = self._meters[supply_id]
        meter.trace = meter.trace.opened(self._clock.now())

    async def look(self, supply_id: str, plant: Plant, open_s: float, target_ml: float) -> Flowing:
        """What the meter says while, or after, an outlet was open for so long."""
        if not await self._sample(supply_id):
            return Flowing.OK
        poured_s = max(0.0, open_s - plant.priming_s)
        return verdict(self._meters[supply_id].trace, poured_s, plant.flow_ml_s, target_ml, self.limits)

    def counts(self, supply_id: str) -> bool:
        """Whether the meter is prompt enough, and lively enough now, to end a run by what it counted."""
        return self._is_prompt(supply_id) and self._meters[supply_id].trace.total_ml > 0

    def _is_prompt(self, supply_id: str) -> bool:
        meter = self._meters[supply_id]
        trace = meter.trace
        if meter.silent or trace.newest is None or trace.resolution_ml is None or trace.cadence_s > PROMPT_S:
            return False
        return (self._clock.now() - trace.newest.at).total_seconds() <= 2 * PROMPT_S

    def counted_ml(self, supply_id: str, open_s: float) -> float | None:
        """What flowed since the opening, one step of the meter included; None when it can't tell."""
        if not self.counts(supply_id):
            return None
        trace = self._meters[supply_id].trace
        return trace.delivered_ml(open_s) + (trace.resolution_ml or 0.0)

    def seen_ml(self, supply_id: str) -> float | None:
        """What a meter that has proven to be prompt saw of a run that never flowed; None where it can't tell.

        One that counted and then fell silent may have died over water that goes on.
        """
        trace = self._meters[supply_id].trace
        prompt = trace.resolution_ml is not None and trace.cadence_s <= PROMPT_S and trace.total_ml == 0
        return trace.total_ml + (trace.resolution_ml or 0.0) if prompt else None

    def close(self, supply_id: str) -> None:
        """Everything that is counted from now on flows through closed outlets."""
        meter = self._meters[supply_id]
        meter.trace = meter.trace.closed(self._clock.now())

    async def leaks(self, supply_id: str) -> bool:
        """Whether water flows although every outlet said that it is closed."""
        if not await self._sample(supply_id):
            return False
        trace = self._meters[supply_id].trace
        return trace.closed_at is not None and verdict(trace, 0.0, 1.0, 0.0, self.limits) is Flowing.AFTER_CLOSE

    def forgive(self, supply_id: str) -> None:
        """Count anew after somebody has looked and found nothing wet."""
        if meter := self._meters.get(supply_id):
            meter.trace = meter.trace.opened(self._clock.now()).closed(self._clock.now())

    async def _sample(self, supply_id: str) -> bool:
        meter = self._meters[supply_id]
        try:
            async with asyncio.timeout(ANSWER_S):
                sample = await meter.reader.read()
            before, meter.trace = meter.trace, meter.trace.advanced(sample)
        except (HardwareError, ValueError, TimeoutError) as error:
            _LOGGER.debug("The flow meter of %s says nothing: %s", supply_id, error)
            meter.flow_ml_s, meter.silent = None, True
            return False
        meter.silent = False
        if sample.is_rate:
            meter.flow_ml_s = sample.amount
        elif before.newest and (passed := (sample.at - before.newest.at).total_seconds()) > 0:
            meter.flow_ml_s = (meter.trace.total_ml - before.total_ml) / passed
        return True
