"""The actions answer as promised, and refuse in words a person understands."""

import asyncio
from datetime import timedelta
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.commands import async_water
from custom_components.plantos.watering.ledger_file import LedgerError

from .acting import act, begun, call, device_of, in_words, name_device, person, refused
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair, plant_data, subentry
from .scripted import ScriptedOutlet


async def no_water(bench: Bench, data: dict[str, Any], **target: Any) -> str | None:
    """The key of the sentence by which water is refused, before anything opens."""
    key = await refused(bench, "water_plant", data, **target)
    assert "on" not in bench.outlet.said
    return key


async def test_water_plant_answers_when_the_watering_has_ended(bench: Bench) -> None:
    answer = await act(bench, "water_plant", {"amount_ml": 50, "idempotency_key": "k"}, wait_s=8)
    [plant] = answer["plants"]

    assert plant == {
        "plant_id": BASIL,
        "plant_name": "Basil",
        "run_id": plant["run_id"],
        "status": "completed",
        "delivered_ml": pytest.approx(50, abs=11),
        "moisture_before": 45,
        "reason": "Somebody asked for it.",
    }
    assert await act(bench, "water_plant", {"amount_ml": 50, "idempotency_key": "k"}) == answer
    assert bench.outlet.said.count("on") == 1


async def test_water_plant_returns_at_once_when_nobody_wants_an_answer(bench: Bench) -> None:
    await bench.hass.services.async_call(
        "plantos", "water_plant", {}, blocking=True, target={"device_id": device_of(bench)}
    )
    await bench.settle()
    assert bench.outlet.flowing


async def test_water_plant_gives_the_dose_without_an_amount(bench: Bench) -> None:
    answer = await act(bench, "water_plant", wait_s=12)
    assert answer["plants"][0]["delivered_ml"] == pytest.approx(100, abs=11)


@pytest.mark.parametrize(
    ("amount", "key"),
    [
        (-5, "denied_amount"),
        (0, "denied_amount"),
        (501, "denied_run_limit"),
        ("abc", "amount_not_a_number"),
        ("nan", "amount_not_a_number"),
        ("inf", "amount_not_a_number"),
        (True, "amount_not_a_number"),
        (0.001, "amount_too_small"),
        ([50], "amount_not_a_number"),
    ],
)
async def test_a_wrong_amount_is_refused_in_words(bench: Bench, amount: Any, key: str) -> None:
    assert await no_water(bench, {"amount_ml": amount}) == key


@pytest.mark.parametrize("target", [{"entity_id": "sensor.nothing"}, {"device_id": "nobody"}, {"area_id": "nowhere"}])
async def test_an_unknown_plant_is_refused_in_words(bench: Bench, target: dict[str, str]) -> None:
    assert await no_water(bench, {}, **target) == "no_such_plant"


async def test_a_disabled_plant_is_refused_in_words(bench: Bench) -> None:
    bench.coordinator.async_change(BASIL, enabled=False)
    assert await no_water(bench, {}) == "denied_disabled"


async def test_a_plant_whose_device_is_disabled_is_refused_in_words(bench: Bench) -> None:
    name_device(bench, BASIL, disabled_by=dr.DeviceEntryDisabler.USER)
    assert await no_water(bench, {}) == "denied_disabled"


async def test_a_plant_without_an_outlet_is_refused_in_words(make_bench: BenchMaker) -> None:
    bench = await make_bench(outlet=None)
    assert await no_water(bench, {}) == "denied_no_outlet"


async def test_a_dose_that_takes_too_long_is_refused_before_anything_opens(make_bench: BenchMaker) -> None:
    bench = await make_bench(flow_calibrated=False, flow_ml_s=2.0)
    assert await no_water(bench, {}) == "denied_run_too_long"


async def test_a_plant_can_be_named_by_entity_device_area_floor_and_label(pair: Pair) -> None:
    bench, _ = pair
    floor = fr.async_get(bench.hass).async_create("Ground")
    area = ar.async_get(bench.hass).async_create("Kitchen", floor_id=floor.floor_id)
    label = lr.async_get(bench.hass).async_create("Herbs")
    name_device(bench, BASIL, area_id=area.id, labels={label.label_id})
    for target in (
        {"entity_id": bench.state("moisture").entity_id},
        {"device_id": device_of(bench)},
        {"area_id": area.id},
        {"floor_id": floor.floor_id},
        {"label_id": label.label_id},
    ):
        answer = await act(bench, "check_watering", **target)
        assert [plant["plant_id"] for plant in answer["plants"]] == [BASIL], target


