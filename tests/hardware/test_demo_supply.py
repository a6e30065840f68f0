"""The demo garden's supplies: water flows into a pot while its valve is open and its pump is on."""

from collections.abc import Sequence
from dataclasses import replace
import json
from pathlib import Path

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.supplies import Supply
from custom_components.plantos.hardware.demo.twin import (
    REFILL_S,
    TANK_ML,
    GardenFault,
    SupplyFault,
    World,
    advance,
    broken,
    pump_turned,
    says_pumping,
    turned,
)

from .pots import LAW, Household, a_barrel, a_pot, a_world, after, opened, pumping, water

BARREL = Supply(supply_id="barrel", name="Barrel")


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The garden needs no Home Assistant."""


def given_ml(world: World, name: str = "basil") -> float:
    return world.pots[name].poured_ml


# --- valve and pump -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valve", "pump", "ml"), [(True, True, 200.0), (True, False, 0.0), (False, True, 0.0), (False, False, 0.0)]
)
def test_water_flows_while_the_valve_is_open_and_the_pump_is_on(valve: bool, pump: bool, ml: float) -> None:
    world = after(pumping(turned(a_barrel(), "basil", on=valve), on=pump), 10.0)
    assert given_ml(world) == pytest.approx(ml)
    assert world.tank_ml == pytest.approx(TANK_ML - ml)


def test_a_pot_without_supply_is_fed_by_its_valve_alone() -> None:
    assert given_ml(after(opened(a_world()), 10.0)) == pytest.approx(200.0)


def test_a_pump_serves_every_open_valve_and_no_closed_one() -> None:
    world = a_barrel(one=a_pot(), two=a_pot(flow_ml_s=5.0), three=a_pot())
    world = after(pumping(opened(world, "one", "two")), 10.0)
    assert [given_ml(world, name) for name in world.pots] == pytest.approx([200.0, 50.0, 0.0])


def test_a_pump_serves_only_its_own_supplys_pots() -> None:
    world = a_world(one=a_pot(supply="barrel"), two=a_pot(supply="tub"))
    world = after(pumping(opened(world, "one", "two"), supply_id="tub"), 10.0)
    assert [given_ml(world, name) for name in world.pots] == pytest.approx([0.0, 200.0])


def test_a_leaking_valve_leaks_while_the_pump_is_on() -> None:
    still = after(a_barrel("basil:leak"), 10.0)
    assert given_ml(still) == 0.0
    running = after(pumping(still), 10.0)
    assert given_ml(running) == running.pots["basil"].leaked_ml == pytest.approx(50.0)


def test_a_pump_on_an_empty_tank_moves_nothing() -> None:
    world = after(pumping(opened(broken(a_barrel(), frozenset(), tank=True))), 10.0)
    assert (given_ml(world), world.metered) == (0.0, {})


# --- the meter ------------------------------------------------------------------------------------------


def test_the_meter_counts_what_all_pots_of_its_supply_are_given() -> None:
    world = a_world("one:leak", one=a_pot(supply="barrel"), two=a_pot(supply="barrel"), other=a_pot())
    world = after(pumping(opened(world, "two", "other")), 10.0)
    assert world.metered == {"barrel": pytest.approx(250.0)}


def test_the_meter_counts_no_more_than_the_tank_had() -> None:
    world = after(pumping(opened(replace(a_barrel(), tank_ml=70.0))), 10.0)
    assert world.metered["barrel"] == pytest.approx(70.0)


def test_a_dead_meter_stands_still_and_goes_on_from_there() -> None:
    counted = after(pumping(opened(a_barrel())), 10.0)
    unseen = after(broken(counted, frozenset({"barrel:meter_dead"}), tank=False), 10.0)
    assert [unseen.metered["barrel"], given_ml(unseen)] == pytest.approx([200.0, 400.0])
    mended = after(broken(unseen, frozenset(), tank=False), 10.0)
    assert mended.metered["barrel"] == pytest.approx(400.0)


# --- the pump against closed valves ---------------------------------------------------------------------


def test_a_pump_that_serves_no_open_valve_is_remembered() -> None:
    world = after(pumping(a_barrel()), 10.0)
    assert (world.deadheaded_s, given_ml(world)) == ({"barrel": 10.0}, 0.0)


def test_a_valve_that_is_opened_first_and_closed_last_spares_the_pump() -> None:
    world = after(pumping(after(opened(a_barrel()), 1.0)), 10.0)
    world = after(turned(after(pumping(world, on=False), 1.0), "basil", on=False), 60.0)
    assert sum(world.deadheaded_s.values()) == 0.0
    assert given_ml(world) == pytest.approx(200.0)


def test_another_supplys_open_valve_spares_no_pump() -> None:
    world = a_world(one=a_pot(supply="barrel"), two=a_pot(supply="tub", open=True))
    assert after(pumping(world), 10.0).deadheaded_s == {"barrel": 10.0}


def test_a_leak_or_a_lie_is_told_from_an_open_valve() -> None:
    leaking = after(pumping(a_barrel("basil:leak")), 10.0)
    assert leaking.deadheaded_s == {"barrel": 10.0}
    lying = turned(opened(a_barrel("basil:outlet_lies")), "basil", on=False)
    assert after(pumping(lying), 10.0).deadheaded_s == {}


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_a_pump_runs_against_closed_valves_in_real_seconds_also_unseen(speed: float) -> None:
    real = 10 * REFILL_S / speed
    assert advance(pumping(a_barrel()), real, speed).deadheaded_s == {"barrel": pytest.approx(real)}


# --- pumps that don't obey ------------------------------------------------------------------------------


def test_a_pump_stuck_on_runs_on_and_says_so_until_it_is_mended_and_told() -> None:
    world = pumping(pumping(opened(a_barrel("barrel:pump_stuck_on"))), on=False)
    assert says_pumping(world, "barrel") is True
    assert given_ml(after(world, 10.0)) == pytest.approx(200.0)
    mended = broken(world, frozenset(), tank=False)
    assert says_pumping(pumping(mended, on=False), "barrel") is False


def test_a_pump_that_would_stick_stays_off_until_it_is_switched_on() -> None:
    assert says_pumping(pumping(a_barrel("barrel:pump_stuck_on"), on=False), "barrel") is False


@pytest.mark.parametrize("on", [True, False])
def test_a_silent_pump_stays_as_it_is_whatever_it_is_told(on: bool) -> None:
    world = broken(pumping(opened(a_barrel()), on=on), frozenset({"barrel:pump_silent"}), tank=False)
    world = pumping(world, on=not on)
    assert says_pumping(world, "barrel") is None
    assert given_ml(after(world, 10.0)) == pytest.approx(200.0 if on else 0.0)


@pytest.mark.parametrize("fault", SupplyFault)
def test_a_fault_is_one_supplys_alone(fault: SupplyFault) -> None:
    world = a_world(f"barrel:{fault.value}")
    assert world.has("barrel", fault)
    assert not world.has("tub", fault)


# --- laws -----------------------------------------------------------------------------------------------

POTS = {"one": "barrel", "two": "barrel", "three": "tub"}
type Deed = tuple[str, bool, float]

deeds = st.lists(
    st.tuples(st.sampled_from([*POTS, "barrel", "tub", "wait"]), st.booleans(), st.floats(0.1, 2_000)), max_size=25
)
valve_faults = st.frozensets(st.sampled_from([f"{name}:{fault}" for name in POTS for fault in GardenFault]))
pump_faults = st.frozensets(
    st.sampled_from([f"{supply}:{fault}" for supply in ("barrel", "tub") for fault in list(SupplyFault)[:2]])
)


def done(world: World, deed: Deed) -> World:
    name, on, seconds = deed
    if name in world.pots:
        world = turned(world, name, on=on)
    elif name != "wait":
        world = pump_turned(world, name, on=on)
    return advance(world, world.at + seconds, 1.0)


def two_supplies(faults: frozenset[str]) -> World:
    return a_world(*faults, **{name: a_pot(supply=supply, flow_ml_s=3.0) for name, supply in POTS.items()})


@given(deeds, valve_faults, pump_faults)
@LAW
def test_what_the_tank_loses_the_meters_count_and_the_pots_are_given(
    deeds: Sequence[Deed], at_pots: frozenset[str], at_pumps: frozenset[str]
) -> None:
    world = two_supplies(at_pots | at_pumps)
    for deed in deeds:
        world = done(world, deed)
        assert water(world) == pytest.approx(TANK_ML, abs=1e-6)
        assert world.tank_ml + sum(world.metered.values()) == pytest.approx(TANK_ML, abs=1e-6)
        assert all(0.0 <= pot.leaked_ml <= pot.poured_ml for pot in world.pots.values())


@given(deeds, valve_faults)
@LAW
def test_nothing_flows_to_a_pumped_pot_while_its_pump_is_off(deeds: Sequence[Deed], faults: frozenset[str]) -> None:
    world = two_supplies(faults)
    for deed in deeds:
        before, world = world, done(world, deed)
        for name, pot in world.pots.items():
            if not world.pumps.get(POTS[name], False):
                assert pot.poured_ml == before.pots[name].poured_ml


@given(deeds, valve_faults, pump_faults)
@LAW
def test_a_running_pump_serves_an_open_valve_or_is_remembered(
    deeds: Sequence[Deed], at_pots: frozenset[str], at_pumps: frozenset[str]
) -> None:
    world, ran, served = two_supplies(at_pots | at_pumps), 0.0, 0.0
    for deed in deeds:
        world = done(world, deed)
        if world.pumps.get("barrel", False):
            ran += deed[2]
            served += deed[2] if world.pots["one"].open or world.pots["two"].open else 0.0
    assert world.deadheaded_s.get("barrel", 0.0) == pytest.approx(ran - served)


# --- as hardware ----------------------------------------------------------------------------------------


@pytest.fixture
async def home(tmp_path: Path) -> Household:
    """A garden where nothing is broken."""
    return await Household(tmp_path / "garden.json").moved_in()


async def test_the_meter_says_how_much_and_when(home: Household) -> None:
    meter = home.garden.flow_meter(BARREL)
    assert (await meter.read()).value == 0.0
    await home.garden.outlet(home.plant).open(10)
    await home.garden.pump(BARREL).open(10)
    home.passes(5)
    sample = await meter.read()
    assert sample.value == pytest.approx(100.0)
    assert (sample.unit, sample.at) == ("mL", home.at)


async def test_a_plant_that_leaves_its_supply_is_fed_by_its_valve_alone(home: Household) -> None:
    await home.garden.outlet(home.plant).open(10)
    home.settle(supply=None)
    home.passes(5)
    assert home.garden.tank(BARREL) == pytest.approx(TANK_ML - 100.0)


async def test_a_pump_left_on_goes_on_while_nobody_looks(home: Household) -> None:
    await home.garden.outlet(home.plant).open(10)
    await home.garden.pump(BARREL).open(10)
    home.passes(60)
    later = await Household(home.path, home.at).moved_in()
    assert await later.garden.pump(BARREL).is_open() is True
    assert (await later.garden.flow_meter(BARREL).read()).value == pytest.approx(1_200.0)


async def test_a_garden_of_before_the_pumps_goes_on(home: Household) -> None:
    document = home.world()
    for key in ("pumps", "metered", "deadheaded_s"):
        del document[key]
    for key in ("leaked_ml", "lying", "supply"):
        del document["pots"]["basil"][key]
    document["pots"]["basil"] |= {"open": True, "poured_ml": 40.0}
    home.path.write_text(json.dumps(document))
    home.passes(10)
    later = await Household(home.path, home.at).moved_in()
    await later.garden.pump(BARREL).open(10)
    later.passes(5)
    await later.garden.stop()

    # As long as no pump was known of, the valve alone let the water through.
    assert later.world()["pots"]["basil"]["poured_ml"] == pytest.approx(40.0 + 200.0 + 100.0)
    assert not home.path.with_suffix(".unreadable").exists()
