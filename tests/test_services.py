"""The actions answer as promised, and refuse in words a person understands."""

import asyncio
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.plantos.watering.ledger import LedgerError

from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry
from .scripted import ScriptedOutlet


def device_of(bench: Bench, plant_id: str = BASIL) -> str:
    device = bench.coordinator.device(plant_id)
    assert device
    return device.id


async def act(bench: Bench, name: str, data: dict[str, Any] | None = None, *, wait_s: float = 0, **target: Any) -> Any:
    """Call an action with response data while time passes."""
    call = asyncio.create_task(
        bench.hass.services.async_call(
            "plantos",
            name,
            data or {},
            blocking=True,
            return_response=True,
            context=target.pop("context", None),
            target=target or {"device_id": device_of(bench)},
        )
    )
    for _ in range(3):
        await asyncio.sleep(0)
    if not call.done():
        await bench.coordinator.ledger._call(lambda: None)
        await bench.pass_time(wait_s)
    return await call


async def refused(bench: Bench, data: dict[str, Any], **target: Any) -> str | None:
    with pytest.raises(ServiceValidationError) as error:
        await act(bench, "water_plant", data, **target)
    assert "on" not in bench.outlet.said
    assert error.value.translation_domain == "plantos"
    # The sentence exists and takes these placeholders.
    assert "{" not in str(error.value)
    return error.value.translation_key


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
        ([50], "amount_not_a_number"),
    ],
)
async def test_a_wrong_amount_is_refused_in_words(bench: Bench, amount: Any, key: str) -> None:
    assert await refused(bench, {"amount_ml": amount}) == key


@pytest.mark.parametrize("target", [{"entity_id": "sensor.nothing"}, {"device_id": "nobody"}, {"area_id": "nowhere"}])
async def test_an_unknown_plant_is_refused_in_words(bench: Bench, target: dict[str, str]) -> None:
    assert await refused(bench, {}, **target) == "no_such_plant"


async def test_a_disabled_plant_is_refused_in_words(bench: Bench) -> None:
    bench.coordinator.async_change(BASIL, enabled=False)
    assert await refused(bench, {}) == "denied_disabled"


async def test_a_plant_whose_device_is_disabled_is_refused_in_words(bench: Bench) -> None:
    dr.async_get(bench.hass).async_update_device(device_of(bench), disabled_by=dr.DeviceEntryDisabler.USER)
    assert await refused(bench, {}, device_id=device_of(bench)) == "denied_disabled"


async def test_a_plant_without_an_outlet_is_refused_in_words(make_bench: BenchMaker) -> None:
    bench = await make_bench(outlet=None)
    assert await refused(bench, {}) == "denied_no_outlet"


async def test_a_dose_that_takes_too_long_is_refused_before_anything_opens(make_bench: BenchMaker) -> None:
    bench = await make_bench(flow_calibrated=False, flow_ml_s=2.0)
    assert await refused(bench, {}) == "denied_run_too_long"


async def test_a_plant_can_be_named_by_entity_area_and_label(bench: Bench) -> None:
    area = ar.async_get(bench.hass).async_create("Kitchen")
    dr.async_get(bench.hass).async_update_device(device_of(bench), area_id=area.id)
    for target in ({"entity_id": bench.state("moisture").entity_id}, {"area_id": area.id}):
        answer = await act(bench, "check_watering", **target)
        assert answer["plants"][0]["plant_id"] == BASIL


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
    await asyncio.sleep(0)
    await bench.pass_time(6)
    with pytest.raises(HomeAssistantError) as error:
        await call
    assert error.value.translation_key == "failed_not_opened"


async def test_stop_watering_reaches_all_by_name_and_for_a_person_those_they_may_control(
    bench: Bench, hass: HomeAssistant
) -> None:
    person = MockUser(groups=[]).add_to_hass(hass)
    person.mock_policy({"entities": {"entity_ids": {bench.state("outlet").entity_id: True}}})
    for context, target in ((None, {"entity_id": "all"}), (Context(user_id=person.id), {})):
        await bench.coordinator.async_water(BASIL, Context(), 50, override=True)
        await bench.settle()
        assert bench.outlet.flowing
        await hass.services.async_call("plantos", "stop_watering", target, blocking=True, context=context)
        assert not bench.outlet.flowing
        await bench.settle()


async def test_stop_watering_without_a_target_stops_everything(bench: Bench) -> None:
    await bench.coordinator.async_water(BASIL, Context())
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
            await act(bench, action, context=context, device_id=device_of(bench))
    assert bench.outlet.said == ["off"]
    assert await act(bench, "check_watering", context=context, device_id=device_of(bench))


async def test_a_person_nobody_knows_is_refused(bench: Bench) -> None:
    with pytest.raises(UnknownUser):
        await act(bench, "water_plant", context=Context(user_id="nobody"), device_id=device_of(bench))


async def test_only_administrators_override(bench: Bench, hass: HomeAssistant) -> None:
    person = MockUser(groups=[]).add_to_hass(hass)
    person.mock_policy({"entities": True})
    with pytest.raises(Unauthorized):
        await act(
            bench, "water_plant", {"override": True}, context=Context(user_id=person.id), device_id=device_of(bench)
        )
    assert "on" not in bench.outlet.said


async def test_override_passes_the_gap_and_nothing_else(bench: Bench, hass_admin_user: User) -> None:
    admin = Context(user_id=hass_admin_user.id)
    await act(bench, "water_plant", wait_s=12)
    with pytest.raises(ServiceValidationError) as error:
        await act(bench, "water_plant")
    assert error.value.translation_key == "denied_gap"

    answer = await act(bench, "water_plant", {"override": True}, wait_s=12, context=admin, device_id=device_of(bench))
    assert answer["plants"][0]["status"] == "completed"
    with pytest.raises(ServiceValidationError) as error:
        await act(bench, "water_plant", {"override": True, "amount_ml": 600}, context=admin, device_id=device_of(bench))
    assert error.value.translation_key == "denied_run_limit"


async def test_every_event_of_a_run_carries_its_cause(bench: Bench, hass_admin_user: User) -> None:
    context = Context(user_id=hass_admin_user.id)
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8, context=context, device_id=device_of(bench))
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
    assert await refused(bench, {}, entity_id="switch.basil_pump") == "no_such_plant"


async def test_the_hubs_device_stands_for_all_its_plants(bench: Bench) -> None:
    devices = dr.async_get(bench.hass)
    hub = devices.async_get_device_by_identifier(("plantos", "hub-id"), "hub-id")
    odd = devices.async_get_or_create(config_entry_id="hub-id", identifiers={("odd", "a", "b")})  # type: ignore[arg-type]
    assert hub
    answer = await act(bench, "stop_watering", device_id=[hub.id, odd.id])
    assert [plant["plant_id"] for plant in answer["plants"]] == [BASIL]
