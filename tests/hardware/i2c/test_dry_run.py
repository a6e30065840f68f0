"""A pump that runs dry tells it by its current."""

import errno
from typing import Any

import pytest

from custom_components.plantos.hardware.devices import Channel, Role
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.dry_run import AGAIN_S

from .bench import Bench


class Pump:
    """A pump that is measured."""

    def __init__(self, bench: Bench, **settings: Any) -> None:
        self.bench = bench
        self.runs = False
        self.device = bench.device("ina219", 0x40, ("current", "water"), **settings)
        self.device.watch(lambda: self.runs)

    def draw(self, milliamperes: float) -> None:
        self.bench.ina.values[1] = round(milliamperes * 10)

    async def see(self, seconds: int = 1) -> float | bool | None:
        """What the device says a while later."""
        for _ in range(seconds):
            await self.bench.second()
        return self.device.level("water")

    async def run_dry(self) -> None:
        """Run, draw air, and be turned off for it."""
        self.runs = True
        self.draw(100)
        assert await self.see(3) is False
        self.runs = False
        self.draw(0)


@pytest.fixture
async def pump(bench: Bench) -> Pump:
    pump = Pump(bench, dry_below_ma=150)
    await pump.device.start(bench.changes.append)
    return pump


async def test_a_pump_that_rests_isnt_known_to_be_dry_and_isnt_asked(bench: Bench, pump: Pump) -> None:
    before = bench.transactions()
    pump.draw(0)
    assert await pump.see(5) is True
    assert bench.transactions() == before
    assert bench.changes == []


async def test_a_pump_that_moves_water_has_some_while_it_runs_and_after(bench: Bench, pump: Pump) -> None:
    pump.runs = True
    assert await pump.see() is True
    pump.runs = False
    assert await pump.see() is True
    assert bench.changes == []


async def test_a_pump_whose_current_stays_low_for_two_seconds_runs_dry(bench: Bench, pump: Pump) -> None:
    pump.runs = True
    await pump.see()
    pump.draw(100)
    assert [await pump.see() for _ in range(3)] == [True, True, False]
    assert bench.changes == ["water"]
    pump.draw(200)
    assert await pump.see() is True


async def test_a_pump_that_ran_dry_stays_dry_until_somebody_may_have_filled_the_tank(bench: Bench, pump: Pump) -> None:
    await pump.run_dry()
    assert await pump.see(60) is False
    bench.seconds += AGAIN_S - 62
    assert await pump.see() is False
    assert await pump.see() is True
    assert bench.changes == ["water", "water"]


async def test_a_tank_that_is_still_empty_is_noticed_at_the_next_trial(bench: Bench, pump: Pump) -> None:
    await pump.run_dry()
    bench.seconds += AGAIN_S
    assert await pump.see() is True
    await pump.run_dry()
    assert await pump.see() is False


async def test_a_pump_that_draws_air_for_a_moment_isnt_dry(pump: Pump) -> None:
    pump.runs = True
    for milliamperes in (100, 100, 200, 100, 100):
        pump.draw(milliamperes)
        assert await pump.see() is True


async def test_low_currents_of_two_runs_are_no_dry_pump(pump: Pump) -> None:
    pump.draw(100)
    for runs in (True, True, False, True, True):
        pump.runs = runs
        assert await pump.see() is True


async def test_a_current_that_cant_be_read_is_no_dry_pump_and_no_water(bench: Bench, pump: Pump) -> None:
    pump.runs = True
    pump.draw(100)
    await pump.see(2)
    bench.wire.failing[0x40] = errno.EREMOTEIO
    assert [await pump.see() for _ in range(3)] == [True, True, None]
    assert bench.changes == ["water"]


async def test_a_sensor_that_is_away_is_asked_until_it_is_back_also_while_the_pump_rests(bench: Bench) -> None:
    bench.wire.failing[0x40] = errno.EREMOTEIO
    pump = Pump(bench, dry_below_ma=150)
    await pump.device.start(bench.changes.append)
    assert await pump.see() is None
    del bench.wire.failing[0x40]
    assert await pump.see() is True
    assert bench.changes == ["water"]


async def test_only_a_float_switch_like_channel_tells_of_water(pump: Pump) -> None:
    assert pump.device.level("current") is None
    assert pump.device.level("gone") is None


async def test_without_a_limit_nobody_watches(bench: Bench) -> None:
    pump = Pump(bench)
    await pump.device.start(bench.changes.append)
    assert not pump.device.tells_dry
    assert pump.device.level("water") is None
    assert not bench.idle.is_set()


def test_the_channel_of_water_is_a_float_switch() -> None:
    assert DRIVERS["ina219"].channels["water"] == Channel(role=Role.TANK, name="Water at the pump")
