"""The demo garden's water goes where water goes."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.hardware.demo.soil import AIR_DRY, SATURATION, moisture_of, root_ml_at
from custom_components.plantos.hardware.demo.twin import (
    REFILL_S,
    TANK_ML,
    World,
    advance,
    broken,
    probe_moisture,
    turned,
)
from custom_components.plantos.hardware.demo.weather import DAY_S

from .pots import AT_FIELD_CAPACITY, HOUR_S, LAW, a_pot, a_world, after, by_steps, soil, water, watered


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The twin needs no Home Assistant."""


# --- the same seed and instant --------------------------------------------------------------------------


def test_the_same_seed_and_instant_give_the_same_garden() -> None:
    def lived() -> World:
        return watered(after(a_world(fern=a_pot(55.0), basil=a_pot()), 5 * HOUR_S), 7.0)

    one, other = lived(), lived()
    assert one == other
    assert [probe_moisture(one, name) for name in one.pots] == [probe_moisture(other, name) for name in other.pots]


def test_a_probe_asked_twice_says_the_same() -> None:
    world = after(a_world("basil:probe_noisy"), HOUR_S)
    assert probe_moisture(world, "basil") == probe_moisture(world, "basil")


def test_another_seed_gives_other_noise() -> None:
    world = a_world("basil:probe_noisy")
    assert len({probe_moisture(replace(world, seed=seed), "basil") for seed in range(10)}) > 5


def test_pots_do_not_share_their_noise() -> None:
    world = a_world("one:probe_noisy", "two:probe_noisy", one=a_pot(), two=a_pot())
    assert probe_moisture(world, "one") != probe_moisture(world, "two")


@pytest.mark.parametrize("back", [0.0, -1.0, -DAY_S])
def test_time_that_does_not_go_on_changes_nothing(back: float) -> None:
    world = turned(a_world(), "basil", on=True)
    assert advance(world, back, 1.0) is world


# --- water is conserved ---------------------------------------------------------------------------------

deeds = st.lists(
    st.tuples(st.sampled_from(["open", "close", "wait"]), st.sampled_from(["one", "two"]), st.floats(0.1, 4_000)),
    max_size=25,
)


@given(deeds, st.sampled_from([1.0, 10.0]))
@LAW
def test_what_the_tank_loses_is_what_the_pots_were_given(deeds: list[tuple[str, str, float]], speed: float) -> None:
    world = a_world(one=a_pot(), two=a_pot(flow_ml_s=3.0))
    start = water(world)
    for deed, name, seconds in deeds:
        if deed != "wait":
            world = turned(world, name, on=deed == "open")
        world = advance(world, world.at + seconds, speed)
        if world.day_s >= REFILL_S:
            break
        assert water(world) == pytest.approx(start, abs=1e-6)


@given(deeds)
@LAW
def test_no_step_takes_poured_water_back(deeds: list[tuple[str, str, float]]) -> None:
    world = a_world(one=a_pot(), two=a_pot(flow_ml_s=0.7))
    for deed, name, seconds in deeds:
        before = world
        world = advance(turned(world, name, on=deed == "open"), world.at + seconds, 1.0)
        for each, pot in world.pots.items():
            assert pot.poured_ml >= before.pots[each].poured_ml - 1e-9
            assert pot.fresh_ml >= 0.0
            assert AIR_DRY - 1e-9 <= pot.root_ml / 2_000.0 <= SATURATION + 1e-9


def test_an_open_outlet_gives_its_flow_per_real_second() -> None:
    assert watered(a_world(), 6.0).pots["basil"].poured_ml == pytest.approx(120.0)


@pytest.mark.parametrize("speed", [1.0, 60.0, 1_440.0])
def test_the_flow_does_not_hurry_when_the_soil_does(speed: float) -> None:
    world = advance(turned(a_world(), "basil", on=True), 6.0, speed)
    assert world.pots["basil"].poured_ml == pytest.approx(120.0)


def test_a_closed_outlet_gives_nothing() -> None:
    world = after(a_world(), DAY_S)
    assert (world.pots["basil"].poured_ml, world.tank_ml) == (0.0, TANK_ML)


def test_only_the_pot_whose_outlet_is_open_is_watered() -> None:
    world = watered(a_world(one=a_pot(), two=a_pot()), 10.0, "one")
    assert world.pots["one"].poured_ml == pytest.approx(200.0)
    assert world.pots["two"].poured_ml == 0.0


def test_an_empty_tank_pours_nothing() -> None:
    world = watered(broken(a_world(), frozenset(), tank=True), 60.0)
    assert (world.pots["basil"].poured_ml, world.tank_ml) == (0.0, 0.0)


