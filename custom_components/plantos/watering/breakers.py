"""The breakers of a hub's devices: one each, kept over restarts, and told of when they change."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
import logging
import sqlite3

from aiolimiter import AsyncLimiter
from pydantic import TypeAdapter

from ..domain.clock import Clock
from ..domain.events import Event, EventType
from ..domain.settings import Settings
from ..resilience.breaker import PROFILES, Breaker, BreakerRecord, BreakerState
from ..resilience.device import Device
from ..resilience.durations import Durations
from ..resilience.rate import per_second
from ..resilience.retry import FULL, ONCE, Retry
from .ledger import Ledger
from .ledger_file import LedgerError

_LOGGER = logging.getLogger(__name__)
_RECORD = TypeAdapter(BreakerRecord)

READ_TIMEOUT = 5.0
# One call to an outlet, its confirmation included, in real seconds.
CALL_TIMEOUT = 10.0
READS_AT_ONCE = 4
# Over one bus or to one network device.
CALLS_PER_SECOND = {"probe": 100.0, "outlet": 10.0}


class Breakers:
    """Every device of one hub by its name, composed with its breaker, retry, timeout and bulkhead."""

    def __init__(
        self,
        hub_id: str,
        clock: Clock,
        ledger: Ledger,
        tell: Callable[[Event], Coroutine[None, None, None]],
        keep: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        """Begin without devices."""
        self.settings = Settings()
        self.reading = Durations(0.99, 0.01)
        self._hub_id = hub_id
        self._clock = clock
        self._ledger = ledger
        self._tell = tell
        self._keep = keep
        self._devices: dict[str, Device] = {}
        self._owners: dict[str, tuple[str, str]] = {}
        self._records: dict[str, BreakerRecord] = {}
        self._rates: dict[tuple[str, str], AsyncLimiter] = {}
        # The bus or network device that a device hangs on, by the device's name: they share its rate and its
        # slots, so that one which hangs keeps nobody else waiting.
        self.buses: Mapping[str, str] = {}
        self._slots: dict[str, asyncio.Semaphore] = {}

    async def restore(self) -> None:
        """Go on where the ledger's records end."""

        def read(connection: sqlite3.Connection) -> dict[str, BreakerRecord]:
            rows = connection.execute("SELECT device, document FROM breakers WHERE hub_id = ?", (self._hub_id,))
            return {device: _RECORD.validate_json(document) for device, document in rows}

        self._records = await self._ledger.read(read)
        for name, device in self._devices.items():
            if record := self._records.get(name):
                device.breaker.restore(record)

    def probe(self, owner_id: str, owner: str, part: str) -> Device:
        """The device of a plant's probe; no connection or no answer in time is tried again."""
        name = f"{owner_id}:{part}"
        slots = self._slots.setdefault(self.buses.get(name, ""), asyncio.Semaphore(READS_AT_ONCE))
        return self._device(name, owner_id, owner, "probe", READ_TIMEOUT, Retry(), slots)

    def outlet(self, owner_id: str, owner: str) -> Device:
        """The device of a plant's outlet or a supply's pump; an opening is never sent twice by itself."""
        return self._device(f"{owner_id}:outlet", owner_id, owner, "outlet", CALL_TIMEOUT, ONCE, None)

    def service(self, owner_id: str, owner: str, part: str) -> Device:
        """The device of a service in the network that a hub asks, such as its weather's."""
        retry = Retry(jitter=FULL)
        return self._device(f"{owner_id}:{part}", owner_id, owner, "service", CALL_TIMEOUT, retry, None)

    def _device(
        self,
        name: str,
        owner_id: str,
        owner: str,
        kind: str,
        timeout_s: float,
        retry: Retry,
        bulkhead: asyncio.Semaphore | None,
    ) -> Device:
        if device := self._devices.get(name):
            return device
        profiles = {"probe": self.settings.probe_profile, "outlet": self.settings.outlet_profile}
        chosen = profiles.get(kind, "production") or kind
        breaker = Breaker(name, PROFILES[chosen], self._clock, self._changed)
        if record := self._records.get(name):
            breaker.restore(record)
        rate = self._rate(name, kind)
        # What hangs on a bus or a network takes the time that it needs.
        taking = self.reading if kind == "probe" and rate is None else None
        device = Device(breaker, timeout_s=timeout_s, retry=retry, bulkhead=bulkhead, rate=rate, taking=taking)
        self._devices[name], self._owners[name] = device, (owner_id, owner)
        return device

    def _rate(self, name: str, kind: str) -> AsyncLimiter | None:
        if not (bus := self.buses.get(name)):
            return None
        if (bus, kind) not in self._rates:
            self._rates[bus, kind] = per_second(CALLS_PER_SECOND[kind])
        return self._rates[bus, kind]

    def all(self) -> Mapping[str, Breaker]:
        """Every breaker by its device's name."""
        return {name: device.breaker for name, device in self._devices.items()}

    def of(self, owner_id: str) -> list[Breaker]:
        """The breakers of one plant or supply."""
        return [breaker for name, breaker in self.all().items() if self._owners[name][0] == owner_id]

    def owner(self, name: str) -> tuple[str, str]:
        """The id and the name of the plant or supply that a device belongs to."""
        return self._owners[name]

    def exhausted(self) -> int:
        """How many calls failed to the end of their attempts."""
        return sum(device.exhausted for device in self._devices.values())

    def _changed(self, breaker: Breaker) -> None:
        if breaker.state is BreakerState.OPEN:
            part, owner = breaker.name.rpartition(":")[2], self._owners[breaker.name][1]
            _LOGGER.warning(
                "The %s of %s is left alone for %.0f s: %s", part, owner, breaker.seconds_left, breaker.last_failure
            )
        self._keep(self._note(breaker.name, breaker.record(), breaker.before))

    async def _note(self, name: str, record: BreakerRecord, before: BreakerState) -> None:
        owner_id, owner = self._owners[name]

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO breakers VALUES (?, ?, ?)",
                (self._hub_id, name, _RECORD.dump_json(record).decode()),
            )

        try:
            await self._ledger.write(write)
        except LedgerError:
            _LOGGER.exception("The breaker of %s couldn't be written", name)
        await self._tell(
            Event(
                type=EventType.CIRCUIT_BREAKER_CHANGED,
                plant_id=owner_id,
                plant_name=owner,
                occurred_at=self._clock.now(),
                data={
                    "device": name,
                    "state": record.state,
                    "before": before,
                    "failures": record.failures_in_row,
                    "last_failure": record.last_failure,
                },
            )
        )
