"""What sensors of the kernel have in common: files that are read in a thread of the device's own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
import errno

from ...domain.readings import Sample
from .. import DeviceFault, HardwareError, MeterReader, Outlet, ProbeReader, Transient
from ..worker import Worker
from .faults import fault_of

# A sensor that has answered may miss this many readings before that is a fault.
MISSED = 3
# What a driver says of an answer that it missed.
_PASSING = frozenset({errno.EIO, errno.ETIMEDOUT})


def utc_now() -> datetime:
    """Now."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class KernelProbe:
    """One value of a sensor."""

    sensor: KernelSensor
    work: Callable[[], float]

    async def read(self) -> Sample:
        """The value as the kernel gives it now."""
        return await self.sensor.sample(self.work)


class KernelSensor:
    """A device that is there when its files are; it is only read."""

    def __init__(self, device_id: str, probes: dict[str, Callable[[], float]], now: Callable[[], datetime]) -> None:
        """Take what reads a channel's value."""
        self._id = device_id
        self._probes = probes
        self._now = now
        self._failure: DeviceFault | None = None
        self._answered = False
        self._missed = 0
        self._worker = Worker(f"sensor {device_id}")

    @property
    def fault(self) -> DeviceFault | None:
        """Why its files can't be read; one miss of a sensor that answers otherwise is none yet."""
        return None if self._answered and self._missed < MISSED else self._failure

    async def start(self, changed: Callable[[str], None]) -> None:
        """There is nothing to take hold of, and it never speaks by itself."""

    async def stop(self) -> None:
        """End its thread."""
        await self._worker.stop()

    async def sample(self, work: Callable[[], float]) -> Sample:
        """One reading. Raises HardwareError."""
        try:
            value = await self._worker.run(work)
        except HardwareError:
            raise
        except OSError as error:
            self._missed += 1
            self._failure = fault_of(error, self._id)
            kind = Transient if error.errno in _PASSING else HardwareError
            raise kind(self._failure.detail) from error
        except ValueError as error:
            raise HardwareError(f"the sensor said {error}") from error
        self._failure, self._answered, self._missed = None, True, 0
        return Sample(value, self._now())

    def probe(self, channel: str) -> ProbeReader:
        """One of its probes."""
        return KernelProbe(self, self._probes[channel])

    def outlet(self, channel: str) -> Outlet:
        """It has no outlets."""
        raise LookupError(channel)

    def flow_meter(self, channel: str) -> MeterReader:
        """It counts nothing."""
        raise LookupError(channel)

    def level(self, channel: str) -> float | bool | None:
        """It holds nothing."""
        raise LookupError(channel)