def test_a_tank_gives_no_more_than_it_has() -> None:
    world = after(turned(replace(a_world(), tank_ml=150.0), "basil", on=True), 60.0, 1.0)
    assert world.pots["basil"].poured_ml == pytest.approx(150.0)
    assert world.tank_ml == pytest.approx(0.0, abs=1e-6)


def test_two_outlets_share_what_is_left_in_the_tank_by_their_flow() -> None:
    pots = {"one": a_pot(flow_ml_s=30.0, open=True), "two": a_pot(flow_ml_s=10.0, open=True)}
    world = advance(replace(a_world(**pots), tank_ml=100.0), 60.0, 1.0)
    assert [pot.poured_ml for pot in world.pots.values()] == pytest.approx([75.0, 25.0])


def test_a_tank_never_holds_less_than_nothing() -> None:
    pots = {"one": a_pot(flow_ml_s=30.0, open=True), "two": a_pot(flow_ml_s=10.0, open=True)}
    assert advance(replace(a_world(**pots), tank_ml=63.7), 100.0, 1.0).tank_ml >= 0.0


def test_the_tank_is_refilled_every_week() -> None:
    world = watered(a_world(), 100.0)
    before = after(world, REFILL_S - world.day_s - 1.0)
    assert before.tank_ml == pytest.approx(TANK_ML - 2_000.0)
    assert after(before, 2.0).tank_ml == TANK_ML


def test_a_broken_tank_is_not_refilled() -> None:
    assert after(broken(a_world(), frozenset(), tank=True), 8 * DAY_S, HOUR_S).tank_ml == 0.0


def test_a_mended_tank_is_full() -> None:
    world = broken(broken(a_world(), frozenset(), tank=True), frozenset(), tank=False)
    assert world.tank_ml == TANK_ML
    assert watered(world, 6.0).pots["basil"].poured_ml == pytest.approx(120.0)


def test_breaking_something_else_does_not_refill_the_tank() -> None:
    world = replace(a_world(), tank_ml=1_234.0)
    assert broken(world, frozenset({"basil:pump_dead"}), tank=False).tank_ml == 1_234.0


# --- gaps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [60.0, 300.0, HOUR_S])
def test_an_open_outlet_goes_on_flowing_while_nobody_looks(gap: float) -> None:
    world = turned(a_world(basil=a_pot(flow_ml_s=1.0)), "basil", on=True)
    assert advance(world, gap, 1.0).pots["basil"].poured_ml == pytest.approx(gap)


@pytest.mark.parametrize(
    ("gap", "flow", "speed"), [(60.0, 2.0, 1.0), (600.0, 1.0, 1.0), (HOUR_S, 20.0, 1.0), (60.0, 20.0, 60.0)]
)
def test_one_long_look_sees_as_much_water_flow_as_many_short_ones(gap: float, flow: float, speed: float) -> None:
    world = turned(a_world(basil=a_pot(flow_ml_s=flow)), "basil", on=True)
    once, often = advance(world, gap, speed), by_steps(world, gap, 1.0, speed)
    assert once.pots["basil"].poured_ml == pytest.approx(often.pots["basil"].poured_ml, rel=0.02)
    assert once.tank_ml == pytest.approx(often.tank_ml, rel=0.02, abs=1e-6)
    assert once.day_s == pytest.approx(often.day_s)


@pytest.mark.parametrize("seconds", [1.0, 5.0, 20.0])
def test_after_a_dose_one_long_look_sees_the_same_soil_as_many_short_ones(seconds: float) -> None:
    world = turned(a_world(), "basil", on=True)
    once = after(turned(advance(world, seconds, 1.0), "basil", on=False), 3 * HOUR_S)
    often = after(turned(by_steps(world, seconds, 0.5), "basil", on=False), 3 * HOUR_S, 30.0)
    assert soil(once) == pytest.approx(soil(often), rel=0.02)
    assert once.pots["basil"].probe == pytest.approx(often.pots["basil"].probe, rel=0.02)


@pytest.mark.parametrize("moisture", [25.0, 45.0, 90.0])
@pytest.mark.parametrize("gap", [HOUR_S, DAY_S, 6 * DAY_S])
def test_a_pot_left_alone_looks_the_same_after_one_long_look_as_after_many(moisture: float, gap: float) -> None:
    world = a_world(basil=a_pot(moisture))
    once, often = advance(world, gap, 1.0), by_steps(world, gap, 60.0)
    assert soil(once) == pytest.approx(soil(often), rel=0.02)
    assert once.pots["basil"].probe == pytest.approx(often.pots["basil"].probe, rel=0.02)


