"""Every blueprint can be imported, is taken by Home Assistant, and does in the garden what it says."""

from collections.abc import Mapping
from datetime import datetime, timedelta
import json
from pathlib import Path
import re
import shutil
from typing import Any

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from .acting import act, begun, device_of
from .automating import end
from .conftest import BARREL, BASIL, Bench, BenchMaker
from .scripted_weather import WEATHER, ScriptedWeather, set_up_weather
from .test_metadata import COMPONENT, ROOT

SHIPPED = sorted((ROOT / "blueprints").rglob("*.yaml"))
PAGE = (ROOT / "docs" / "automations.md").read_text()
POT = "basil-id"
HOUR_S, DAY_S = 3_600.0, 86_400.0


async def use(bench: Bench, name: str, domain: str = AUTOMATION_DOMAIN, **inputs: Any) -> None:
    """Import a blueprint, and make an automation or a script of it."""
    hass = bench.hass
    source = ROOT / "blueprints" / domain / "plantos" / f"{name}.yaml"
    folder = Path(hass.config.path("blueprints", domain, "plantos"))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, folder)
    made: dict[str, Any] = {"alias": "Test", "use_blueprint": {"path": f"plantos/{name}.yaml", "input": inputs}}
    assert await async_setup_component(hass, domain, {domain: made if domain == AUTOMATION_DOMAIN else {"test": made}})
    await hass.async_block_till_done()
    state = hass.states.get(f"{domain}.test")
    assert state
    assert state.state == ("on" if domain == AUTOMATION_DOMAIN else "off")


async def wait_until(bench: Bench, hour: float) -> None:
    """Let time pass until it is this late where the garden is."""
    now = dt_util.now()
    at = now.replace(hour=int(hour), minute=int(hour % 1 * 60), second=1, microsecond=0)
    at += timedelta(days=1) if at <= now else timedelta()
    await bench.pass_time((at - now).total_seconds(), step=HOUR_S)
    await bench.pass_time(5)


def waits_for_water(bench: Bench) -> None:
    """Don't wait for automations that wait for water: only time makes it flow."""
    bench.outlet._hanging = 1


def messages(calls: list[ServiceCall]) -> list[str]:
    return [call.data["message"] for call in calls]


def all_of(bench: Bench, subject: str = BASIL) -> Mapping[str, str]:
    """A target that is one plant."""
    return {"device_id": device_of(bench, subject)}


# --- as they are shipped ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_home_assistant_reads_it_and_knows_where_it_comes_from(path: Path) -> None:
    domain = path.parent.parent.name
    home = json.loads((COMPONENT / "manifest.json").read_text())["documentation"]
    written = Blueprint(load_yaml_dict(str(path)), expected_domain=domain, schema=BLUEPRINT_SCHEMA)
    assert written.metadata["source_url"] == f"{home}/blob/main/{path.relative_to(ROOT)}"
    assert (
        written.metadata["homeassistant"]["min_version"]
        == json.loads((ROOT / "hacs.json").read_text())["homeassistant"]
    )
    assert written.validate() is None
    assert all(one.get("name") and one.get("selector") for one in written.inputs.values())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_page_shows_it_with_a_link_to_import_it(path: Path) -> None:
    written = load_yaml_dict(str(path))["blueprint"]
    assert written["name"] in PAGE
    assert f"blueprint_url={written['source_url']}" in PAGE


# --- as they are used -------------------------------------------------------------------------------


async def thirst(bench: Bench) -> None:
    bench.coordinator.async_change(POT, automatic=False, moisture_min=98.0, moisture_max=99.0)
    await bench.settle()


async def on_holiday(demo: Bench) -> list[ServiceCall]:
    """Let a thirsty basil of the demo garden ask on the phone."""
    phone: list[ServiceCall] = async_mock_service(demo.hass, "notify", "mobile_app_phone")
    demo.hass.states.async_set("input_boolean.away", "on")
    await use(
        demo,
        "holiday_watering",
        plants=all_of(demo, POT),
        away="input_boolean.away",
        phone="notify.mobile_app_phone",
    )
    await thirst(demo)
    await demo.pass_time(1_900, step=600)
    return phone


