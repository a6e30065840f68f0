"""A person adds devices that answer HTTP: what PlantOS finds out, what it asks, and what it refuses."""

import asyncio
from collections.abc import AsyncIterator
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
from custom_components.plantos.json_device_flow import NEW_PART

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


@pytest.fixture
async def elsewhere(server: Server) -> AsyncIterator[str]:
    """The address of somebody else, who gives the same answers."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/all"
    await runner.cleanup()


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
    assert (await steps.go(box))["step_id"] == "json_parts"
    shown = await steps.go({"part": "lost"})
    assert (suggested(shown)["path"], shown["description_placeholders"]["number"]) == ("nowhere", "2")
    assert (await steps.go(described(lost) | {"path": "meter"}))["step_id"] == "json_parts"
    assert (await steps.go({}))["step_id"] == "json_tried"
    made = await steps.go({})
    assert list(made["data"]["channels"]) == ["soil", "lost"]
    assert made["data"]["settings"]["channels"]["lost"] == {"path": "meter"}


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


async def test_parts_are_read_at_the_same_time_and_none_is_waited_for_too_long(
    steps: Steps, server: Server, box: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = asyncio.Barrier(2)

    async def meet(request: web.Request) -> web.StreamResponse:
        await met.wait()
        return web.json_response({"soil": 7})

    monkeypatch.setattr("custom_components.plantos.hardware.http.json_device.TRY_S", 0.5)
    server.routes |= {"/a": meet, "/b": meet, "/c": server.hang}
    parts = [
        SOIL | {"name": name, "path": "soil", "state_url": box["url"].replace("all", name), "another": name != "c"}
        for name in ("a", "b", "c")
    ]
    failed = await steps.all({"next_step_id": "json"}, box, *parts)
    assert failed["description_placeholders"]["values"].splitlines() == [
        "- a: 7",
        "- b: 7",
        f"- c: {TEXTS['error']['no_answer']}",
    ]


@pytest.mark.parametrize("secret", [{"token": "abc"}, {"username": "me", "password": "s3cret"}])
async def test_a_described_device_tells_its_secrets_to_its_own_host_only(
    steps: Steps, server: Server, box: dict[str, Any], elsewhere: str, secret: dict[str, str]
) -> None:
    heard: dict[str, list[str]] = {}

    def guard(request: web.Request) -> web.StreamResponse | None:
        if given := request.headers.get("Authorization"):
            heard.setdefault(f"http://{request.host}/all", []).append(given)
        asks = {"WWW-Authenticate": 'Basic realm="box"'}
        return None if given else web.Response(status=401, headers=asks)

    server.guard = guard
    await steps.all({"next_step_id": "json"}, box | secret, SOIL | {"another": True})
    failed = await steps.go(SOIL | {"name": "Other", "state_url": elsewhere})
    assert failed["description_placeholders"]["values"].splitlines() == [
        "- Soil: 41.5",
        f"- Other: {TEXTS['error']['not_authorized']}",
    ]
    assert heard.keys() == {box["url"]}


async def test_a_part_that_is_no_more_is_forgotten(steps: Steps, box: dict[str, Any]) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True}, SOIL | {"name": "Lost", "path": "no"})
    await steps.go({"next_step_id": "json_parts"})
    lost = await steps.go({"part": "lost"})
    await steps.go(filled(lost) | {"remove": True})
    await steps.go({"part": "soil"})
    assert (await steps.go(described(SOIL) | {"remove": True}))["errors"] == {"remove": "no_channels"}
    await steps.go(described(SOIL))
    await steps.go({})
    made = await steps.go({})
    assert list(made["data"]["channels"]) == list(made["data"]["settings"]["channels"]) == ["soil"]


def described(answer: dict[str, Any]) -> dict[str, Any]:
    """A part as it is described once it was chosen from the list."""
    return {key: value for key, value in answer.items() if key != "another"}


def filled(form: Any) -> dict[str, Any]:
    """What a form is sent with if nothing is changed."""
    return {key: value for key, value in suggested(form).items() if value is not None}


def hang_on(hass: HomeAssistant, hub: MockConfigEntry, **parts: Any) -> None:
    """Let a plant hang on a channel."""
    plant = MappingProxyType(plant_data(**{"probes": {}, "outlet": None} | parts))
    hass.config_entries.async_add_subentry(
        hub, ConfigSubentry(data=plant, subentry_type="plant", title="Basil", unique_id=None)
    )


# --- two at once ------------------------------------------------------------------------------------


async def test_who_is_second_with_a_device_is_told_at_the_end(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server)
    second = Steps(steps.hass, hub, steps.kind)
    await second.all({"next_step_id": "host"}, host)
    await steps.all({"next_step_id": "host"}, host, {"name": "Greenhouse"})
    late = await second.go({"name": "Second"})
    assert (late["type"], late["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert "already_configured" in TEXTS["abort"]
    assert only(hub).title == "Greenhouse"


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
    hang_on(hass, hub, outlet=f"{device.subentry_id}/switch:7")

    form = await steps.start(device.subentry_id)
    assert (form["step_id"], suggested(form)) == ("host", {"host": "old.local", "port": None, "forget": None})
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


async def test_what_a_plant_hangs_on_keeps_its_use(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    answer = {"name": "Pump", "moisture": ["humidity:100"], "leak": ["input:0"]}
    await steps.all({"next_step_id": "host"}, host, answer)
    device_id = only(hub).subentry_id
    hang_on(hass, hub, probes={"moisture": f"{device_id}/humidity:100"})
    await steps.start(device_id)
    await steps.go(host)
    wrong = await steps.go(answer | {"moisture": [], "leak": []})
    assert (wrong["step_id"], wrong["errors"]) == ("channels", {"moisture": "still_used"})
    assert "still_used" in TEXTS["error"]
    # Nobody hangs on the float switch.
    assert (await steps.go(answer | {"leak": []}))["reason"] == "reconfigure_successful"
    assert only(hub).data["channels"]["input:0"]["role"] == Role.TANK


@pytest.fixture
def told(server: Server) -> list[str]:
    """Whatever proves who asks."""
    told: list[str] = []

    def guard(request: web.Request) -> web.StreamResponse | None:
        if given := request.headers.get("Authorization"):
            told.append(given)
        return None

    server.guard = guard
    return told


def with_settings(hass: HomeAssistant, hub: MockConfigEntry, **settings: Any) -> str:
    """Change what is known of the only device."""
    device = only(hub)
    data = {**device.data, "settings": {**device.data["settings"], **settings}}
    hass.config_entries.async_update_subentry(hub, device, data=data)
    return str(device.subentry_id)


async def test_who_answers_elsewhere_hears_no_secret_before_it_is_known_as_the_same(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], told: list[str]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    device_id = with_settings(hass, hub, host="old.local", token="abc")
    itself = server.routes["/rpc/Shelly.GetDeviceInfo"]
    server.routes["/rpc/Shelly.GetDeviceInfo"] = {"id": "other", "mac": "A8032A000000", "gen": 2}
    await steps.start(device_id)
    assert (await steps.go(host))["errors"] == {"host": "other_device"}
    server.routes["/rpc/Shelly.GetDeviceInfo"] = itself
    await steps.go(host)
    assert told == []
    await steps.go({"name": "Pump"})
    assert only(hub).data["settings"]["token"] == "abc"


async def test_who_is_locked_elsewhere_gets_what_a_person_enters_and_not_what_is_known(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    device_id = with_settings(hass, hub, host="old.local", username="admin", password="s3cret")
    digest_guard(server, "s3cret")
    await steps.start(device_id)
    assert (await steps.go(host))["step_id"] == "credentials"
    assert (await steps.go({}))["errors"] == {"base": "not_authorized"}
    assert (await steps.go({"password": "s3cret"}))["step_id"] == "channels"


async def test_a_locked_device_that_stayed_where_it_was_is_asked_with_what_is_known(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    digest_guard(server, "s3cret")
    await steps.start(with_settings(hass, hub, password="s3cret"))
    assert (await steps.go(host | {"port": 1}))["errors"] == {"host": "unreachable"}
    assert (await steps.go(host))["step_id"] == "channels"


async def test_who_does_not_say_who_it_is_loses_its_secrets_by_moving(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    steps: Steps,
    server: Server,
    host: dict[str, Any],
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Greenhouse"})
    await steps.start(with_settings(hass, hub, host="old.local", token="abc"))
    await steps.go(host)
    await steps.go({"name": "Greenhouse"})
    assert (only(hub).data["settings"], told) == ({"host": "127.0.0.1", "port": server.port}, [])


async def test_the_secrets_of_a_device_can_be_forgotten(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], told: list[str]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    form = await steps.start(with_settings(hass, hub, username="admin", token="abc"))
    assert fields_of(form) == TEXTS["step"]["host"]["data"].keys()
    await steps.go(host | {"forget": True})
    await steps.go({"name": "Pump"})
    assert (only(hub).data["settings"], told) == ({"host": "127.0.0.1", "port": server.port}, [])
    assert "forget" not in fields_of(await steps.start(only(hub).subentry_id))


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
    # What only an old device is asked has a promise of its own.
    assert fields_of(form) == TEXTS["step"][step]["data"].keys() - {"forget", "remove"}
