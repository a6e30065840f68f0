"""A person adds devices that answer HTTP: what PlantOS finds out, what it asks, and what it refuses."""

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aiohttp import web
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import plantos
from custom_components.plantos.const import CONF_KIND, DOMAIN
from custom_components.plantos.garden import devices_of
from custom_components.plantos.hardware import http
from custom_components.plantos.hardware.devices import Role
from custom_components.plantos.hardware.http import Reason
from custom_components.plantos.hardware.http.registry import driver_of

from .conftest import plant_data
from .hardware.http import conftest as servers
from .hardware.http.conftest import Server
from .hardware.http.devices import EspHome, Gen2, Tasmota, digest_guard
from .steps import Steps, fields_of, suggested

ENGLISH = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())
TEXTS = ENGLISH["config_subentries"]["http_device"]
MAC = "a8:03:2a:b1:23:45"
SOIL = {"role": "probe", "name": "Soil", "path": "soil[0]", "measure": "moisture", "method": "GET", "another": False}

server = servers.server


def http_entry(*devices: Any, entry_id: str = "hub-id") -> MockConfigEntry:
    """A hub of HTTP devices."""
    return MockConfigEntry(
        domain=DOMAIN, title="Balcony", data={CONF_KIND: "http"}, subentries_data=devices, entry_id=entry_id
    )


@pytest.fixture
async def hub(hass: HomeAssistant) -> MockConfigEntry:
    """An empty hub that isn't set up, so that nothing but the forms asks the devices."""
    entry = http_entry()
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def steps(hass: HomeAssistant, hub: MockConfigEntry) -> Steps:
    """The flow of a device."""
    return Steps(hass, hub, "http_device")


@pytest.fixture
def host(server: Server) -> dict[str, Any]:
    """Where the server is, as a person writes it."""
    return {"host": " 127.0.0.1 ", "port": server.port}


@pytest.fixture
def box(server: Server) -> dict[str, Any]:
    """A device that answers JSON, as a person writes it."""
    server.routes["/all"] = {"soil": [41.5], "pump": "off", "meter": 12, "wet": False}
    return {"name": "Box", "url": f"http://127.0.0.1:{server.port}/all"}


def only(entry: MockConfigEntry) -> Any:
    """The hub's only device."""
    [device] = entry.get_subentries_of_type("http_device")
    return device


def usable(entry: MockConfigEntry) -> None:
    """A hub understands every device that the form has written."""
    for config in devices_of(entry).values():
        driver_of(config)


# --- a device in the network ------------------------------------------------------------------------


async def test_a_shelly_is_added_with_all_it_has(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    menu = await steps.start()
    assert (menu["type"], menu["menu_options"]) == (FlowResultType.MENU, ["host", "json"])
    assert TEXTS["step"]["user"]["menu_options"].keys() == set(menu["menu_options"])
    assert (await steps.go({"next_step_id": "host"}))["step_id"] == "host"
    asked = await steps.go(host)
    assert (asked["step_id"], suggested(asked)) == (
        "channels",
        {"name": "shellyplus1-a8032ab12345", "moisture": [], "leak": []},
    )
    assert asked["description_placeholders"]["model"] == "SNSW-001X16EU"
    made = await steps.go({"name": " Pump ", "moisture": ["humidity:100"], "leak": ["input:0"]})

    assert (made["type"], made["title"], made["unique_id"]) == (FlowResultType.CREATE_ENTRY, "Pump", MAC)
    assert made["data"] == {
        "driver": "shelly",
        "settings": {"host": "127.0.0.1", "port": server.port},
        "channels": {
            "switch:0": {"role": "outlet", "name": "switch 0"},
            "input:0": {"role": "leak", "name": "input 0"},
            "input:100": {"role": "probe", "name": "input 100", "unit": "%", "raw": True},
            "temperature:100": {
                "role": "probe",
                "name": "temperature 100",
                "measure": "temperature",
                "unit": "°C",
            },
            "humidity:100": {"role": "probe", "name": "humidity 100", "measure": "moisture", "unit": "%"},
            "voltmeter:100": {"role": "probe", "name": "voltmeter 100", "unit": "V", "raw": True},
        },
    }
    usable(hub)


async def test_a_wrong_guess_of_what_a_probe_measures_is_put_right(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server)
    asked = await steps.all({"next_step_id": "host"}, host)
    assert suggested(asked) == {"name": "Greenhouse", "moisture": ["sensor:Soil Moisture"], "leak": []}
    made = await steps.go({"name": "Greenhouse", "moisture": ["sensor:Humidity"]})

    channels = made["data"]["channels"]
    assert (channels["sensor:Humidity"]["measure"], channels["sensor:Soil Moisture"]["measure"]) == (
        "moisture",
        "humidity",
    )
    assert channels["binary_sensor:Float"]["role"] == Role.TANK
    usable(hub)


async def test_nothing_is_asked_of_channels_that_a_device_hasnt(
    steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    server.routes |= {
        "/rpc/Shelly.GetDeviceInfo": {"id": "plug", "mac": "A8032AB12345", "gen": 2},
        "/rpc/Shelly.GetStatus": {"switch:0": {"id": 0, "output": False}},
    }
    assert fields_of(await steps.all({"next_step_id": "host"}, host)) == {"name"}


async def test_a_device_without_anything_to_read_or_turn_is_refused(
    steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    server.routes |= {
        "/rpc/Shelly.GetDeviceInfo": {"id": "bulb", "mac": "A8032AB12345", "gen": 2},
        "/rpc/Shelly.GetStatus": {"light:0": {"id": 0}},
    }
    assert (await steps.all({"next_step_id": "host"}, host))["errors"] == {"host": "no_channels"}


async def test_who_is_nowhere_can_be_looked_for_elsewhere(
    steps: Steps, server: Server, host: dict[str, Any], unused_tcp_port: int
) -> None:
    Gen2(server)
    wrong = await steps.all({"next_step_id": "host"}, host | {"port": unused_tcp_port})
    assert (wrong["errors"], suggested(wrong)["port"]) == ({"host": "unreachable"}, unused_tcp_port)
    assert (await steps.go(host))["step_id"] == "channels"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda: web.Response(status=404), "unknown_device"),
        (lambda: web.json_response({"hello": "world"}), "unknown_device"),
        (lambda: web.Response(status=429), "unknown_device"),
    ],
)
async def test_what_answers_strangely_is_said(
    steps: Steps, server: Server, host: dict[str, Any], answer: Any, reason: str
) -> None:
    server.guard = lambda _: answer()
    assert (await steps.all({"next_step_id": "host"}, host))["errors"] == {"host": reason}


