"""Conditions: automations from YAML ask how plants are, and of what nobody knows nothing is true."""

import pytest

from custom_components.plantos.condition import CONDITIONS

from .acting import act, device_of, tell
from .automating import Said, automate, load
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair
from .test_health import WELL, drying, live

HOUR_S = 3_600.0


def asked(condition: str, options: str = "", target: str = "device_id: $BASIL") -> str:
    """An automation that says so when it is asked and finds a condition true."""
    return f"""
triggers:
  - trigger: event
    event_type: ask
conditions:
  - condition: plantos.{condition}
    target: {{{target}}}
    options: {{{options}}}
actions:
  - event: said
    event_data: {{plant: ""}}
"""


async def holds(bench: Bench, said: Said) -> bool:
    """Whether the condition is true now."""
    said.clear()
    bench.hass.bus.async_fire("ask")
    await bench.settle()
    return bool(said)


def test_every_condition_is_asked_here() -> None:
    assert CONDITIONS.keys() == {
        *("is_thirsty", "is_watering", "was_watered_within", "automatic_watering_is_on", "has_problem"),
        "is_health_level",
    }


async def test_a_plant_of_the_demo_garden_is_thirsty_below_its_minimum(demo: Bench) -> None:
    said = await automate(demo, asked("is_thirsty"))
    assert not await holds(demo, said)
    demo.coordinator.async_change("basil-id", automatic=False, moisture_min=98.0, moisture_max=99.0)
    await demo.settle()
    assert await holds(demo, said)


async def test_a_plant_of_the_demo_garden_is_being_watered_while_its_outlet_is_open(demo: Bench) -> None:
    said = await automate(demo, asked("is_watering"))
    assert not await holds(demo, said)
    await demo.hass.services.async_call(
        "plantos", "water_plant", {"amount_ml": 200}, target={"device_id": device_of(demo, "basil-id")}, blocking=True
    )
    await demo.settle()
    await demo.pass_time(3)
    assert await holds(demo, said)
    await demo.pass_time(20)
    assert not await holds(demo, said)


async def test_a_plant_was_watered_within_a_time_by_plantos_or_by_hand(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    said = await automate(bench, asked("was_watered_within", "within: {hours: 2}"))
    assert not await holds(bench, said)
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    assert await holds(bench, said)
    await bench.pass_time(2 * HOUR_S, step=600)
    assert not await holds(bench, said)
    await act(bench, "log_care", {"kind": "watered_by_hand"})
    await bench.pass_time(60, step=60)
    assert await holds(bench, said)


async def test_a_plant_that_was_never_watered_keeps_all_from_being_watered(pair: Pair) -> None:
    bench, _ = pair
    both = f"device_id: [$BASIL, {device_of(bench, FERN)}]"
    said = await automate(bench, asked("was_watered_within", "behavior: all, within: {hours: 2}", both))
    await act(bench, "water_plant", {"amount_ml": 20}, wait_s=8)
    assert not await holds(bench, said)
    await act(bench, "water_plant", {"amount_ml": 20}, wait_s=8, device_id=device_of(bench, FERN))
    assert await holds(bench, said)


async def test_automatic_watering_is_on_or_off(bench: Bench) -> None:
    said = await automate(bench, asked("automatic_watering_is_on"))
    assert await holds(bench, said)
    bench.coordinator.async_change(BASIL, automatic=False)
    await bench.settle()
    assert not await holds(bench, said)


async def test_a_plant_with_a_silent_probe_has_a_problem(bench: Bench) -> None:
    said = await automate(bench, asked("has_problem", "for: '00:10:00'"))
    await bench.moisture("unavailable")
    assert not await holds(bench, said)
    await bench.pass_time(660, step=60)
    assert await holds(bench, said)


async def test_health_is_below_a_threshold(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    said = await automate(bench, asked("is_health_level", "threshold: {type: below, value: {number: 70}}"))
    assert not await holds(bench, said)
    await live(bench, WELL[:30])
    assert not await holds(bench, said)
    await live(bench, drying(48))
    assert await holds(bench, said)


@pytest.mark.parametrize(("behavior", "true"), [("any", [False, True, True]), ("all", [False, False, True])])
async def test_it_may_be_true_of_any_plant_or_has_to_be_of_all(pair: Pair, behavior: str, true: list[bool]) -> None:
    bench, _ = pair
    both = f"device_id: [$BASIL, {device_of(bench, FERN)}]"
    said = await automate(bench, asked("is_thirsty", f"behavior: {behavior}", both))
    found = [await holds(bench, said)]
    for plant_id in (BASIL, FERN):
        bench.coordinator.async_change(plant_id, moisture_min=50.0)
        await bench.settle()
        found.append(await holds(bench, said))
    assert found == true


@pytest.mark.parametrize("behavior", ["any", "all"])
async def test_of_a_hub_that_is_away_nothing_is_true(make_bench: BenchMaker, behavior: str) -> None:
    bench = await make_bench(automatic=False, moisture="15")
    said = await automate(bench, asked("is_thirsty", f"behavior: {behavior}"))
    assert await holds(bench, said)
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    said.clear()
    bench.hass.bus.async_fire("ask")
    await bench.hass.async_block_till_done()
    assert said == []


async def test_a_run_that_soaks_between_its_pulses_is_no_water_that_flows(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, pulse_ml=30.0)
    said = await automate(bench, asked("is_watering"))
    await tell(bench, "water_plant", {"amount_ml": 90})
    await bench.settle()
    assert await holds(bench, said)
    await bench.pass_time(60)
    assert not await holds(bench, said)


@pytest.mark.parametrize("target", ["entity_id: switch.basil_pump", "entity_id: sensor.basil_moisture"])
async def test_what_nobody_would_look_at_is_refused(
    bench: Bench, caplog: pytest.LogCaptureFixture, target: str
) -> None:
    assert await load(bench, asked("is_thirsty", target=target)) == "unavailable"
    assert "This would never be heard of" in caplog.text
