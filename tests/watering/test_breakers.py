"""Every device has one breaker, which is composed as its kind asks, told of, and kept over restarts."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path

import pytest

from custom_components.plantos.domain.events import Event, EventType
from custom_components.plantos.domain.settings import ProfileName, Settings
from custom_components.plantos.resilience.breaker import (
    AGGRESSIVE,
    CONSERVATIVE,
    OUTLET,
    PROBE,
    PRODUCTION,
    BreakerState,
    Profile,
)
from custom_components.plantos.resilience.device import Device
from custom_components.plantos.resilience.errors import BreakerOpen
from custom_components.plantos.watering.breakers import CALL_TIMEOUT, READ_TIMEOUT, READS_AT_ONCE, Breakers
from custom_components.plantos.watering.ledger import Ledger

from ..resilience.conftest import Hands, PassingTime, nothing_more, seconds
from .conftest import do, rows

OPEN, CLOSED = BreakerState.OPEN, BreakerState.CLOSED


class Bench:
    """The breakers of a hub, and what they told."""

    def __init__(self, ledger: Ledger, hands: Hands, hub_id: str = "hub") -> None:
        self.hands = hands
        self.told: list[Event] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.breakers = Breakers(hub_id, hands.clock, ledger, self._hear, self._keep)

    async def _hear(self, event: Event) -> None:
        self.told.append(event)

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    async def settle(self) -> None:
        await asyncio.gather(*self.tasks)

    def outlet(self) -> Device:
        return self.breakers.outlet("basil", "Basil")

    async def open(self) -> Device:
        """Let the basil's outlet fail until it is left alone."""
        device = self.outlet()
        await failing(device, OUTLET.failures)
        await self.settle()
        assert device.breaker.state is OPEN
        return device


async def failing(device: Device, times: int) -> None:
    async def fail() -> None:
        raise OSError("no answer")

    for _ in range(times):
        with pytest.raises(OSError, match="no answer"):
            await device.call(fail)


async def working(device: Device) -> None:
    await device.call(nothing_more)


@pytest.fixture
def bench(ledger: Ledger, hands: Hands) -> Bench:
    return Bench(ledger, hands)


@pytest.fixture
def closed_ledger(tmp_path: Path) -> Ledger:
    """A ledger that takes nothing."""
    return Ledger(tmp_path / "ledger.db")


def in_no_time[T](work: Callable[[], Awaitable[T]]) -> T:
    """The result of work on a loop whose time passes at once."""

    async def wait() -> T:
        return await work()

    with asyncio.Runner(loop_factory=PassingTime) as runner:
        return runner.run(wait())


# --- devices ----------------------------------------------------------------------------------------


def test_a_device_is_the_same_whenever_it_is_asked_for(bench: Bench) -> None:
    breakers = bench.breakers
    assert breakers.outlet("basil", "Basil") is breakers.outlet("basil", "Basil")
    assert breakers.probe("basil", "Basil", "moisture") is breakers.probe("basil", "Basil", "moisture")
    assert len(breakers.all()) == 2


def test_every_probe_and_every_outlet_has_a_breaker_of_its_own(bench: Bench) -> None:
    breakers = bench.breakers
    made = [
        breakers.probe("basil", "Basil", "moisture"),
        breakers.probe("basil", "Basil", "temperature"),
        breakers.outlet("basil", "Basil"),
        breakers.outlet("fern", "Fern"),
    ]
    assert len({id(device.breaker) for device in made}) == len(breakers.all()) == 4
    assert breakers.of("basil") == [device.breaker for device in made[:3]]
    assert breakers.of("fern") == [made[3].breaker]
    assert {breakers.owner(name) for name in breakers.all()} == {("basil", "Basil"), ("fern", "Fern")}


async def test_one_device_that_fails_disturbs_no_other(bench: Bench) -> None:
    other = bench.breakers.outlet("fern", "Fern")
    await bench.open()
    await working(other)
    assert other.breaker.state is CLOSED