async def test_a_device_that_breaks_off_is_said_to_give_no_answer(
    steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    server.routes["/rpc/Shelly.GetDeviceInfo"] = server.drop
    assert (await steps.all({"next_step_id": "host"}, host))["errors"] == {"host": "no_answer"}


@pytest.mark.parametrize(("path", "reason"), [(500, "failed"), (503, "busy"), (404, "not_found"), (200, "nonsense")])
async def test_a_shelly_that_cannot_tell_what_it_has_says_why(
    steps: Steps, server: Server, host: dict[str, Any], path: int, reason: str
) -> None:
    Gen2(server)
    server.routes["/rpc/Shelly.GetStatus"] = lambda _: web.Response(status=path, text="?")
    assert (await steps.all({"next_step_id": "host"}, host))["errors"] == {"host": reason}


def test_every_reason_and_every_error_has_its_text() -> None:
    assert {*Reason} <= TEXTS["error"].keys()
    assert {f"device_{reason}" for reason in Reason} <= ENGLISH["config"]["error"].keys()


async def test_a_locked_device_lets_in_who_knows_the_password(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    digest_guard(server, "s3cret")
    locked = await steps.all({"next_step_id": "host"}, host)
    assert (locked["step_id"], locked["errors"], suggested(locked)["password"]) == ("credentials", {}, None)
    assert fields_of(locked) == TEXTS["step"]["credentials"]["data"].keys()
    wrong = await steps.go({"username": "admin", "password": "wrong"})
    assert (wrong["step_id"], wrong["errors"]) == ("credentials", {"base": "not_authorized"})
    assert suggested(wrong) == {"username": "admin", "password": None, "token": None}
    await steps.go({"password": "s3cret"})
    made = await steps.go({"name": "Pump"})

    assert made["data"]["settings"] == {"host": "127.0.0.1", "port": server.port, "password": "s3cret"}


async def test_a_device_is_in_one_hub_only(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    other = http_entry(entry_id="other-hub-id")
    other.add_to_hass(hass)
    again = await Steps(hass, other, "http_device").all({"next_step_id": "host"}, host)
    assert again["errors"] == {"host": "already_configured"}


async def test_a_device_that_does_not_say_who_it_is_is_known_by_where_it_is(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Greenhouse"})
    again = await steps.all({"next_step_id": "host"}, host)
    assert (only(hub).unique_id, again["errors"]) == (None, {"host": "already_configured"})


@pytest.mark.parametrize(
    ("name", "error"), [("Pump", "name_in_use"), (" ", "name_missing"), ("x" * 81, "name_too_long")]
)
async def test_a_device_has_a_name_of_its_own(
    steps: Steps, server: Server, host: dict[str, Any], box: dict[str, Any], name: str, error: str
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    server.routes.pop("/rpc/Shelly.GetDeviceInfo")
    Tasmota(server)
    wrong = await steps.all({"next_step_id": "host"}, host, {"name": name})
    assert (wrong["step_id"], wrong["errors"]) == ("channels", {"name": error})
    assert (await steps.all({"next_step_id": "json"}, box | {"name": name}))["errors"] == {"name": error}
    assert error in TEXTS["error"]


async def test_a_second_device_of_the_same_name_is_offered_another(
    steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Tomatoes"})
    server.routes.pop("/rpc/Shelly.GetDeviceInfo")
    Tasmota(server)
    assert suggested(await steps.all({"next_step_id": "host"}, host))["name"] == "Tomatoes 2"


# --- a device that is described ---------------------------------------------------------------------


async def test_a_device_is_described_tried_out_and_kept(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    root = f"http://127.0.0.1:{server.port}"
    server.routes["/pump"] = {"on": True}
    pump = {
        "role": "outlet",
        "name": "Pump",
        "path": "on",
        "state_url": f"{root}/pump",
        "on_url": f"{root}/on?for={{seconds}}",
        "on_body": '{"for": {seconds}}',
        "off_url": f"{root}/off",
        "method": "POST",
        "another": True,
    }
    await steps.all({"next_step_id": "json"}, box | {"username": "me", "password": "s3cret"})
    assert (await steps.go(SOIL | {"another": True}))["description_placeholders"]["number"] == "2"
    await steps.go(pump)
    shown = await steps.go(
        {"role": "flow_meter", "name": "Meter", "path": "meter", "unit": "L", "method": "GET", "another": False}
    )
    assert (shown["step_id"], shown["last_step"]) == ("json_tried", True)
    assert shown["description_placeholders"]["values"].splitlines() == ["- Soil: 41.5", "- Pump: on", "- Meter: 12"]
    assert server.asked == ["GET /all", "GET /pump"]
    made = await steps.go({})

    assert (made["title"], made["unique_id"]) == ("Box", None)
    assert made["data"]["channels"] == {
        "soil": {"role": "probe", "name": "Soil", "measure": "moisture", "unit": "%"},
        "pump": {"role": "outlet", "name": "Pump"},
        "meter": {"role": "flow_meter", "name": "Meter", "unit": "L"},
    }
    assert made["data"]["settings"] == {
        "url": box["url"],
        "username": "me",
        "password": "s3cret",
        "channels": {
            "soil": {"path": "soil[0]"},
            "pump": {
                "path": "on",
                "state": {"url": f"{root}/pump"},
                "on": {"url": f"{root}/on?for={{seconds}}", "method": "POST", "body": '{"for": {seconds}}'},
                "off": {"url": f"{root}/off", "method": "POST"},
            },
            "meter": {"path": "meter"},
        },
    }
    usable(hub)


async def test_the_word_for_the_seconds_is_explained_and_not_filled_in(steps: Steps, box: dict[str, Any]) -> None:
    form = await steps.all({"next_step_id": "json"}, box)
    text = TEXTS["step"]["json_channel"]["data_description"]["on_url"]
    assert "{seconds}" in text
    assert text.format(**form["description_placeholders"]) == text


@pytest.mark.parametrize(
    ("answer", "channel"),
    [
        ({"measure": "raw"}, {"role": "probe", "raw": True}),
        ({"measure": "temperature"}, {"role": "probe", "measure": "temperature", "unit": "°C"}),
        ({"measure": "temperature", "unit": "°F"}, {"role": "probe", "measure": "temperature", "unit": "°F"}),
        ({"measure": "illuminance", "unit": "L"}, {"role": "probe", "measure": "illuminance", "unit": "lx"}),
        ({"role": "tank"}, {"role": "tank"}),
        ({"role": "tank", "unit": "%"}, {"role": "tank", "unit": "%"}),
        ({"role": "leak", "unit": "%"}, {"role": "leak"}),
    ],
)
async def test_a_channel_is_what_its_owner_says(
    hub: MockConfigEntry, steps: Steps, box: dict[str, Any], answer: dict[str, Any], channel: dict[str, Any]
) -> None:
    made = await steps.all({"next_step_id": "json"}, box, SOIL | answer, {})
    assert made["data"]["channels"] == {"soil": channel | {"name": "Soil"}}
    usable(hub)


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        ({"name": " "}, {"name": "name_missing"}),
        ({"path": "a["}, {"path": "bad_path"}),
        ({"state_url": "box/state"}, {"state_url": "bad_url"}),
        ({"measure": "temperature", "unit": "L"}, {"unit": "temperature_unit"}),
        ({"role": "tank", "unit": "L/min"}, {"unit": "tank_unit"}),
        ({"role": "flow_meter"}, {"unit": "meter_unit"}),
        ({"role": "flow_meter", "unit": "%"}, {"unit": "meter_unit"}),
        ({"role": "outlet"}, {"on_url": "on_and_off", "off_url": "on_and_off"}),
        ({"role": "outlet", "on_url": "http://box/on"}, {"off_url": "on_and_off"}),
        ({"role": "outlet", "on_url": "http://box/on", "off_url": "off"}, {"off_url": "bad_url"}),
    ],
)
async def test_what_cannot_be_read_is_said_and_can_be_put_right(
    steps: Steps, box: dict[str, Any], answer: dict[str, Any], errors: dict[str, str]
) -> None:
    wrong = await steps.all({"next_step_id": "json"}, box, SOIL | answer)
    assert (wrong["step_id"], wrong["errors"]) == ("json_channel", errors)
    assert set(errors.values()) <= TEXTS["error"].keys()
    assert (await steps.go(SOIL))["step_id"] == "json_tried"


async def test_a_probe_measures_something(steps: Steps, box: dict[str, Any]) -> None:
    wrong = await steps.all(
        {"next_step_id": "json"}, box, {key: value for key, value in SOIL.items() if key != "measure"}
    )
    assert wrong["errors"] == {"measure": "measure_missing"}


async def test_two_parts_of_a_device_have_two_names_and_two_keys(
    hub: MockConfigEntry, steps: Steps, box: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True})
    assert (await steps.go(SOIL))["errors"] == {"name": "channel_name_in_use"}
    await steps.go(SOIL | {"name": "soil!"})
    made = await steps.go({})
    assert made["data"]["channels"].keys() == {"soil", "soil_2"}


@pytest.mark.parametrize("url", ["box", "ftp://box/", "http://", ""])
async def test_a_device_has_an_address_on_the_web(steps: Steps, url: str) -> None:
    wrong = await steps.all({"next_step_id": "json"}, {"name": "Box", "url": url})
    assert (wrong["step_id"], wrong["errors"]) == ("json", {"url": "bad_url"})


async def test_what_cannot_be_read_is_told_and_put_right_without_writing_it_all_again(
    steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    lost = SOIL | {"name": "Lost", "path": "nowhere", "another": False}
    failed = await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True}, lost)
    assert (failed["type"], failed["step_id"]) == (FlowResultType.MENU, "json_failed")
    assert TEXTS["step"]["json_failed"]["menu_options"].keys() == set(failed["menu_options"])
    assert failed["description_placeholders"]["values"].splitlines() == [
        "- Soil: 41.5",
        f"- Lost: {TEXTS['error']['nonsense']}",
    ]
    again = await steps.hass.config_entries.subentries.async_configure(failed["flow_id"])
    assert again["description_placeholders"] == failed["description_placeholders"]
    back = await steps.go({"next_step_id": "json"})
    assert suggested(back) == {"name": "Box", "url": box["url"], "username": None, "password": None, "token": None}
    first = await steps.go(box)
    assert (suggested(first)["name"], suggested(first)["path"]) == ("Soil", "soil[0]")
    second = await steps.go(SOIL | {"another": True})
    assert suggested(second)["path"] == "nowhere"
    assert (await steps.go(lost | {"path": "meter"}))["step_id"] == "json_tried"
    made = await steps.go({})
    assert list(made["data"]["channels"]) == ["soil", "lost"]


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "not_authorized"), (404, "not_found"), (500, "failed"), (503, "busy")]
)
async def test_a_device_that_fails_now_may_be_kept_all_the_same(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any], status: int, reason: str
) -> None:
    server.guard = lambda _: web.Response(status=status)
    failed = await steps.all({"next_step_id": "json"}, box, SOIL)
    assert failed["description_placeholders"]["values"] == f"- Soil: {TEXTS['error'][reason]}"
    made = await steps.go({"next_step_id": "json_keep"})
    assert made["type"] is FlowResultType.CREATE_ENTRY
    usable(hub)


