"""The probes of a hub: read through their breakers, judged, and replaced by their backups where they fail."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import logging
from math import isfinite

from ..domain.clock import Clock
from ..domain.plants import Plant
from ..domain.quarantine import Limits, Trace, judge
from ..domain.readings import Calibration, Fault, Measure, Reading, Sample, with_backup
from ..domain.settings import Settings
from ..hardware import HardwareError, ProbeReader
from ..resilience.device import Device
from ..resilience.errors import BreakerOpen, BrokenOff
from .breakers import Breakers

_LOGGER = logging.getLogger(__name__)

# So many quarantined samples in a row are a broken probe, not a bad moment.
FAILURE_FROM = 3


@dataclass(slots=True)
class _Probe:
    name: str
    reader: ProbeReader
    device: Device
    trace: Trace = field(default_factory=Trace)
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Soil:
    """What a judgement of moisture has to know: whether water flows or soaks in, and when it last ended."""

    wetting: bool
    watered_at: datetime | None


class Probes:
    """Every probe of every plant with its backup, and the readings they gave last."""

    def __init__(self, clock: Clock, breakers: Breakers) -> None:
        """Begin without probes."""
        self._clock = clock
        self._breakers = breakers
        self._probes: defaultdict[str, dict[Measure, tuple[_Probe, ...]]] = defaultdict(dict)
        self._readings: dict[str, dict[Measure, Reading]] = {}

    def use(self, plant: Plant, readers: Mapping[Measure, tuple[ProbeReader, ...]]) -> None:
        """Take up a plant's probes: of each measure the first, and then perhaps its backup."""
        for measure, chain in readers.items():
            self._probes[plant.plant_id][measure] = tuple(
                _Probe(
                    f"{measure} probe of {plant.name}" if number == 0 else f"backup {measure} probe of {plant.name}",
                    reader,
                    self._breakers.probe(plant.plant_id, plant.name, measure if number == 0 else f"{measure}_backup"),
                )
                for number, reader in enumerate(chain)
            )

    def measures(self, plant_id: str) -> list[Measure]:
        """What is measured of a plant."""
        return list(self._probes[plant_id])

    def readings(self, plant_id: str) -> Mapping[Measure, Reading]:
        """What a plant's probes said last."""
        return self._readings.get(plant_id, {})

    def doubtful(self, plant_id: str, settings: Settings) -> list[Measure]:
        """Measures of which more samples were quarantined within an hour than are taken for chance."""
        return [
            measure
            for measure, chain in self._probes[plant_id].items()
            if any(p.trace.quarantined_last_hour(self._clock.age) > settings.quarantined_per_hour for p in chain)
        ]

    async def raw(self, plant_id: str, measure: Measure) -> Sample:
        """What a plant's first probe for a measure gives now, before calibration.

        A person who asks again isn't kept waiting by a breaker. Raises HardwareError, BrokenOff or TimeoutError
        when it doesn't answer with a number.
        """
        if not (chain := self._probes[plant_id].get(measure)):
            raise HardwareError("there is no such probe")
        sample = await chain[0].device.hear(chain[0].reader.read)
        if sample.value is None or not isfinite(sample.value):
            raise HardwareError("it gives no number")
        return sample

    async def read(
        self, plant: Plant, soil: Soil, settings: Settings, spoke: Collection[Measure] | None = None
    ) -> list[Measure]:
        """Read a plant's probes, all at once; returns what was read.

        Those that have just spoken are read alone, and heard past their breakers.
        """
        known, pushed = self._probes[plant.plant_id], spoke is not None
        measures = [measure for measure in known if spoke is None or measure in spoke]
        reads = {
            measure: asyncio.create_task(self._read(plant, measure, soil, settings, pushed=pushed), eager_start=True)
            for measure in measures
        }
        # Most answer at once: then the event loop needn't come round again.
        await asyncio.gather(*(read for read in reads.values() if not read.done()))
        heard = self._readings.get(plant.plant_id, {}) | {measure: read.result() for measure, read in reads.items()}
        self._readings[plant.plant_id] = {measure: heard[measure] for measure in known if measure in heard}
        return measures

    async def _read(self, plant: Plant, measure: Measure, soil: Soil, settings: Settings, *, pushed: bool) -> Reading:
        first, *backups = self._probes[plant.plant_id][measure]
        calibration = plant.calibrations.get(measure)
        reading = await self._sample(first, measure, calibration, soil, settings, pushed=pushed)
        for backup in backups:
            if not reading.fresh:
                spare = await self._sample(backup, measure, None, soil, settings, pushed=pushed)
                reading = with_backup(reading, spare)
        return reading

    async def _sample(
        self,
        probe: _Probe,
        measure: Measure,
        calibration: Calibration | None,
        soil: Soil,
        settings: Settings,
        *,
        pushed: bool,
    ) -> Reading:
        judged: list[Reading] = []

        async def look() -> None:
            sample = await probe.reader.read()
            judged.append(self._judge(probe, measure, sample, calibration, soil, settings))
            if judged[-1].fault not in (None, Fault.UNCALIBRATED) and probe.trace.in_row >= FAILURE_FROM:
                raise _Quarantined(f"its samples are {judged[-1].fault}")

        error: Exception | None = None
        try:
            await (probe.device.hear(look) if pushed else probe.device.call(look))
        except BreakerOpen, _Quarantined:
            return judged[-1] if judged else self._judge(probe, measure, None, calibration, soil, settings)
        except (HardwareError, TimeoutError, BrokenOff) as failure:
            error = failure
        except Exception as failure:
            _LOGGER.exception("Reading the %s failed", probe.name)
            error = failure
        self._hear(probe, error)
        return judged[-1] if judged else self._judge(probe, measure, None, calibration, soil, settings)

    def _hear(self, probe: _Probe, error: Exception | None) -> None:
        """Say once that a probe is silent, and once that it isn't any more."""
        if error and not probe.silent:
            _LOGGER.warning("The %s doesn't answer: %s", probe.name, error)
        elif error is None and probe.silent:
            _LOGGER.info("The %s answers again", probe.name)
        probe.silent = error is not None

    def _judge(
        self,
        probe: _Probe,
        measure: Measure,
        sample: Sample | None,
        calibration: Calibration | None,
        soil: Soil,
        settings: Settings,
    ) -> Reading:
        reading, probe.trace = judge(
            measure,
            sample,
            probe.trace,
            self._clock.now(),
            self._clock.age,
            calibration,
            Limits(
                silence=timedelta(hours=settings.silence_h),
                cache=timedelta(hours=settings.cache_h),
                stuck=timedelta(hours=settings.stuck_h),
                jump=settings.jump_points,
            ),
            wetting=soil.wetting,
            watered_at=soil.watered_at,
        )
        return reading


class _Quarantined(HardwareError):
    pass