@pytest.mark.parametrize(
    ("chosen", "probe", "outlet"),
    [
        (None, PROBE, OUTLET),
        ("conservative", CONSERVATIVE, CONSERVATIVE),
        ("production", PRODUCTION, PRODUCTION),
        ("aggressive", AGGRESSIVE, AGGRESSIVE),
    ],
)
def test_a_profile_is_the_kinds_own_or_the_one_that_was_chosen(
    chosen: ProfileName | None, probe: Profile, outlet: Profile, bench: Bench
) -> None:
    bench.breakers.settings = Settings(probe_profile=chosen, outlet_profile=chosen)
    assert bench.breakers.probe("basil", "Basil", "moisture").breaker.profile == probe
    assert bench.outlet().breaker.profile == outlet


def test_a_profile_for_probes_is_none_for_outlets(bench: Bench) -> None:
    bench.breakers.settings = Settings(probe_profile="conservative")
    assert bench.outlet().breaker.profile == OUTLET


# --- composition ------------------------------------------------------------------------------------


def test_a_probe_without_an_answer_is_asked_three_times_for_five_seconds(closed_ledger: Ledger, hands: Hands) -> None:
    asked = []

    async def read() -> float:
        probe = Bench(closed_ledger, hands).breakers.probe("basil", "Basil", "moisture")

        async def hang() -> None:
            asked.append(seconds())
            await asyncio.Event().wait()

        begin = seconds()
        with pytest.raises(TimeoutError):
            await probe.call(hang)
        return seconds() - begin

    # Two waits of a second and of two, each at most a tenth longer.
    least = 3 * READ_TIMEOUT + 3.0
    assert least <= in_no_time(read) <= least + 0.3 + 0.01
    assert len(asked) == 3


def test_an_outlet_is_told_once_and_has_ten_seconds(closed_ledger: Ledger, hands: Hands) -> None:
    asked = []

    async def tell() -> float:
        async def hang() -> None:
            asked.append(seconds())
            await asyncio.Event().wait()

        begin = seconds()
        with pytest.raises(TimeoutError):
            await Bench(closed_ledger, hands).outlet().call(hang)
        return seconds() - begin

    assert in_no_time(tell) == pytest.approx(CALL_TIMEOUT, abs=0.01)
    assert len(asked) == 1


async def test_four_probes_are_read_at_once_and_outlets_wait_for_none_of_them(bench: Bench) -> None:
    reading, gate = set[str](), asyncio.Event()

    async def read(name: str) -> None:
        async def work() -> None:
            reading.add(name)
            await gate.wait()

        await bench.breakers.probe(name, name, "moisture").call(work)

    tasks = [asyncio.create_task(read(str(number))) for number in range(7)]
    await nothing_more()
    assert len(reading) == READS_AT_ONCE == 4
    await working(bench.outlet())
    gate.set()
    await asyncio.gather(*tasks)
    assert len(reading) == 7


@pytest.mark.parametrize(("kind", "per_second"), [("probe", 100.0), ("outlet", 10.0)])
def test_all_that_hangs_on_one_bus_keeps_to_its_rate_and_what_hangs_on_none_to_no_rate(
    closed_ledger: Ledger, hands: Hands, kind: str, per_second: float
) -> None:
    async def hurry(buses: dict[str, str]) -> float:
        breakers = Bench(closed_ledger, hands).breakers
        breakers.buses = buses

        def device(name: str) -> Device:
            return breakers.outlet(name, name) if kind == "outlet" else breakers.probe(name, name, "moisture")

        begin = seconds()
        await asyncio.gather(*(working(device(name)) for name in ("basil", "fern") for _ in range(11)))
        return seconds() - begin

    part = "outlet" if kind == "outlet" else "moisture"
    bus = {f"{name}:{part}": "one bus" for name in ("basil", "fern")}
    assert in_no_time(lambda: hurry(bus)) == pytest.approx(21 / per_second)
    assert in_no_time(lambda: hurry({})) == 0.0


def test_calls_that_failed_to_the_end_of_their_attempts_are_counted(closed_ledger: Ledger, hands: Hands) -> None:
    async def count() -> int:
        bench = Bench(closed_ledger, hands)

        async def fail() -> None:
            raise ConnectionError("no answer")

        for name in ("basil", "fern"):
            with pytest.raises(ConnectionError):
                await bench.breakers.probe(name, name, "moisture").call(fail)
        with pytest.raises(ConnectionError):
            await bench.outlet().call(fail)
        return bench.breakers.exhausted()

    assert in_no_time(count) == 2