async def test_of_several_plants_each_is_reported(make_bench: BenchMaker) -> None:
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data(automatic=False)),
        subentry(FERN, plant_data("Fern", automatic=False, enabled=False, outlet="switch.fern_pump")),
        outlets=(fern,),
    )
    devices = [device_of(bench, BASIL), device_of(bench, FERN)]
    answer = await act(bench, "water_plant", wait_s=12, device_id=devices)

    assert {plant["plant_name"]: plant["status"] for plant in answer["plants"]} == {
        "Basil": "completed",
        "Fern": "denied",
    }


async def test_a_failed_watering_is_an_error_for_who_waits_without_an_answer(bench: Bench) -> None:
    bench.outlet.on_open = "refuse"
    call = asyncio.create_task(
        bench.hass.services.async_call(
            "plantos", "water_plant", {"wait": True}, blocking=True, target={"device_id": device_of(bench)}
        )
    )
    await begun(bench)
    await bench.pass_time(6)
    with pytest.raises(HomeAssistantError) as error:
        await call
    assert error.value.translation_key == "failed_not_opened"


async def test_stop_watering_reaches_all_by_name_and_for_a_person_those_they_may_control(
    bench: Bench, hass: HomeAssistant
) -> None:
    gardener = person(hass, bench.state("outlet").entity_id)
    for context, target in ((None, {"entity_id": "all"}), (gardener, {})):
        await async_water(bench.coordinator, BASIL, Context(), 50, override=True)
        await bench.settle()
        assert bench.outlet.flowing
        await hass.services.async_call("plantos", "stop_watering", target, blocking=True, context=context)
        assert not bench.outlet.flowing
        await bench.settle()


async def test_stop_watering_without_a_target_stops_everything(bench: Bench) -> None:
    await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    answer = await bench.hass.services.async_call("plantos", "stop_watering", {}, blocking=True, return_response=True)
    assert answer == {"plants": [{"plant_id": BASIL, "plant_name": "Basil", "closed": True}]}
    assert not bench.outlet.flowing


async def test_stop_watering_says_when_an_outlet_may_still_be_open(bench: Bench) -> None:
    bench.outlet.on_close = "refuse"
    target = {"device_id": device_of(bench)}
    assert (await act(bench, "stop_watering"))["plants"][0]["closed"] is False
    with pytest.raises(HomeAssistantError) as error:
        await bench.hass.services.async_call("plantos", "stop_watering", target, blocking=True)
    assert error.value.translation_key == "failed_not_closed"


