"""Triggers: automations from YAML hear what happens in the garden, once, of whom, and in whose name."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.components.websocket_api.automation import async_get_triggers_for_target
from homeassistant.helpers import area_registry as ar, floor_registry as fr, label_registry as lr
import pytest

from custom_components.plantos.trigger import TRIGGERS

from .acting import act, begun, call, device_of, name_device, person, tell
from .automating import automate, entity_of, load
from .conftest import BARREL, BASIL, FERN, PROBE, Bench, BenchMaker, Pair
from .test_health import WELL, drying, live

POT, TOMATO = "basil-id", "balcony-tomato-id"
HOUR_S = 3_600.0


def one(trigger: str, options: str = "", subject: str = "$BASIL") -> str:
    """An automation for one trigger of one device."""
    return f"""
triggers:
  - trigger: plantos.{trigger}
    target:
      device_id: {subject}
    options: {{{options}}}
"""


async def faulty(bench: Bench, *faults: str, **options: Any) -> None:
    """Break these things of the demo garden, and mend all others."""
    hub = bench.entry
    bench.hass.config_entries.async_update_entry(hub, options={**hub.options, "faults": list(faults), **options})
    await bench.settle()


# --- what happens in the demo garden ----------------------------------------------------------------


async def dry(demo: Bench) -> None:
    """Let the basil want more water than it has, and nobody give it any."""
    demo.coordinator.async_change(POT, automatic=False, moisture_min=98.0, moisture_max=99.0)
    await demo.pass_time(120, step=60)


async def alarming(demo: Bench) -> None:
    """Call everything critical that isn't wet, for a plant that wants it wetter still."""
    await faulty(demo, sensing={"critical_moisture": 97.0})
    demo.coordinator.async_change(POT, automatic=False, moisture_min=98.0, moisture_max=99.0)
    await demo.pass_time(120, step=60)


async def water(demo: Bench) -> None:
    await act(demo, "water_plant", {"amount_ml": 120}, wait_s=15, device_id=device_of(demo, POT))
    await demo.settle()


async def fail(demo: Bench) -> None:
    await faulty(demo, f"{POT}:outlet_dead")
    await act(demo, "water_plant", wait_s=30, device_id=device_of(demo, POT))
    await demo.settle()


async def soak_in_vain(demo: Bench) -> None:
    await faulty(demo, f"{POT}:probe_stuck")
    await water(demo)
    await demo.pass_time(HOUR_S, step=60)


async def ask(demo: Bench) -> None:
    demo.coordinator.async_change(POT, needs_approval=True, moisture_min=98.0, moisture_max=99.0)
    await demo.pass_time(120, step=60)


async def go_silent(demo: Bench) -> None:
    await faulty(demo, f"{POT}:probe_dead")
    await demo.pass_time(600, step=60)


async def go_silent_and_speak_again(demo: Bench) -> None:
    await go_silent(demo)
    await faulty(demo)
    await demo.pass_time(600, step=60)


type Happening = Callable[[Bench], Awaitable[None]]

HAPPENINGS: dict[str, Happening] = {
    "became_thirsty": dry,
    "moisture_became_critical": alarming,
    "started_watering": water,
    "watered": water,
    "watering_failed": fail,
    "watering_had_no_effect": soak_in_vain,
    "problem_appeared": go_silent,
    "problem_cleared": go_silent_and_speak_again,
    "approval_requested": ask,
    "care_due": dry,
    "breaker_opened": go_silent,
}


@pytest.mark.parametrize(("trigger", "happen"), HAPPENINGS.items())
async def test_an_automation_hears_it_of_its_own_plant(demo: Bench, trigger: str, happen: Happening) -> None:
    said = await automate(demo, one(trigger))
    await happen(demo)
    assert said.plants == ["Basil"]
    assert said[0]["device"] == device_of(demo, POT)


@pytest.mark.parametrize(("trigger", "happen"), HAPPENINGS.items())
async def test_an_automation_for_one_plant_hears_nothing_of_another(
    demo: Bench, trigger: str, happen: Happening
) -> None:
    said = await automate(demo, one(trigger, subject=device_of(demo, TOMATO)))
    await happen(demo)
    assert "Basil" not in said.plants