@pytest.mark.parametrize(("button", "watered"), [(0, True), (1, False)])
async def test_on_holiday_a_thirsty_plant_is_watered_when_that_is_approved(
    demo: Bench, button: int, watered: bool
) -> None:
    [asked] = await on_holiday(demo)
    assert asked.data["title"] == "Water Basil?"
    answer = asked.data["data"]["actions"][button]["action"]
    demo.hass.bus.async_fire("mobile_app_notification_action", {"action": answer})
    await demo.settle()
    await demo.pass_time(20)
    given = [event for event in demo.told("plant_watered") if event["plant_name"] == "Basil"]
    assert len(given) == watered
    await end(demo)


@pytest.mark.parametrize(("late_h", "asked_by"), [(0, "automation.other"), (13, "automation.test")])
async def test_on_holiday_a_button_of_another_automation_or_of_yesterday_waters_nothing(
    demo: Bench, late_h: float, asked_by: str
) -> None:
    [asked] = await on_holiday(demo)
    answer = asked.data["data"]["actions"][0]["action"].replace("automation.test", asked_by)
    await demo.pass_time(late_h * HOUR_S, step=HOUR_S)
    demo.hass.bus.async_fire("mobile_app_notification_action", {"action": answer})
    await demo.settle()
    await demo.pass_time(20)
    assert [event for event in demo.told("plant_watered") if event["plant_name"] == "Basil"] == []
    await end(demo)


async def test_on_holiday_silence_is_no_water(demo: Bench) -> None:
    await on_holiday(demo)
    await demo.pass_time(13 * HOUR_S, step=600)
    assert [event for event in demo.told("plant_watered") if event["plant_name"] == "Basil"] == []
    await end(demo)


async def test_at_home_nobody_is_asked(demo: Bench) -> None:
    phone = async_mock_service(demo.hass, "notify", "mobile_app_phone")
    demo.hass.states.async_set("input_boolean.away", "off")
    await use(
        demo,
        "holiday_watering",
        plants=all_of(demo, POT),
        away="input_boolean.away",
        phone="notify.mobile_app_phone",
    )
    await thirst(demo)
    await demo.pass_time(1_900, step=600)
    assert phone == []
    await end(demo)


async def test_each_morning_the_thirsty_are_named(demo: Bench) -> None:
    told = async_mock_service(demo.hass, "notify", "send_message")
    for plant_id in (POT, "monstera-id"):
        demo.coordinator.async_change(plant_id, automatic=False, moisture_min=5.0)
    plants = {"device_id": [device_of(demo, POT), device_of(demo, "monstera-id")]}
    await use(demo, "thirsty_each_morning", plants=plants, notifier="notify.phone")
    await wait_until(demo, 8)
    assert told == []
    await thirst(demo)
    await wait_until(demo, 8)
    [message] = messages(told)
    assert re.fullmatch(r"Basil \(\d+ %\)", message)
    await end(demo)


async def test_thirsty_plants_wait_for_surplus_power(demo: Bench) -> None:
    surplus = "sensor.surplus"
    demo.hass.states.async_set(surplus, "10")
    await use(demo, "water_with_surplus", plants=all_of(demo, POT), surplus=surplus, needed=50)
    await thirst(demo)
    await demo.pass_time(600, step=60)
    assert [event for event in demo.told("plant_watered") if event["plant_name"] == "Basil"] == []
    waits_for_water(demo)
    demo.hass.states.async_set(surplus, "120")
    await demo.pass_time(301, step=60)
    await demo.pass_time(30)
    [watered] = [event for event in demo.told("plant_watered") if event["plant_name"] == "Basil"]
    assert watered["reason_key"] == "decision_dry"
    await end(demo)


async def test_moist_plants_take_no_surplus(demo: Bench) -> None:
    demo.coordinator.async_change(POT, automatic=False, moisture_min=5.0)
    demo.hass.states.async_set("sensor.surplus", "10")
    await use(demo, "water_with_surplus", plants=all_of(demo, POT), surplus="sensor.surplus", needed=50)
    demo.hass.states.async_set("sensor.surplus", "120")
    await demo.pass_time(400, step=60)
    assert [event for event in demo.told("plant_watered") if event["plant_name"] == "Basil"] == []
    await end(demo)


