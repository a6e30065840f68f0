"""A described device gets another address, other parts and other secrets, and whatever plants hang on stays."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.json_device_flow import NEW_PART

from . import http_forms as forms
from .hardware.http.conftest import Server
from .http_forms import ENGLISH, SOIL, TEXTS, described, filled, hang_on, only, usable
from .steps import Steps, fields_of, suggested

server, hub, steps, box, elsewhere, told = forms.server, forms.hub, forms.steps, forms.box, forms.elsewhere, forms.told


async def test_a_described_device_gets_another_address_and_keeps_its_channels(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box | {"password": "s3cret"}, SOIL, {})
    before = only(hub)
    channels = before.data["channels"]
    server.routes["/new"] = {"soil": [40]}
    new = {"name": "Chest", "url": box["url"].replace("/all", "/new"), "token": "abc"}
    form = await steps.start(before.subentry_id)
    assert suggested(form) == box | {"username": None, "password": None, "token": None, "forget": None}
    assert fields_of(form) == TEXTS["step"]["json"]["data"].keys()
    await steps.go(new)
    shown = await steps.go({})
    assert shown["description_placeholders"]["values"] == "- Soil: 40"
    assert (await steps.go({}))["reason"] == "reconfigure_successful"

    device = only(hub)
    assert (device.title, device.data["channels"]) == ("Chest", channels)
    assert device.data["settings"] == {
        "url": new["url"],
        "token": "abc",
        "channels": {"soil": {"path": "soil[0]"}},
    }


async def test_secrets_that_are_left_empty_stay(hub: MockConfigEntry, steps: Steps, box: dict[str, Any]) -> None:
    await steps.all({"next_step_id": "json"}, box | {"username": "me", "password": "s3cret"}, SOIL, {})
    await steps.start(only(hub).subentry_id)
    await steps.go(box | {"username": "you"})
    await steps.go({})
    await steps.go({})
    settings = only(hub).data["settings"]
    assert (settings["username"], settings["password"]) == ("you", "s3cret")


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({}, {}),
        ({"username": "me"}, {"username": "me"}),
        ({"token": "abc"}, {"token": "abc"}),
    ],
)
async def test_the_secrets_of_a_described_device_can_be_forgotten(
    hub: MockConfigEntry, steps: Steps, box: dict[str, Any], answer: dict[str, Any], left: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box | {"username": "me", "password": "s3cret"}, SOIL, {})
    await steps.start(only(hub).subentry_id)
    await steps.go(box | answer | {"forget": True})
    await steps.go({})
    await steps.go({})
    settings = only(hub).data["settings"]
    assert {key: settings[key] for key in ("username", "password", "token") if key in settings} == left


async def test_the_secrets_of_a_described_device_stay_with_its_old_host(
    hub: MockConfigEntry, steps: Steps, box: dict[str, Any], elsewhere: str, told: list[str]
) -> None:
    await steps.all({"next_step_id": "json"}, box | {"token": "abc"}, SOIL, {})
    assert told == ["Bearer abc"]
    told.clear()
    await steps.start(only(hub).subentry_id)
    await steps.go(box | {"url": elsewhere})
    await steps.go({})
    await steps.go({})
    assert ("token" in only(hub).data["settings"], told) == (False, [])


async def test_a_described_device_that_is_not_changed_stays_as_it_is(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    parts: list[dict[str, Any]] = [
        SOIL,
        SOIL | {"name": "Raw", "measure": "raw"},
        SOIL | {"name": "Air", "measure": "temperature", "unit": "°F"},
        SOIL | {"name": "Tank", "role": "tank", "unit": "L", "state_url": box["url"]},
        SOIL
        | {
            "name": "Pump",
            "role": "outlet",
            "path": "pump",
            "on_url": f"{box['url']}?on={{seconds}}",
            "on_body": "{}",
            "off_url": box["url"],
            "method": "PUT",
        },
        SOIL | {"name": "Wet", "role": "leak", "path": "wet"},
    ]
    await steps.all({"next_step_id": "json"}, box, *(part | {"another": part["name"] != "Wet"} for part in parts), {})
    before = only(hub)
    await steps.start(before.subentry_id)
    await steps.go(box)
    for key in ("soil", "raw", "air", "tank", "pump", "wet"):
        form = await steps.go({"part": key})
        assert (await steps.go(filled(form)))["step_id"] == "json_parts"
    await steps.go({})
    assert (await steps.go({}))["reason"] == "reconfigure_successful"
    assert only(hub) == before


async def test_the_parts_of_a_described_device_are_changed_added_and_taken_away(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, box: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True}, SOIL | {"name": "Old"}, {})
    device_id = only(hub).subentry_id
    await steps.start(device_id)
    listed = await steps.go(box)
    assert listed["step_id"] == "json_parts"
    assert fields_of(listed) == TEXTS["step"]["json_parts"]["data"].keys()
    options = listed["data_schema"].schema["part"].config["options"]
    assert [option["value"] for option in options] == ["soil", "old", NEW_PART]
    assert ENGLISH["selector"]["part"]["options"].keys() == {NEW_PART}

    form = await steps.go({"part": "soil"})
    assert fields_of(form) | {"another"} == TEXTS["step"]["json_channel"]["data"].keys()
    await steps.go(filled(form) | {"name": "Earth", "path": "meter"})
    form = await steps.go({"part": "old"})
    await steps.go(filled(form) | {"remove": True})
    form = await steps.go({"part": NEW_PART})
    assert not {"another", "remove"} & fields_of(form)
    assert (await steps.go(described(SOIL) | {"name": "Earth"}))["errors"] == {"name": "channel_name_in_use"}
    await steps.go(described(SOIL))
    shown = await steps.go({})
    assert shown["description_placeholders"]["values"].splitlines() == ["- Earth: 12", "- Soil: 41.5"]
    assert (await steps.go({}))["reason"] == "reconfigure_successful"

    device = only(hub)
    assert device.subentry_id == device_id
    assert {key: channel["name"] for key, channel in device.data["channels"].items()} == {
        "soil": "Earth",
        "soil_2": "Soil",
    }
    assert device.data["settings"]["channels"] == {"soil": {"path": "meter"}, "soil_2": {"path": "soil[0]"}}
    usable(hub)


async def test_a_part_that_a_plant_hangs_on_stays_and_keeps_its_use(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, box: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True}, SOIL | {"name": "Other"}, {})
    device_id = only(hub).subentry_id
    hang_on(hass, hub, probes={"moisture": f"{device_id}/soil"})
    await steps.start(device_id)
    await steps.go(box)
    form = await steps.go({"part": "soil"})
    for change, field in (({"remove": True}, "remove"), ({"role": "leak"}, "role"), ({"measure": "raw"}, "measure")):
        assert (await steps.go(filled(form) | change))["errors"] == {field: "still_used"}
    assert (await steps.go(filled(form) | {"name": "Earth", "path": "meter"}))["step_id"] == "json_parts"
    form = await steps.go({"part": "other"})
    assert (await steps.go(filled(form) | {"role": "leak"}))["step_id"] == "json_parts"


async def test_a_described_device_that_is_away_may_be_changed_all_the_same(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL, {})
    server.routes.clear()
    await steps.start(only(hub).subentry_id)
    await steps.go(box | {"name": "Chest"})
    failed = await steps.go({})
    assert failed["step_id"] == "json_failed"
    assert suggested(await steps.go({"next_step_id": "json"}))["name"] == "Chest"
    await steps.go(box | {"name": "Chest"})
    await steps.go({})
    assert (await steps.go({"next_step_id": "json_keep"}))["reason"] == "reconfigure_successful"
    assert only(hub).title == "Chest"