@pytest.mark.parametrize(("gap", "flow", "speed"), [(HOUR_S, 1.0, 1.0), (60.0, 20.0, 60.0), (600.0, 20.0, 60.0)])
def test_soil_under_an_open_outlet_is_as_wet_after_one_long_look_as_after_many(
    gap: float, flow: float, speed: float
) -> None:
    world = turned(a_world(basil=a_pot(flow_ml_s=flow)), "basil", on=True)
    assert soil(advance(world, gap, speed)) == pytest.approx(soil(by_steps(world, gap, 1.0, speed)), rel=0.02)


def test_an_outlet_left_open_over_a_refill_goes_on_flowing() -> None:
    # Five hours before the refill the tank is emptied, and five hours after it once more.
    world = replace(turned(a_world(), "basil", on=True), day_s=REFILL_S - 5 * HOUR_S)
    once, often = advance(world, 10 * HOUR_S, 1.0), by_steps(world, 10 * HOUR_S, 60.0)
    assert once.pots["basil"].poured_ml == pytest.approx(often.pots["basil"].poured_ml, rel=0.02)


def test_a_garden_forgotten_for_a_year_lives_one_week() -> None:
    world = advance(a_world(), 365 * DAY_S, 1.0)
    assert world.at == 365 * DAY_S
    assert world.day_s == pytest.approx(a_world().day_s + 7 * DAY_S)


# --- soil -----------------------------------------------------------------------------------------------


def test_watering_raises_the_moisture_and_then_the_probe() -> None:
    world = watered(a_world(), 6.0)
    later = after(world, HOUR_S)
    assert soil(later) > soil(world) + 5.0
    assert later.pots["basil"].probe > 45.0
    reading = probe_moisture(later, "basil")
    assert reading is not None
    assert reading > 44.0


@given(st.floats(20, 60), st.floats(1, 8))
@LAW
def test_a_watered_pot_is_moister_than_one_left_alone(moisture: float, seconds: float) -> None:
    world = a_world(basil=a_pot(moisture))
    alone = after(world, 2 * HOUR_S)
    given_water = after(watered(world, seconds), 2 * HOUR_S - seconds)
    assert soil(given_water) > soil(alone)


@given(st.floats(10, 65), st.booleans(), st.floats(60, 2 * DAY_S))
@LAW
def test_soil_without_water_never_gets_moister(moisture: float, indoor: bool, seconds: float) -> None:
    world = a_world(basil=a_pot(moisture, indoor=indoor))
    assert soil(advance(world, seconds, 1.0)) <= soil(world) + 1e-9


@pytest.mark.parametrize("moisture", [25.0, 40.0, 60.0])
def test_soil_without_water_dries_within_a_day(moisture: float) -> None:
    world = a_world(basil=a_pot(moisture))
    assert soil(after(world, DAY_S)) < moisture - 0.5


def test_soil_dries_more_slowly_the_drier_it_is() -> None:
    world = a_world(basil=a_pot(40.0))
    levels = [soil(after(world, day * DAY_S)) for day in range(7)]
    assert levels[0] - levels[1] > levels[3] - levels[4] > levels[5] - levels[6] > 0.0


@pytest.mark.parametrize("moisture", [75.0, 90.0, 100.0])
def test_soil_above_field_capacity_drains_back_down_to_it(moisture: float) -> None:
    world = a_world(basil=a_pot(moisture, drinks_ml_day=0.0))
    hours = [soil(after(world, hour * HOUR_S)) for hour in (0, 1, 2, 4, 12)]
    assert hours == sorted(hours, reverse=True)
    assert hours[-1] == pytest.approx(AT_FIELD_CAPACITY, abs=0.1)


def test_soil_below_field_capacity_does_not_drain() -> None:
    world = a_world(basil=a_pot(60.0, drinks_ml_day=0.0))
    assert soil(after(world, DAY_S)) == pytest.approx(60.0)


def test_flooded_soil_is_never_more_than_saturated() -> None:
    world = after(turned(a_world(), "basil", on=True), 400.0, 10.0)
    assert soil(world) <= 100.0


def test_soil_runs_as_fast_as_the_hub() -> None:
    fast, real = advance(a_world(), 60.0, 60.0), advance(a_world(), HOUR_S, 1.0)
    assert soil(fast) == pytest.approx(soil(real))
    assert fast.day_s == pytest.approx(real.day_s)


@given(st.floats(0.5, 200), st.floats(0, 100))
@LAW
def test_water_at_a_moisture_has_that_moisture(volume: float, moisture: float) -> None:
    assert moisture_of(a_pot(volume_l=volume, root_ml=root_ml_at(volume, moisture))) == pytest.approx(moisture)
