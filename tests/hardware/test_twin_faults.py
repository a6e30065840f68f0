"""What is broken in the demo garden is broken as it would be in a real one."""

from dataclasses import replace

import pytest

from custom_components.plantos.hardware.demo.twin import (
    TANK_ML,
    GardenFault,
    advance,
    broken,
    probe_moisture,
    turned,
)
from custom_components.plantos.hardware.demo.weather import DAY_S

from .pots import HOUR_S, a_pot, a_world, after, soil


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The twin needs no Home Assistant."""


def test_a_healthy_outlet_closes_when_told() -> None:
    world = turned(turned(a_world(), "basil", on=True), "basil", on=False)
    assert not world.pots["basil"].open


def test_an_outlet_stuck_open_stays_open_on_close_and_goes_on_flowing() -> None:
    world = turned(turned(a_world("basil:outlet_stuck_open"), "basil", on=True), "basil", on=False)
    assert world.pots["basil"].open
    assert after(world, 60.0).pots["basil"].poured_ml == pytest.approx(1_200.0)


def test_an_outlet_that_would_stick_open_stays_closed_until_it_is_opened() -> None:
    assert not turned(a_world("basil:outlet_stuck_open"), "basil", on=False).pots["basil"].open


def test_a_mended_outlet_closes() -> None:
    world = turned(turned(a_world("basil:outlet_stuck_open"), "basil", on=True), "basil", on=False)
    mended = broken(world, frozenset(), tank=False)
    assert not turned(mended, "basil", on=False).pots["basil"].open


def test_a_dead_pump_pours_nothing_though_the_outlet_opens() -> None:
    world = after(turned(a_world("basil:pump_dead"), "basil", on=True), 60.0)
    assert world.pots["basil"].open
    assert (world.pots["basil"].poured_ml, world.tank_ml) == (0.0, TANK_ML)


def test_a_dead_pump_leaves_the_other_pots_theirs() -> None:
    pots = {"one": a_pot(open=True), "two": a_pot(open=True)}
    world = advance(a_world("one:pump_dead", **pots), 10.0, 1.0)
    assert [pot.poured_ml for pot in world.pots.values()] == [0.0, pytest.approx(200.0)]


def test_a_dead_probe_says_nothing() -> None:
    assert probe_moisture(a_world("basil:probe_dead"), "basil") is None


def test_a_dead_probe_is_only_its_own_pots() -> None:
    world = a_world("one:probe_dead", one=a_pot(), two=a_pot())
    assert probe_moisture(world, "two") is not None


def test_a_stuck_probe_says_the_same_while_the_soil_changes() -> None:
    world = a_world("basil:probe_stuck")
    said = {probe_moisture(world := after(world, 6 * HOUR_S), "basil") for _ in range(8)}
    assert said == {40.0}
    assert soil(world) < 35.0


def test_a_stuck_probe_stays_stuck_when_something_else_breaks() -> None:
    world = after(a_world("basil:probe_stuck"), DAY_S)
    world = broken(world, world.faults | {"basil:pump_dead"}, tank=False)
    assert probe_moisture(world, "basil") == 40.0


def test_a_mended_probe_says_what_it_sees() -> None:
    world = broken(after(a_world("basil:probe_stuck"), 2 * DAY_S), frozenset(), tank=False)
    assert probe_moisture(world, "basil") == pytest.approx(world.pots["basil"].probe, abs=1.0)


def spread(*faults: str) -> float:
    world = a_world(*faults, basil=a_pot(drinks_ml_day=0.0))
    said = []
    for _ in range(60):
        world = after(world, 60.0)
        said.append(probe_moisture(world, "basil") or 0.0)
    return max(said) - min(said)


def test_a_probe_trembles_by_less_than_a_point_and_a_noisy_one_by_many() -> None:
    assert 0.0 < spread() < 1.0
    assert spread("basil:probe_noisy") > 10.0


@pytest.mark.parametrize("moisture", [0.0, 100.0])
def test_even_a_noisy_probe_says_0_to_100(moisture: float) -> None:
    world = a_world("basil:probe_noisy", basil=a_pot(moisture))
    said = [probe_moisture(replace(world, day_s=60.0 * minute), "basil") for minute in range(100)]
    assert all(value is not None and 0.0 <= value <= 100.0 for value in said)


@pytest.mark.parametrize("fault", GardenFault)
def test_a_fault_is_one_pots_alone(fault: GardenFault) -> None:
    world = a_world(f"one:{fault.value}", one=a_pot(), two=a_pot())
    assert world.has("one", fault)
    assert not world.has("two", fault)