# --- telling ----------------------------------------------------------------------------------------


async def test_a_breaker_that_opens_is_told_of_with_its_owner(bench: Bench) -> None:
    device = await bench.open()
    [event] = bench.told
    assert (event.type, event.plant_id, event.plant_name) == (EventType.CIRCUIT_BREAKER_CHANGED, "basil", "Basil")
    assert event.occurred_at == bench.hands.wall
    assert event.data == {
        "device": device.breaker.name,
        "state": "open",
        "before": "closed",
        "failures": OUTLET.failures,
        "last_failure": "no answer",
    }


async def test_failures_that_change_nothing_are_not_told(bench: Bench) -> None:
    await failing(bench.outlet(), OUTLET.failures - 1)
    await working(bench.outlet())
    await bench.settle()
    assert bench.told == []


async def test_every_change_is_told_in_its_order(bench: Bench) -> None:
    device = await bench.open()
    bench.hands.turn(OUTLET.open_s)
    await working(device)
    await bench.settle()
    await working(device)
    await bench.settle()
    assert [event.data["state"] for event in bench.told] == ["open", "half_open", "closed"]


async def test_a_trial_that_fails_at_once_is_told_as_the_trial_and_the_failure_that_it_was(bench: Bench) -> None:
    device = await bench.open()
    bench.hands.turn(OUTLET.open_s)
    await failing(device, 1)
    await bench.settle()
    assert [event.data["state"] for event in bench.told] == ["open", "half_open", "open"]


async def test_a_change_that_cannot_be_written_is_told_all_the_same(closed_ledger: Ledger, hands: Hands) -> None:
    bench = Bench(closed_ledger, hands)
    await bench.open()
    assert [event.data["state"] for event in bench.told] == ["open"]


# --- restarts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("made_first", [True, False])
async def test_a_device_that_was_left_alone_is_so_after_a_restart(
    made_first: bool, bench: Bench, ledger: Ledger, hands: Hands
) -> None:
    await bench.open()
    hands.turn(20.0)
    again = Bench(ledger, hands)
    if made_first:
        again.outlet()
    await again.breakers.restore()

    breaker = again.outlet().breaker
    assert (breaker.state, breaker.seconds_left, breaker.failures_in_row) == (OPEN, 40.0, OUTLET.failures)
    assert breaker.last_failure == "no answer"
    with pytest.raises(BreakerOpen):
        await working(again.outlet())
    assert again.told == []


async def test_a_device_that_was_trusted_again_is_so_after_a_restart(
    bench: Bench, ledger: Ledger, hands: Hands
) -> None:
    device = await bench.open()
    device.breaker.reset()
    await bench.settle()
    again = Bench(ledger, hands)
    await again.breakers.restore()
    assert again.outlet().breaker.state is CLOSED
    assert again.outlet().breaker.opened_count == 1
    assert len(await rows(ledger, "SELECT * FROM breakers")) == 1


async def test_hubs_know_nothing_of_each_others_devices(bench: Bench, ledger: Ledger, hands: Hands) -> None:
    await bench.open()
    other = Bench(ledger, hands, "other hub")
    await other.breakers.restore()
    assert other.outlet().breaker.state is CLOSED


async def test_a_record_of_a_device_that_is_gone_harms_nobody(bench: Bench, ledger: Ledger) -> None:
    await do(ledger, "INSERT INTO breakers VALUES ('hub', 'mint:outlet', '{}')")
    await bench.breakers.restore()
    assert bench.breakers.all() == {}


async def test_the_last_of_two_changes_in_a_row_is_the_one_that_is_kept(
    bench: Bench, ledger: Ledger, hands: Hands
) -> None:
    device = bench.outlet()
    await failing(device, OUTLET.failures)
    device.breaker.reset()
    await bench.settle()
    again = Bench(ledger, hands)
    await again.breakers.restore()
    assert again.outlet().breaker.state is CLOSED