@pytest.mark.parametrize(("probability", "postponed"), [(80, True), (40, False)])
async def test_before_likely_rain_watering_is_put_off(demo: Bench, probability: int, postponed: bool) -> None:
    weather = ScriptedWeather("hourly")
    await set_up_weather(demo.hass, weather)
    await use(demo, "skip_on_rain", plants=all_of(demo, demo.entry.entry_id), weather=WEATHER)
    rainy = {"precipitation_probability": probability}
    weather.foresee("hourly", *[{"precipitation_probability": 0}] * 3, *[rainy] * 20, start=tomorrow(5))
    await wait_until(demo, 5)
    [plant] = (await act(demo, "check_watering", device_id=device_of(demo, POT)))["plants"]
    assert ("postponed" in [violation["rule"] for violation in plant["violations"]]) is postponed
    await end(demo)


def tomorrow(hour: int) -> datetime:
    """The next time that it is so late."""
    now = dt_util.now()
    at = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return dt_util.as_utc(at if at > now else at + timedelta(days=1))


async def test_a_tank_that_runs_low_is_to_be_refilled(demo: Bench) -> None:
    told = async_mock_service(demo.hass, "notify", "send_message")
    await use(demo, "tank_refill", tanks=all_of(demo, BARREL), low=9.9, notifier="notify.phone")
    await act(demo, "water_plant", {"amount_ml": 200}, wait_s=20, device_id=device_of(demo, POT))
    assert told == []
    await demo.pass_time(400, step=60)
    assert messages(told) == ["Rain barrel has 9.8 L left."]
    await end(demo)


async def test_each_morning_a_voice_tells_how_the_plants_are(demo: Bench) -> None:
    said = async_mock_service(demo.hass, "assist_satellite", "announce")
    await use(demo, "morning_report", plants=all_of(demo, POT), satellite="assist_satellite.kitchen")
    demo.coordinator.async_change(POT, moisture_min=5.0)
    await wait_until(demo, 7.5)
    await thirst(demo)
    await wait_until(demo, 7.5)
    [well, dry] = messages(said)
    assert "No plant needs water." in well
    assert "Water: Basil." in dry
    await end(demo)


async def test_a_plant_without_a_probe_is_remembered_and_ticked_off(make_bench: BenchMaker) -> None:
    bench = await make_bench(probes={}, strategy="manual", outlet=None, automatic=False, water_every_days=2)
    phone = async_mock_service(bench.hass, "notify", "mobile_app_phone")
    await use(bench, "reminder_without_probe", plants=all_of(bench), phone="notify.mobile_app_phone")
    await bench.pass_time(3 * DAY_S, step=HOUR_S)
    [asked] = phone
    assert (asked.data["title"], asked.data["data"]["actions"][0]["title"]) == ("Basil", "Done")
    assert asked.data["message"]
    bench.hass.bus.async_fire("mobile_app_notification_action", {"action": asked.data["data"]["actions"][0]["action"]})
    await bench.settle()
    assert [event["kind"] for event in bench.told("care_logged")] == ["watered_by_hand"]
    await bench.pass_time(3 * DAY_S, step=HOUR_S)
    assert len(phone) == 2
    await end(bench)


@pytest.mark.parametrize(("amount", "ml"), [({"amount_ml": 50}, 50), ({}, 100)])
async def test_a_script_waters_and_tells(
    make_bench: BenchMaker, hass: HomeAssistant, amount: dict[str, Any], ml: float
) -> None:
    bench = await make_bench(automatic=False)
    told = async_mock_service(hass, "notify", "send_message")
    await use(bench, "water_and_tell", "script", plants=all_of(bench), notifier="notify.phone")
    waits_for_water(bench)
    await hass.services.async_call("script", "turn_on", {"entity_id": "script.test", "variables": amount})
    await begun(bench)
    await bench.pass_time(30)
    [message] = messages(told)
    name, got, given, _ = message.split()
    assert (name, got) == ("Basil", "got")
    assert float(given) == pytest.approx(ml, abs=11)