async def test_check_watering_gives_the_decision_of_the_live_loop_and_no_water(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(29.9)
    [plant] = (await act(bench, "check_watering"))["plants"]

    assert (plant["should_water"], plant["amount_ml"], plant["strategy"]) == (True, 100, "moisture")
    assert plant["reason"] == "Soil moisture of 29.9 % is below the minimum of 30 %: time for 100 ml."
    assert plant["allowed"]
    assert bench.outlet.said == ["off"]


async def test_check_watering_lists_every_violation(bench: Bench) -> None:
    bench.coordinator.async_change(BASIL, enabled=False)
    [plant] = (await act(bench, "check_watering", {"amount_ml": 5000}))["plants"]

    assert not plant["allowed"]
    assert [violation["rule"] for violation in plant["violations"]] == [
        "disabled",
        "run_limit",
        "day_limit",
        "run_too_long",
    ]
    assert all(violation["reason"].endswith(".") for violation in plant["violations"])


async def test_check_watering_warns_of_what_is_allowed_all_the_same(make_bench: BenchMaker) -> None:
    bench = await make_bench(flow_calibrated=False, dose_ml=50.0, moisture="70")
    [plant] = (await act(bench, "check_watering", {"amount_ml": 50}))["plants"]

    assert plant["allowed"]
    assert plant["warnings"] == [
        {"rule": "unmeasured", "reason": "The flow rate of 10 ml/s was never measured, so the amount is a guess."},
        {"rule": "saturated", "reason": "The soil is wet enough already: 70 %, with a maximum of 60 %."},
    ]


async def test_history_is_ordered_paged_and_survives_a_restart(bench: Bench) -> None:
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    await bench.reload()
    first = (await act(bench, "get_history", {"limit": 2}))["plants"][0]
    second = (await act(bench, "get_history", {"limit": 50, "before": first["next_before"]}))["plants"][0]
    kinds = [event["type"] for event in first["events"] + second["events"]]

    assert kinds.index("plant_watered") < kinds.index("watering_started")
    assert len(first["events"]) == 2
    assert second["next_before"] is None
    watered = next(event for event in first["events"] + second["events"] if event["type"] == "plant_watered")
    assert watered["reason"] == "Somebody asked for it."


async def test_history_says_when_the_ledger_is_gone(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*args: object) -> None:
        raise LedgerError("gone")

    monkeypatch.setattr(bench.coordinator.ledger, "events", gone)
    with pytest.raises(HomeAssistantError) as error:
        await act(bench, "get_history")
    assert error.value.translation_key == "failed_ledger"


async def test_a_person_without_control_of_the_plant_is_refused(
    bench: Bench, hass: HomeAssistant, hass_read_only_user: User
) -> None:
    context = Context(user_id=hass_read_only_user.id)
    for action in ("water_plant", "stop_watering"):
        with pytest.raises(Unauthorized):
            await act(bench, action, context=context)
    assert bench.outlet.said == ["off"]
    assert await act(bench, "check_watering", context=context)


async def test_a_person_nobody_knows_is_refused(bench: Bench) -> None:
    with pytest.raises(UnknownUser):
        await act(bench, "water_plant", context=Context(user_id="nobody"))


async def test_only_administrators_override(bench: Bench, hass: HomeAssistant) -> None:
    with pytest.raises(Unauthorized):
        await act(bench, "water_plant", {"override": True}, context=person(hass))
    assert "on" not in bench.outlet.said


async def test_override_passes_quiet_hours(bench: Bench, hass_admin_user: User) -> None:
    at = dt_util.now()
    quiet = {"quiet_start": f"{at - timedelta(hours=1):%H:%M:%S}", "quiet_end": f"{at + timedelta(hours=1):%H:%M:%S}"}
    bench.hass.config_entries.async_update_entry(bench.entry, options={"watering": quiet})
    await bench.settle()
    assert await no_water(bench, {}) == "denied_quiet"

    answer = await act(bench, "water_plant", {"override": True}, wait_s=12, context=Context(user_id=hass_admin_user.id))
    assert answer["plants"][0]["status"] == "completed"


async def test_override_passes_the_gap_and_nothing_else(bench: Bench, hass_admin_user: User) -> None:
    admin = Context(user_id=hass_admin_user.id)
    await act(bench, "water_plant", wait_s=12)
    with pytest.raises(ServiceValidationError) as error:
        await act(bench, "water_plant")
    assert error.value.translation_key == "denied_gap"

    answer = await act(bench, "water_plant", {"override": True}, wait_s=12, context=admin)
    assert answer["plants"][0]["status"] == "completed"
    with pytest.raises(ServiceValidationError) as error:
        await act(bench, "water_plant", {"override": True, "amount_ml": 600}, context=admin)
    assert error.value.translation_key == "denied_run_limit"


async def test_every_event_of_a_run_carries_its_cause(bench: Bench, hass_admin_user: User) -> None:
    context = Context(user_id=hass_admin_user.id)
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8, context=context)
    [started], [watered] = bench.told("watering_started"), bench.told("plant_watered")

    for event in (started, watered):
        assert event["user_id"] == hass_admin_user.id
        assert event["causation_id"] == context.id
        assert event["correlation_id"] == watered["run_id"]
        assert event["config_entry_id"] == "hub-id"
        assert event["device_id"] == device_of(bench)
        assert {"event_id", "occurred_at", "version", "plant_id", "plant_name"} <= set(event)
    assert started["event_id"] != watered["event_id"]


async def test_actions_reach_no_other_integrations_device(bench: Bench) -> None:
    foreign = er.async_get(bench.hass).async_get("switch.basil_pump")
    assert foreign
    assert await no_water(bench, {}, entity_id="switch.basil_pump") == "no_such_plant"


