"""What is broken in the demo garden is broken as it would be in a real one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.plantos.domain.supplies import Supply
from custom_components.plantos.hardware import HardwareError, NotOpened, NotSent, Outlet
from custom_components.plantos.hardware.demo.twin import (
    TANK_ML,
    GardenFault,
    World,
    advance,
    broken,
    probe_moisture,
    says_open,
    turned,
)
from custom_components.plantos.hardware.demo.weather import DAY_S

from .pots import HOUR_S, Household, a_pot, a_world, after, soil, water

BARREL = Supply(supply_id="barrel", name="Barrel")


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The twin needs no Home Assistant."""


# --- outlets and pumps of their own ---------------------------------------------------------------------


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


# --- outlets that don't do what they say ----------------------------------------------------------------


def told(world: World, *, on: bool) -> World:
    return turned(world, "basil", on=on)


def test_a_healthy_outlet_says_what_it_is() -> None:
    world = told(a_world(), on=True)
    assert says_open(world, "basil") is True
    assert says_open(told(world, on=False), "basil") is False


def test_a_lying_outlet_says_closed_and_goes_on_flowing() -> None:
    world = told(told(a_world("basil:outlet_lies"), on=True), on=False)
    assert says_open(world, "basil") is False
    assert after(world, 60.0).pots["basil"].poured_ml == pytest.approx(1_200.0)


def test_a_lying_outlet_opens_like_any_other() -> None:
    world = told(a_world("basil:outlet_lies"), on=True)
    assert says_open(world, "basil") is True
    assert says_open(told(told(world, on=False), on=True), "basil") is True


def test_a_lying_outlet_that_was_never_open_tells_the_truth() -> None:
    world = told(a_world("basil:outlet_lies"), on=False)
    assert says_open(world, "basil") is False
    assert after(world, 60.0).pots["basil"].poured_ml == 0.0


def test_an_outlet_that_no_longer_lies_has_closed_as_it_was_told() -> None:
    world = told(told(a_world("basil:outlet_lies"), on=True), on=False)
    assert broken(world, world.faults, tank=False).pots["basil"].open
    mended = broken(world, frozenset(), tank=False)
    assert (mended.pots["basil"].open, says_open(mended, "basil")) == (False, False)


def test_an_outlet_that_no_longer_lies_stays_open_if_nobody_told_it_to_close() -> None:
    mended = broken(told(a_world("basil:outlet_lies"), on=True), frozenset(), tank=False)
    assert says_open(mended, "basil") is True


def test_a_lying_outlet_that_dies_falls_shut_and_has_nothing_left_to_lie_about() -> None:
    world = told(told(a_world("basil:outlet_lies"), on=True), on=False)
    pot = broken(world, world.faults | {"basil:outlet_dead"}, tank=False).pots["basil"]
    assert (pot.open, pot.lying) == (False, False)


def test_a_dead_outlet_stays_closed_and_says_so() -> None:
    world = told(a_world("basil:outlet_dead"), on=True)
    assert says_open(world, "basil") is False
    assert after(world, 60.0).pots["basil"].poured_ml == 0.0


def test_an_open_outlet_that_dies_falls_shut() -> None:
    world = broken(told(a_world(), on=True), frozenset({"basil:outlet_dead"}), tank=False)
    assert says_open(world, "basil") is False
    assert after(world, 60.0).pots["basil"].poured_ml == 0.0


@pytest.mark.parametrize("is_open", [True, False])
def test_a_silent_outlet_stays_as_it_is_whatever_it_is_told(is_open: bool) -> None:
    world = a_world("basil:outlet_silent", basil=a_pot(open=is_open))
    world = told(world, on=not is_open)
    assert says_open(world, "basil") is None
    assert world.pots["basil"].open is is_open


def test_a_leaking_valve_says_closed_and_lets_a_quarter_through() -> None:
    world = after(told(told(a_world("basil:leak"), on=True), on=False), 60.0)
    pot = world.pots["basil"]
    assert says_open(world, "basil") is False
    assert [pot.poured_ml, pot.leaked_ml] == pytest.approx([300.0, 300.0])
    assert soil(after(world, HOUR_S)) > soil(after(a_world(), HOUR_S)) + 5.0