async def test_a_part_that_is_no_more_is_forgotten(steps: Steps, box: dict[str, Any]) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True}, SOIL | {"name": "Lost", "path": "no"})
    await steps.go({"next_step_id": "json"})
    await steps.go(box)
    await steps.go(SOIL)
    made = await steps.go({})
    assert list(made["data"]["channels"]) == list(made["data"]["settings"]["channels"]) == ["soil"]


# --- changing a device ------------------------------------------------------------------------------


async def test_a_device_is_moved_and_renamed_and_learns_of_new_channels(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump", "moisture": ["humidity:100"]})
    device = only(hub)
    data = dict(device.data)
    used = {key: data["channels"].pop(key) for key in ("switch:0", "temperature:100")}
    data["channels"] |= {"switch:7": used["switch:0"], "switch:8": used["switch:0"]}
    data["settings"] = {"host": "old.local", "password": "s3cret"}
    hass.config_entries.async_update_subentry(hub, device, data=data)
    plant = MappingProxyType(plant_data(outlet=f"{device.subentry_id}/switch:7", probes={}))
    hass.config_entries.async_add_subentry(
        hub, ConfigSubentry(data=plant, subentry_type="plant", title="Basil", unique_id=None)
    )

    form = await steps.start(device.subentry_id)
    assert (form["step_id"], suggested(form)) == ("host", {"host": "old.local", "port": None})
    asked = await steps.go(host)
    assert suggested(asked) == {"name": "Pump", "moisture": ["humidity:100"], "leak": []}
    done = await steps.go({"name": "Fountain", "moisture": ["humidity:100"]})

    changed = only(hub)
    assert (done["reason"], changed.subentry_id) == ("reconfigure_successful", device.subentry_id)
    assert (changed.title, changed.unique_id) == ("Fountain", MAC)
    assert changed.data["settings"] == {"host": "127.0.0.1", "port": server.port, "password": "s3cret"}
    assert {"switch:0", "temperature:100", "switch:7"} <= changed.data["channels"].keys()
    assert "switch:8" not in changed.data["channels"]
    assert changed.data["channels"]["humidity:100"]["measure"] == "moisture"


async def test_another_device_is_not_taken_for_the_old_one(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    server.routes["/rpc/Shelly.GetDeviceInfo"] = {"id": "other", "mac": "A8032A000000", "gen": 2}
    await steps.start(only(hub).subentry_id)
    assert (await steps.go(host))["errors"] == {"host": "other_device"}
    server.routes.pop("/rpc/Shelly.GetDeviceInfo")
    Tasmota(server)
    assert (await steps.go(host))["errors"] == {"host": "other_device"}


async def test_a_device_that_was_locked_since_asks_for_its_new_password(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    digest_guard(server, "s3cret")
    await steps.start(only(hub).subentry_id)
    assert (await steps.go(host))["step_id"] == "credentials"
    await steps.go({"username": "admin", "password": "s3cret"})
    await steps.go({"name": "Pump"})
    settings = only(hub).data["settings"]
    assert (settings["username"], settings["password"]) == ("admin", "s3cret")
    usable(hub)


async def test_a_described_device_gets_another_address_and_keeps_its_channels(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box | {"password": "s3cret"}, SOIL, {})
    before = only(hub)
    channels = before.data["channels"]
    server.routes["/new"] = {"soil": [40]}
    new = {"name": "Chest", "url": box["url"].replace("/all", "/new"), "token": "abc"}
    form = await steps.start(before.subentry_id)
    assert suggested(form) == box | {"username": None, "password": None, "token": None}
    shown = await steps.go(new)
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
    settings = only(hub).data["settings"]
    assert (settings["username"], settings["password"]) == ("you", "s3cret")


async def test_a_described_device_that_is_away_may_be_changed_all_the_same(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL, {})
    server.routes.clear()
    await steps.start(only(hub).subentry_id)
    failed = await steps.go(box | {"name": "Chest"})
    assert failed["step_id"] == "json_failed"
    assert suggested(await steps.go({"next_step_id": "json"}))["name"] == "Chest"
    await steps.go(box | {"name": "Chest"})
    assert (await steps.go({"next_step_id": "json_keep"}))["reason"] == "reconfigure_successful"
    assert only(hub).title == "Chest"


@pytest.mark.parametrize("step", ["host", "json", "json_channel", "channels"])
async def test_every_field_is_named_and_described(
    steps: Steps, server: Server, host: dict[str, Any], box: dict[str, Any], step: str
) -> None:
    Gen2(server)
    path: dict[str, list[dict[str, Any]]] = {
        "host": [{"next_step_id": "host"}],
        "channels": [{"next_step_id": "host"}, host],
        "json": [{"next_step_id": "json"}],
        "json_channel": [{"next_step_id": "json"}, box],
    }
    form = await steps.all(*path[step])
    assert form["step_id"] == step
    assert fields_of(form) == TEXTS["step"][step]["data"].keys()