async def test_a_tank_that_runs_low_is_heard_of_once(demo: Bench) -> None:
    below = "threshold: {type: below, value: {number: 9900, unit_of_measurement: mL}}"
    said = await automate(demo, one("tank_level_crossed_threshold", below, device_of(demo, BARREL)))
    await water(demo)
    await demo.pass_time(120, step=60)
    assert said.plants == ["Rain barrel"]


async def test_a_plant_that_does_worse_is_heard_of(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    said = await automate(bench, one("health_dropped"))
    await live(bench, WELL)
    await live(bench, drying(48))
    assert said.plants[:1] == ["Basil"]
    assert said[0]["reason"]


def test_every_trigger_was_heard() -> None:
    assert TRIGGERS.keys() == {*HAPPENINGS, "tank_level_crossed_threshold", "health_dropped"}


# --- what it is told --------------------------------------------------------------------------------


async def test_what_was_given_and_why_is_there_for_templates(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    said = await automate(bench, one("watered"))
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    await bench.settle()
    assert float(said[0]["ml"]) == pytest.approx(50, abs=11)
    assert said[0]["reason"] == "Somebody asked for it."


async def test_a_watering_in_pulses_starts_once(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, pulse_ml=30.0)
    said = await automate(bench, one("started_watering"))
    await tell(bench, "water_plant", {"amount_ml": 90})
    await begun(bench)
    await bench.pass_time(3 * HOUR_S, step=60)
    assert [event["ml"] for event in bench.told("plant_watered")] == [pytest.approx(90, abs=11)]
    assert said.plants == ["Basil"]


async def test_who_stops_a_watering_before_any_water_hears_of_no_failure(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    said = await automate(bench, one("watering_failed"))
    bench.outlet.on_open = "late"
    await tell(bench, "water_plant", {"amount_ml": 90})
    await bench.settle()
    bench.outlet.on_open = "obey"
    await call(bench, "stop_watering", target={"device_id": device_of(bench)})
    bench.outlet.release()
    await bench.pass_time(30)
    assert [event["status"] for event in bench.told("watering_failed")] == ["cancelled"]
    assert said == []


async def test_the_person_is_known_through_water_automation_and_water_again(pair: Pair) -> None:
    bench, _ = pair
    said = await automate(
        bench,
        f"""
triggers:
  - trigger: plantos.watered
    target: {{device_id: $BASIL}}
actions:
  - event: said
    event_data: {{plant: "{{{{ trigger.plant_name }}}}", user: "{{{{ trigger.user_id }}}}"}}
  - action: plantos.water_plant
    target: {{device_id: {device_of(bench, FERN)}}}
    data: {{amount_ml: 50}}
""",
    )
    somebody = person(bench.hass)
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8, context=somebody)
    await bench.pass_time(20)

    [basil, fern] = [event for event in bench.events if event.event_type == "plantos_plant_watered"]
    [run] = said.events
    assert (basil.data["plant_name"], basil.context.user_id) == ("Basil", somebody.user_id)
    assert said[0]["user"] == somebody.user_id
    assert basil.context.parent_id == somebody.id
    assert run.context.parent_id == basil.context.id
    assert (fern.data["plant_name"], fern.data["causation_id"]) == ("Fern", run.context.id)
    assert fern.context.parent_id == run.context.id


# --- for whom ---------------------------------------------------------------------------------------


def placed(bench: Bench, **_: Any) -> dict[str, str]:
    """Targets that mean the basil, and not the fern."""
    hass = bench.hass
    floor = fr.async_get(hass).async_create("Ground")
    area = ar.async_get(hass).async_create("Kitchen", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Herbs")
    name_device(bench, BASIL, area_id=area.id, labels={label.label_id})
    return {
        "device": f"device_id: {device_of(bench)}",
        "area": f"area_id: {area.id}",
        "floor": f"floor_id: {floor.floor_id}",
        "label": f"label_id: {label.label_id}",
    }


@pytest.mark.parametrize("by", ["device", "area", "floor", "label"])
async def test_a_target_may_be_a_device_an_area_a_floor_or_a_label(pair: Pair, by: str) -> None:
    bench, _ = pair
    target = placed(bench)[by]
    said = await automate(
        bench,
        f"""
triggers:
  - trigger: plantos.started_watering
    target: {{{target}}}
  - trigger: plantos.became_thirsty
    target: {{{target}}}
""",
    )
    for plant_id in (BASIL, FERN):
        await act(bench, "water_plant", {"amount_ml": 20}, wait_s=5, device_id=device_of(bench, plant_id))
        bench.coordinator.async_change(plant_id, moisture_min=50.0)
    await bench.settle()
    assert said.plants == ["Basil", "Basil"]


async def test_a_target_may_be_an_entity(pair: Pair) -> None:
    bench, _ = pair
    said = await automate(
        bench,
        f"""
triggers:
  - trigger: plantos.started_watering
    target: {{entity_id: {entity_of(bench, "care", FERN, "event")}}}
  - trigger: plantos.became_thirsty
    target: {{entity_id: {entity_of(bench, "needs_water")}}}
""",
    )
    for plant_id in (BASIL, FERN):
        await act(bench, "water_plant", {"amount_ml": 20}, wait_s=5, device_id=device_of(bench, plant_id))
    bench.coordinator.async_change(BASIL, moisture_min=50.0)
    await bench.settle()
    assert said.plants == ["Fern", "Basil"]


async def test_the_hub_stands_for_all_its_plants_but_those_left_out(pair: Pair) -> None:
    bench, _ = pair
    said = await automate(
        bench,
        f"""
triggers:
  - trigger: plantos.started_watering
    target:
      device_id: {device_of(bench, bench.entry.entry_id)}
      exclude: {{entity_id: {entity_of(bench, "care", BASIL, "event")}}}
""",
    )
    for plant_id in (BASIL, FERN):
        await act(bench, "water_plant", {"amount_ml": 20}, wait_s=5, device_id=device_of(bench, plant_id))
    await bench.settle()
    assert said.plants == ["Fern"]


async def test_a_plant_that_is_moved_into_the_area_is_heard_from_then_on(pair: Pair) -> None:
    bench, _ = pair
    area = ar.async_get(bench.hass).async_create("Kitchen")
    said = await automate(
        bench,
        f"""
triggers:
  - trigger: plantos.started_watering
    target: {{area_id: {area.id}}}
""",
    )
    await act(bench, "water_plant", {"amount_ml": 20}, wait_s=5)
    assert said == []
    name_device(bench, FERN, area_id=area.id)
    await act(bench, "water_plant", {"amount_ml": 20}, wait_s=5, device_id=device_of(bench, FERN))
    await bench.settle()
    assert said.plants == ["Fern"]


@pytest.mark.parametrize(
    ("trigger", "target"),
    [
        ("watered", "{entity_id: switch.basil_pump}"),
        ("became_thirsty", "{entity_id: switch.basil_pump}"),
        ("became_thirsty", "{entity_id: sensor.basil_moisture}"),
        ("problem_appeared", "{entity_id: [binary_sensor.basil_problem, binary_sensor.basil_needs_water]}"),
    ],
)
async def test_what_would_never_be_heard_of_is_refused_with_what_to_do(
    bench: Bench, caplog: pytest.LogCaptureFixture, trigger: str, target: str
) -> None:
    automation = f"""
triggers:
  - trigger: plantos.{trigger}
    target: {target}
"""
    assert await load(bench, automation) == "unavailable"
    assert "This would never be heard of" in caplog.text
    assert "Choose a plant's device" in caplog.text


async def test_without_a_target_an_automation_is_refused(bench: Bench) -> None:
    assert await load(bench, "triggers: [{trigger: plantos.watered}]") == "unavailable"


async def test_a_plant_that_is_gone_doesn_t_silence_those_that_are_there(bench: Bench) -> None:
    said = await automate(
        bench,
        """
triggers:
  - trigger: plantos.watered
    target: {device_id: [gone, $BASIL], entity_id: event.gone_care}
""",
    )
    await act(bench, "water_plant", {"amount_ml": 20}, wait_s=5)
    await bench.settle()
    assert said.plants == ["Basil"]


async def test_home_assistant_offers_for_a_plant_what_can_be_told_of_it(demo: Bench) -> None:
    await load(demo, one("watered"))
    offered = {
        subject: {
            key.removeprefix("plantos.")
            for key in await async_get_triggers_for_target(
                demo.hass, {"device_id": [device_of(demo, subject)]}, expand_group=False
            )
            if key.startswith("plantos.")
        }
        for subject in (POT, BARREL)
    }
    assert offered[POT] == TRIGGERS.keys() - {"tank_level_crossed_threshold"}
    assert offered[BARREL] >= {"problem_appeared", "problem_cleared", "tank_level_crossed_threshold", "breaker_opened"}


# --- how many, and for how long ---------------------------------------------------------------------


async def thirsts(bench: Bench, *plant_ids: str) -> None:
    for plant_id in plant_ids:
        bench.coordinator.async_change(plant_id, moisture_min=50.0)
        await bench.settle()


@pytest.mark.parametrize(("behavior", "heard"), [("each", ["Basil", "Fern"]), ("first", ["Basil"]), ("all", ["Fern"])])
async def test_it_is_heard_of_each_of_the_first_or_when_it_is_all(pair: Pair, behavior: str, heard: list[str]) -> None:
    bench, _ = pair
    both = f"[$BASIL, {device_of(bench, FERN)}]"
    said = await automate(bench, one("became_thirsty", f"behavior: {behavior}", both))
    await thirsts(bench, BASIL, FERN)
    assert said.plants == heard


async def test_only_what_lasts_is_heard_of(pair: Pair) -> None:
    bench, _ = pair
    both = f"[$BASIL, {device_of(bench, FERN)}]"
    said = await automate(bench, one("became_thirsty", "for: '01:00:00'", both))
    await thirsts(bench, BASIL, FERN)
    await bench.pass_time(1_800, step=600)
    bench.coordinator.async_change(FERN, moisture_min=30.0)
    assert said == []
    await bench.pass_time(1_900, step=600)
    assert said.plants == ["Basil"]


# --- what is no news --------------------------------------------------------------------------------

ALL = "\n".join(
    f"  - {{trigger: plantos.{trigger}, target: {{device_id: $BASIL}}}}"
    for trigger in TRIGGERS
    if trigger != "tank_level_crossed_threshold"
)


async def test_a_hub_that_is_set_up_again_is_no_news(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="15", fertilise_every_days=1)
    bench.hass.config.latitude = 0.0
    await live(bench, drying(30))
    await act(bench, "water_plant", {"amount_ml": 20}, wait_s=5)
    assert [bench.state(key, domain="binary_sensor").state for key in ("needs_water", "problem")] == ["on", "on"]

    said = await automate(bench, f"triggers:\n{ALL}")
    await bench.reload()
    await bench.pass_time(600, step=60)
    assert bench.state("needs_water").state == "on"
    assert said == []


async def test_a_probe_that_comes_back_after_a_restart_is_no_news(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="25")
    await bench.pass_time(600, step=60)
    said = await automate(bench, f"triggers:\n{ALL}")
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    bench.hass.states.async_set(PROBE, "unavailable")
    await bench.hass.config_entries.async_setup(bench.entry.entry_id)
    await bench.settle()
    await bench.pass_time(30, step=30)
    await bench.moisture(25)
    await bench.pass_time(600, step=60)
    assert bench.state("needs_water").state == "on"
    assert said == []


async def test_a_problem_that_was_there_before_a_restart_and_is_put_right_is_news(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    said = await automate(bench, one("problem_cleared"))
    await bench.moisture("unavailable")
    await bench.reload()
    await bench.pass_time(400, step=60)
    await bench.moisture(45)
    assert said.plants == ["Basil"]


async def test_care_that_was_told_before_a_restart_isn_t_told_again(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    said = await automate(bench, one("care_due"))
    await bench.moisture(25)
    await bench.pass_time(120, step=60)
    assert said.plants == ["Basil"]
    await bench.reload()
    await bench.pass_time(120, step=60)
    assert said.plants == ["Basil"]


async def test_care_that_was_done_falls_due_again(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, fertilise_every_days=1)
    bench.hass.config.latitude = 0.0
    said = await automate(bench, one("care_due"))
    await live(bench, WELL)
    assert len(said) == 1
    await act(bench, "log_care", {"kind": "fertilised"})
    # It is done when the hub looks again, which may be after midnight only if hours pass at once.
    await bench.pass_time(60, step=60)
    await live(bench, WELL)
    assert len(said) == 2


async def test_care_that_comes_and_goes_is_told_once_a_day(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    said = await automate(bench, one("care_due"))
    for value in (29, 31, 29, 31, 29):
        await bench.moisture(value)
        await bench.pass_time(120, step=60)
    assert len(said) == 1