def test_an_open_leaking_valve_gives_its_flow_and_no_more() -> None:
    pot = after(told(a_world("basil:leak"), on=True), 60.0).pots["basil"]
    assert [pot.poured_ml, pot.leaked_ml] == pytest.approx([1_200.0, 0.0])


def test_a_leak_is_water_from_the_tank() -> None:
    world = a_world("one:leak", one=a_pot(), two=a_pot())
    later = after(world, HOUR_S)
    assert later.tank_ml < world.tank_ml
    assert water(later) == pytest.approx(water(world))


def test_a_leak_flows_as_much_while_nobody_looks() -> None:
    world = a_world("basil:leak", basil=a_pot(flow_ml_s=0.1))
    assert advance(world, DAY_S, 1.0).pots["basil"].leaked_ml == pytest.approx(0.025 * DAY_S)


# --- probes ---------------------------------------------------------------------------------------------


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


# --- as hardware ----------------------------------------------------------------------------------------


@pytest.fixture
async def home(tmp_path: Path) -> Household:
    """A garden where nothing is broken."""
    return await Household(tmp_path / "garden.json").moved_in()


type Pick = Callable[[Household], Outlet]
each_outlet = pytest.mark.parametrize(
    ("pick", "silent"),
    [
        (lambda home: home.garden.outlet(home.plant), "basil:outlet_silent"),
        (lambda home: home.garden.pump(BARREL), "barrel:pump_silent"),
    ],
    ids=["valve", "pump"],
)


@each_outlet
async def test_an_outlet_says_what_it_was_told(home: Household, pick: Pick, silent: str) -> None:
    outlet = pick(home)
    assert (await outlet.is_open(), outlet.assumed) == (False, False)
    await outlet.open(10)
    assert await outlet.is_open() is True
    await outlet.close()
    assert await outlet.is_open() is False


@each_outlet
async def test_a_silent_outlet_was_surely_not_sent_an_opening(home: Household, pick: Pick, silent: str) -> None:
    home.settle(silent)
    with pytest.raises(NotSent):
        await pick(home).open(10)
    assert await pick(home).is_open() is None
    home.settle()
    assert await pick(home).is_open() is False


@each_outlet
async def test_a_silent_outlet_closes_only_once_it_hears_again(home: Household, pick: Pick, silent: str) -> None:
    await pick(home).open(10)
    home.settle(silent)
    with pytest.raises(HardwareError) as error:
        await pick(home).close()
    assert not isinstance(error.value, NotOpened)
    home.settle()
    assert await pick(home).is_open() is True
    await pick(home).close()


async def test_a_dead_outlet_was_told_and_surely_stayed_closed(home: Household) -> None:
    home.settle("basil:outlet_dead")
    with pytest.raises(NotOpened) as error:
        await home.garden.outlet(home.plant).open(10)
    assert not isinstance(error.value, NotSent)


@pytest.mark.parametrize("fault", ["basil:outlet_stuck_open", "barrel:pump_stuck_on"])
async def test_what_is_stuck_on_answers_its_close_with_an_error(home: Household, fault: str) -> None:
    stuck: Outlet = home.garden.pump(BARREL) if "pump" in fault else home.garden.outlet(home.plant)
    home.settle(fault)
    await stuck.open(10)
    with pytest.raises(HardwareError):
        await stuck.close()
    assert await stuck.is_open() is True


async def test_a_lying_outlet_closes_without_a_word_and_flows_on(home: Household) -> None:
    home.settle("basil:outlet_lies")
    valve = home.garden.outlet(home.plant)
    await home.garden.pump(BARREL).open(10)
    await valve.open(10)
    await valve.close()
    assert await valve.is_open() is False
    home.passes(10)
    await home.garden.stop()
    assert home.world()["pots"]["basil"]["open"] is True
    assert home.world()["pots"]["basil"]["poured_ml"] == pytest.approx(200.0)