async def test_the_hubs_device_stands_for_all_its_plants(bench: Bench) -> None:
    devices = dr.async_get(bench.hass)
    odd = devices.async_get_or_create(config_entry_id="hub-id", identifiers={("odd", "a", "b")})  # type: ignore[arg-type]
    answer = await act(bench, "stop_watering", device_id=[device_of(bench, "hub-id"), odd.id])
    assert [plant["plant_id"] for plant in answer["plants"]] == [BASIL]


async def test_a_hub_that_stands_in_an_area_brings_no_plants_of_other_areas_with_it(pair: Pair) -> None:
    bench, _ = pair
    kitchen = ar.async_get(bench.hass).async_create("Kitchen")
    for subject in ("hub-id", BASIL):
        name_device(bench, subject, area_id=kitchen.id)
    answer = await act(bench, "check_watering", area_id=kitchen.id)
    assert [plant["plant_id"] for plant in answer["plants"]] == [BASIL]


async def test_a_labelled_hub_stands_for_all_its_plants(pair: Pair) -> None:
    bench, _ = pair
    label = lr.async_get(bench.hass).async_create("Balcony")
    name_device(bench, "hub-id", labels={label.label_id})
    answer = await act(bench, "check_watering", label_id=label.label_id)
    assert [plant["plant_id"] for plant in answer["plants"]] == [BASIL, FERN]


async def test_a_supply_is_no_plant(pair: Pair) -> None:
    bench, _ = pair
    assert await no_water(bench, {}, device_id=device_of(bench, "tank")) == "no_such_plant"


@pytest.mark.parametrize("everything", [{"entity_id": "all"}, {"device_id": "hub-id"}])
async def test_a_plant_can_be_left_out(pair: Pair, everything: dict[str, Any]) -> None:
    bench, _ = pair
    target: dict[str, Any] = {
        key: device_of(bench, one) if key == "device_id" else one for key, one in everything.items()
    }
    answer = await act(bench, "check_watering", **target, exclude={"device_id": [device_of(bench, FERN)]})
    assert [plant["plant_id"] for plant in answer["plants"]] == [BASIL]


async def test_where_there_is_no_plant_there_is_nothing_to_stop(bench: Bench, hass: HomeAssistant) -> None:
    hass.config_entries.async_remove_subentry(bench.entry, BASIL)
    await bench.settle()
    assert await call(bench, "stop_watering") == {"plants": []}


# --- a plant that needs approval --------------------------------------------------------------------


async def test_an_automation_is_told_at_once_that_its_watering_waits_for_approval(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, needs_approval=True)
    [plant] = (await act(bench, "water_plant", {"idempotency_key": "k"}))["plants"]

    assert (plant["status"], plant["delivered_ml"]) == ("awaiting_approval", 0)
    assert "on" not in bench.outlet.said
    assert await no_water(bench, {}) == "denied_awaiting"


async def test_once_approved_who_asks_with_the_same_key_hears_of_its_end(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, needs_approval=True)
    asked = await act(bench, "water_plant", {"idempotency_key": "k"})
    await act(bench, "approve_watering")
    await bench.settle()
    ended = await act(bench, "water_plant", {"idempotency_key": "k"}, wait_s=12)

    assert ended["plants"][0]["run_id"] == asked["plants"][0]["run_id"]
    assert ended["plants"][0]["status"] == "completed"
    assert bench.outlet.said.count("on") == 1


async def test_a_person_who_waters_needs_nobodys_approval(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    bench = await make_bench(automatic=False, needs_approval=True)
    answer = await act(bench, "water_plant", wait_s=12, context=person(hass))
    assert answer["plants"][0]["status"] == "completed"


async def test_who_gives_up_waiting_leaves_the_watering_alone(bench: Bench) -> None:
    waiting = asyncio.create_task(act(bench, "water_plant", {"amount_ml": 50}))
    await begun(bench)
    assert bench.outlet.flowing
    waiting.cancel()
    await bench.pass_time(8)

    assert not bench.outlet.flowing
    [watered] = bench.told("plant_watered")
    assert watered["status"] == "completed"


async def test_a_plant_of_a_hub_that_is_not_ready_is_told_apart_from_none(bench: Bench) -> None:
    device_id = device_of(bench)
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    with pytest.raises(ServiceValidationError) as error:
        await call(bench, "check_watering", target={"device_id": device_id})
    assert in_words(error.value) == "hub_not_ready"
    assert "My plants" in str(error.value)
